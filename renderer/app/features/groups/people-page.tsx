import type { GroupId } from '../../../../shared/brand.ts';
import type { MemberView } from '../../../../shared/ipc/views.ts';
import { useText } from '../../text/use-text.ts';
import { MemberMark } from '../../ui/member-mark.tsx';
import { Section } from '../../ui/page.tsx';
import { GroupFrame } from './group-frame.tsx';
import styles from './groups.module.css';

/** Who is in the group. */
export function PeoplePage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  return (
    <GroupFrame groupId={groupId}>
      {({ members }) => (
        <Section title={say('people.title')}>
          <ul className={styles['people']} aria-label={say('people.title')}>
            {members.map((member) => (
              <Person key={member.memberId} member={member} />
            ))}
          </ul>
        </Section>
      )}
    </GroupFrame>
  );
}

function Person({ member }: { readonly member: MemberView }) {
  const { say, when, who } = useText();
  return (
    <li className={styles['person']}>
      <MemberMark name={member.name} colour={member.colour} />
      <div>
        <p className={styles['personName']}>
          {member.isMe ? say('people.you', { name: member.name }) : who(member.name)}
        </p>
        <p className={styles['hint']}>{say(`people.role.${member.role}`)}</p>
        {!member.isMe && (
          <p className={styles['hint']}>
            {member.lastSeenAt === null ? say('people.never') : say('people.seen', { when: when(member.lastSeenAt) })}
          </p>
        )}
      </div>
    </li>
  );
}
