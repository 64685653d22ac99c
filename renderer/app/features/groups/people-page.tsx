import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { GroupView } from '../../../../shared/ipc/views.ts';
import { useText } from '../../text/use-text.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Actions, Section } from '../../ui/page.tsx';
import { HowItDecides } from '../belonging/how-it-decides.tsx';
import { Leaving } from '../belonging/leaving.tsx';
import { type Outcome, ShowOutcome } from '../belonging/outcome.tsx';
import { Person } from '../belonging/person.tsx';
import { GroupFrame } from './group-frame.tsx';
import styles from './groups.module.css';

/** Who is in the group, how it decides, and how one leaves. */
export function PeoplePage({ groupId }: { readonly groupId: GroupId }) {
  return (
    <GroupFrame groupId={groupId}>
      {(group) => (
        <>
          <People group={group} />
          <HowItDecides group={group} />
          <Leaving group={group} />
        </>
      )}
    </GroupFrame>
  );
}

function People({ group }: { readonly group: GroupView }) {
  const { say } = useText();
  // Here and not beside the person: whoever was removed is no longer in the list.
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { groupId, members } = group;
  return (
    <Section title={say('people.title')}>
      <ShowOutcome outcome={outcome} />
      <ul className={styles['people']} aria-label={say('people.title')}>
        {members.map((member) => (
          <Person key={member.memberId} groupId={groupId} member={member} onOutcome={setOutcome} />
        ))}
      </ul>
      <Actions>
        <LinkButton look="quiet" href={`/group/${groupId}/circle`}>
          {say('circle.link')}
        </LinkButton>
      </Actions>
    </Section>
  );
}
