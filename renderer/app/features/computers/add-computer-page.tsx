import { FileDown, FileUp, Search } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useLocation } from 'wouter';
import { MAX_PAIR_CODE_CHARACTERS } from '../../../../shared/ipc/pairing-requests.ts';
import { useApp, useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useQuery } from '../../use-query.ts';
import { ShowOutcome } from '../belonging/outcome.tsx';
import { ShowCarried } from '../carry/carry-by-file.tsx';
import { useCarry } from '../carry/use-carry.ts';
import { readWords } from '../invites/read-words.ts';
import styles from './computers.module.css';
import { type ActivePairing, ComparePairWords, PairMeeting, StopPairing } from './pair-parts.tsx';
import { type UsePairing, usePairing } from './use-pairing.ts';

/** On the computer that has the groups: letting a new one in. */
export function AddComputerPage() {
  const { say } = useText();
  const pairing = usePairing();
  return (
    <PageAnswer of={pairing.view}>
      {(view) => {
        const active = view.side === 'old' ? view : null;
        return (
          <Page
            title={say('pair.old.title')}
            back={{ href: '/settings/computers', place: say('computers.title') }}
            {...(active === null ? { below: <p>{say('pair.old.text')}</p> } : {})}
          >
            <ShowOutcome outcome={pairing.outcome} />
            {active === null && <Ways pairing={pairing} />}
            {active?.step === 'looking' && <Looking pairing={pairing} view={active} />}
            {active?.step === 'replied' && <Replied pairing={pairing} view={active} />}
            {active?.step === 'compare' && <ComparePairWords pairing={pairing} view={active} />}
            {active?.step === 'done' && <Added pairing={pairing} view={active} />}
          </Page>
        );
      }}
    </PageAnswer>
  );
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
      <div className={styles['wide']}>
        <TextField
          label={say('pair.code.server')}
          hint={say('pair.old.code.server.hint')}
          value={server}
          onChange={setServer}
          maxLength={200}
        />
      </div>
      <Button look="main" type="submit" icon={Search} isPending={pairing.isWorking}>
        {say('pair.old.code.find')}
      </Button>
    </Form>
  );
}

interface StepProps {
  readonly pairing: UsePairing;
  readonly view: ActivePairing;
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
  const [, navigate] = useLocation();
  const carry = useCarry();
  const byFile = view.groups.filter((group) => group.state === 'in' && !group.hasMeetingPlace);
  const done = async () => {
    await pairing.end();
    navigate('/settings/computers');
  };
  return (
    <Section title={say('pair.done.old')}>
      <p>{say('pair.done.old.text')}</p>
      <ul className={styles['list']} aria-label={say('pair.done.list')}>
        {view.groups.map(({ groupId, name, state }) => (
          <li key={groupId}>{say(`pair.done.${state}`, { group: name })}</li>
        ))}
      </ul>
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
      <Actions>
        <Button look="main" onPress={done}>
          {say('pair.done')}
        </Button>
      </Actions>
    </Section>
  );
}
