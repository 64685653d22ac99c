import { FileDown, LifeBuoy, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { GroupId } from '../../../../shared/brand.ts';
import type { PastGroupView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { saveFile } from '../../save-file.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import styles from './belonging.module.css';
import { type Outcome, ShowOutcome } from './outcome.tsx';
import { usePastGroups } from './use-past-groups.ts';

/** A group that one left or was removed from: what happened, what one keeps, and where help is. */
export function PastGroupPage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  const past = usePastGroups();
  return (
    <PageAnswer of={past}>
      {(groups) => {
        const group = groups.find((known) => known.groupId === groupId);
        if (group) return <PastGroup group={group} />;
        return (
          <Page title={say('missing.title')} back={{ href: '/groups', place: say('place.groups') }}>
            <p>{say('missing.text')}</p>
          </Page>
        );
      }}
    </PageAnswer>
  );
}

function PastGroup({ group }: { readonly group: PastGroupView }) {
  const { say } = useText();
  return (
    <Page
      title={say(`past.${group.how}.title`, { group: group.name })}
      back={{ href: '/groups', place: say('place.groups') }}
    >
      {group.how === 'left' && <Left group={group} />}
      {group.how === 'removed' && <Removed group={group} />}
      {group.how === 'computer' && <ComputerRemoved group={group} />}
      <Keep group={group} />
    </Page>
  );
}

function Left({ group }: { readonly group: PastGroupView }) {
  const { say, when, date } = useText();
  const { at, tellsUntil } = group;
  return (
    <>
      <p className={styles['page']}>{say('past.left.text', { when: when(at) })}</p>
      {tellsUntil !== null && <Soft>{say('past.left.untold', { date: date(tellsUntil) })}</Soft>}
    </>
  );
}

function ComputerRemoved({ group }: { readonly group: PastGroupView }) {
  const { say, when } = useText();
  return (
    <>
      <p className={styles['page']}>{say('past.computer.text', { when: when(group.at) })}</p>
      <Soft>{say('past.computer.again')}</Soft>
    </>
  );
}

function Removed({ group }: { readonly group: PastGroupView }) {
  const { say, when, names } = useText();
  const { at, reason, byNames } = group;
  return (
    <>
      <p className={styles['page']}>
        {byNames.length === 0
          ? say('past.removed.unknown', { when: when(at), reason })
          : say('past.removed.text', { names: names(byNames), when: when(at), reason })}
      </p>
      <p className={styles['page']}>{say('past.removed.worth')}</p>
      <Note tone="group">
        <p>{say('past.help')}</p>
        <LinkButton look="group" icon={LifeBuoy} href="/help">
          {say('past.help.open')}
        </LinkButton>
      </Note>
    </>
  );
}

function Keep({ group }: { readonly group: PastGroupView }) {
  const { engine, main } = useApp();
  const { say } = useText();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { groupId, ownEntries } = group;
  const save = async () => {
    const answer = await saveFile(main, () => engine.call.exportOwnWords({ groupId }));
    if (!answer.ok) setOutcome({ problem: answer.error });
    else setOutcome(answer.value ? { done: say('past.saved') } : null);
  };
  return (
    <Section title={say('past.keep')}>
      <p>{say('past.keep.words', { count: ownEntries })}</p>
      <Soft>{say('past.keep.journal')}</Soft>
      <ShowOutcome outcome={outcome} />
      <Actions>
        {ownEntries > 0 && (
          <Button look="main" icon={FileDown} onPress={save}>
            {say('past.save')}
          </Button>
        )}
        <Forget group={group} onOutcome={setOutcome} />
      </Actions>
      {ownEntries > 0 && <Soft>{say('past.save.hint')}</Soft>}
    </Section>
  );
}

interface ForgetProps {
  readonly group: PastGroupView;
  readonly onOutcome: (outcome: Outcome) => void;
}

function Forget({ group, onOutcome }: ForgetProps) {
  const { engine } = useApp();
  const { say } = useText();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const forget = async () => {
    setAsking(false);
    const answer = await engine.call.forgetGroup({ groupId: group.groupId });
    if (answer.ok) navigate('/groups');
    else onOutcome({ problem: answer.error });
  };
  return (
    <>
      <Button look="quiet" icon={Trash2} onPress={() => setAsking(true)}>
        {say('past.forget')}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={say('past.forget.title', { group: group.name })}
        text={say(group.tellsUntil === null ? 'past.forget.text' : 'past.forget.text.untold')}
        confirm={say('past.forget.confirm')}
        keep={say('past.forget.keep')}
        onConfirm={forget}
        onKeep={() => setAsking(false)}
      />
    </>
  );
}
