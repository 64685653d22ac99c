import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { ReturnedGroupView } from '../../../../shared/ipc/returning-requests.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { useWordsBox } from '../start/words-box.tsx';
import styles from './computers.module.css';

type ReturnAs = 'lost' | 'before';
type Groups = readonly ReturnedGroupView[];

/** With the recovery words: every other computer of this person is taken out, and this one goes on. */
export function ReturnPage() {
  const { engine } = useApp();
  const { say, error } = useText();
  const [as, setAs] = useState<ReturnAs | null>(null);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [groups, setGroups] = useState<Groups | null>(null);
  // Whether the person was asked, and about coming back without what has not arrived.
  const [asking, setAsking] = useState<'whole' | 'withoutRest' | null>(null);
  const [isWorking, setWorking] = useState(false);
  const { words, box, clear } = useWordsBox();
  const comeBack = async () => {
    if (as === null || asking === null) return;
    setAsking(null);
    setWorking(true);
    setProblem(null);
    setGroups(null);
    const withoutRest = asking === 'withoutRest';
    const answer = await engine.call.returnWithWords({ words: [...words], as, withoutRest });
    setWorking(false);
    if (!answer.ok) {
      setProblem(answer.error);
      return;
    }
    setGroups(answer.value.groups);
    // They are needed once more only where something is still on its way.
    if (answer.value.groups.every(({ state }) => state !== 'still-arriving')) clear();
  };
  const options = (['lost', 'before'] as const).map((value) => ({
    value,
    words: say(`return.as.${value}`),
    hint: say(`return.as.${value}.hint`),
  }));
  return (
    <Page
      title={say('return.title')}
      below={<p>{say('return.text')}</p>}
      back={{ href: '/settings/computers', place: say('computers.title') }}
    >
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          setAsking('whole');
        }}
      >
        <Choice label={say('return.as')} value={as} onChange={setAs} options={options} />
        <div className={styles['wide']}>{box}</div>
        <Soft>{say('return.paper')}</Soft>
        {problem && (
          <Note tone="careful" isLive>
            {error(problem)}
          </Note>
        )}
        <Actions>
          <Button
            look="main"
            type="submit"
            icon={KeyRound}
            isPending={isWorking}
            isDisabled={as === null || words.length === 0}
          >
            {isWorking ? say('return.working') : say('return.submit')}
          </Button>
        </Actions>
      </Form>
      <Outcome groups={groups} onNow={() => setAsking('withoutRest')} />
      <Section title={say('return.others.title')}>
        <p>{say('return.others')}</p>
      </Section>
      <Confirm
        isOpen={asking !== null}
        title={say('return.confirm.title')}
        text={say('return.confirm.text')}
        confirm={say('return.confirm')}
        keep={say('return.confirm.keep')}
        onConfirm={comeBack}
        onKeep={() => setAsking(null)}
      />
    </Page>
  );
}

/** What became of each group, under what was pressed. The place is there before the words are. */
function Outcome({ groups, onNow }: { readonly groups: Groups | null; readonly onNow: () => void }) {
  const { say } = useText();
  const has = (state: ReturnedGroupView['state']) => groups?.some((group) => group.state === state) ?? false;
  return (
    <div role="status">
      {groups !== null && (
        <Section title={say('return.done')}>
          {groups.length === 0 && <p>{say('return.none')}</p>}
          <ul className={styles['list']} aria-label={say('return.done')}>
            {groups.map(({ groupId, name, state }) => (
              <li key={groupId}>{say(`return.${state}`, { group: name })}</li>
            ))}
          </ul>
          {has('back') && <Soft>{say('return.file')}</Soft>}
          {has('still-arriving') && (
            <Actions>
              <Button onPress={onNow}>{say('return.now')}</Button>
            </Actions>
          )}
        </Section>
      )}
    </div>
  );
}
