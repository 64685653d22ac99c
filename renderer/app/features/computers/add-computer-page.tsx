import { FileDown, FileUp, Search } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { MAX_PAIR_CODE_CHARACTERS } from '../../../../shared/ipc/pairing-requests.ts';
import { useApp, useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useQuery } from '../../use-query.ts';
import { ShowCarried } from '../carry/carry-by-file.tsx';
import { useCarry } from '../carry/use-carry.ts';
import { readWords } from '../invites/read-words.ts';
import styles from './computers.module.css';
import { MeetingPlaceField, PairDone, PairMeeting, PairPage, type StepProps, StopPairing } from './pair-parts.tsx';
import type { UsePairing } from './use-pairing.ts';

/** On the computer that has the groups: letting a new one in. */
export function AddComputerPage() {
  return <PairPage side="old" begin={(pairing) => <Ways pairing={pairing} />} step={(step) => <Step {...step} />} />;
}

function Step(props: StepProps) {
  switch (props.view.step) {
    case 'looking':
      return <Looking {...props} />;
    case 'replied':
      return <Replied {...props} />;
    case 'done':
      return <Added {...props} />;
    default:
      return null;
  }
}

function Ways({ pairing }: { readonly pairing: UsePairing }) {
  const { engine } = useApp();
  const { say } = useText();
  const groups = useQuery('groups', () => engine.call.listGroups({}), ['groupsChanged']);
  return (
    <>
      {groups.state === 'ready' && <Soft>{say('pair.old.groups', { count: groups.value.length })}</Soft>}
      <Section title={say('pair.code')}>
        <CodeForm pairing={pairing} />
      </Section>
      <Section title={say('pair.file')}>
        <p>{say('pair.old.file')}</p>
        <Actions>
          <Button icon={FileUp} onPress={() => pairing.openFile('old')} isPending={pairing.isWorking}>
            {say('pair.old.file.open')}
          </Button>
        </Actions>
      </Section>
      <Soft>{say('computers.journal')}</Soft>
    </>
  );
}

function CodeForm({ pairing }: { readonly pairing: UsePairing }) {
  const { say } = useText();
  const settings = useSettings();
  const [typed, setTyped] = useState('');
  const [server, setServer] = useState(settings.server ?? '');
  const words = readWords(typed);
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void pairing.answerCode(typed, server.trim());
      }}
    >
      <p>{say('pair.old.code')}</p>
      <div className={styles['wide']}>
        <TextField
          label={say('pair.old.code.field')}
          value={typed}
          onChange={setTyped}
          rows={3}
          maxLength={MAX_PAIR_CODE_CHARACTERS}
        />
      </div>
      {words.length > 0 && words.length <= 8 && (
        <div className={styles['wide']}>
          <NumberedWords label={say('pair.old.code.read')} words={words} />
        </div>
      )}
      <MeetingPlaceField value={server} onChange={setServer} hint={say('pair.old.code.server.hint')} />
      <Button look="main" type="submit" icon={Search} isPending={pairing.isWorking}>
        {say('pair.old.code.find')}
      </Button>
    </Form>
  );
}

function Looking({ pairing, view }: StepProps) {
  const { say } = useText();
  return (
    <Section title={say('pair.code')}>
      <PairMeeting view={view} />
      <Actions>
        <StopPairing pairing={pairing} />
      </Actions>
    </Section>
  );
}

function Replied({ pairing, view }: StepProps) {
  const { say } = useText();
  if (view.way === 'code') {
    return (
      <Section title={say('pair.code')}>
        <p role="status">{say('pair.old.met')}</p>
        <Actions>
          <StopPairing pairing={pairing} />
        </Actions>
      </Section>
    );
  }
  return (
    <Section title={say('pair.file')}>
      <p>{say('pair.old.answer')}</p>
      <Actions>
        <Button look="main" icon={FileDown} onPress={pairing.saveNext} isPending={pairing.isWorking}>
          {say('pair.old.reply.save')}
        </Button>
        <Button icon={FileUp} onPress={() => pairing.openFile('old')} isPending={pairing.isWorking}>
          {say('pair.old.answer.open')}
        </Button>
        <StopPairing pairing={pairing} />
      </Actions>
    </Section>
  );
}

function Added({ pairing, view }: StepProps) {
  const { say } = useText();
  const carry = useCarry();
  const byFile = view.groups.filter((group) => group.state === 'in' && !group.hasMeetingPlace);
  return (
    <PairDone
      pairing={pairing}
      view={view}
      words={({ name, state }) => say(`pair.done.${state}`, { group: name })}
      href="/settings/computers"
    >
      {byFile.length > 0 && (
        <>
          <p>{say('pair.done.byFile')}</p>
          <Actions>
            {byFile.map(({ groupId, name }) => (
              <Button
                key={groupId}
                icon={FileDown}
                onPress={() => carry.save(groupId)}
                isPending={carry.working !== null}
              >
                {say('pair.done.save', { group: name })}
              </Button>
            ))}
          </Actions>
          <ShowCarried outcome={carry.outcome} />
        </>
      )}
    </PairDone>
  );
}
