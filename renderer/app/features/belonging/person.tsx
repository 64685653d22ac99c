import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { GroupId } from '../../../../shared/brand.ts';
import type { MemberView } from '../../../../shared/ipc/views.ts';
import { useText } from '../../text/use-text.ts';
import { MemberMark } from '../../ui/member-mark.tsx';
import { Menu } from '../../ui/menu.tsx';
import { MyComputers } from '../computers/my-computers.tsx';
import styles from './belonging.module.css';
import { type Offer, offersFor } from './offers.ts';
import type { Outcome } from './outcome.tsx';
import { AskForRemoval, ChangeRole, RemovePerson } from './person-dialogs.tsx';

interface PersonProps {
  readonly groupId: GroupId;
  readonly member: MemberView;
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Somebody in the group: who they are here, and quietly what one can do. */
export function Person({ groupId, member, onOutcome }: PersonProps) {
  const { say, who } = useText();
  const [, navigate] = useLocation();
  const [doing, setDoing] = useState<Offer | null>(null);
  const offers = offersFor(member);
  const choose = (offer: Offer) => {
    if (offer === 'compare') navigate(`/group/${groupId}/people/${member.memberId}/number`);
    else setDoing(offer);
  };
  const dialog = { groupId, member, onOutcome, onClose: () => setDoing(null) };
  return (
    <li className={styles['person']}>
      <MemberMark name={member.name} colour={member.colour} />
      <div className={styles['about']}>
        <p className={styles['name']}>
          {member.isMe ? say('people.you', { name: member.name }) : <bdi>{who(member.name)}</bdi>}
        </p>
        <About member={member} />
      </div>
      {offers.length > 0 && (
        <Menu
          open={say('people.more')}
          openName={say('people.more.name', { name: member.name })}
          icon={Ellipsis}
          label={say('people.menu')}
          items={offers.map((offer) => ({ id: offer, words: say(`people.menu.${offer}`) }))}
          onChoose={choose}
        />
      )}
      {doing === 'computers' && <MyComputers {...dialog} />}
      {doing === 'role' && <ChangeRole {...dialog} />}
      {doing === 'remove' && <RemovePerson {...dialog} />}
      {(doing === 'ask' || doing === 'askToo') && <AskForRemoval {...dialog} />}
    </li>
  );
}

function About({ member }: { readonly member: MemberView }) {
  const { say, when, date, names } = useText();
  const { name, endorsements } = member;
  return (
    <>
      <p className={styles['hint']}>
        {say(`people.role.${member.role}`)}, {say('people.devices', { count: member.deviceCount })}
      </p>
      <p className={styles['hint']}>{say('people.joined', { date: date(member.joinedAt) })}</p>
      {!member.isMe && (
        <p className={styles['hint']}>
          {member.lastSeenAt === null ? say('people.never') : say('people.seen', { when: when(member.lastSeenAt) })}
        </p>
      )}
      {endorsements.names.length > 0 && (
        <p>
          {endorsements.includesMe
            ? say('people.asked.byMe', { name })
            : say('people.asked', { name, names: names(endorsements.names) })}
        </p>
      )}
    </>
  );
}
