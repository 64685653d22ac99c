import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { useLocation } from 'wouter';
import type { GroupId } from '../../../../shared/brand.ts';
import type { GroupView } from '../../../../shared/ipc/views.ts';
import { reachWords } from '../../text/reach-words.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Page } from '../../ui/page.tsx';
import styles from './groups.module.css';
import { useGroup } from './use-group.ts';

interface GroupFrameProps {
  readonly groupId: GroupId;
  /** The main action of this part of the group, if there is one for this person. */
  readonly action?: (group: GroupView) => ReactNode;
  readonly children: (group: GroupView) => ReactNode;
}

/** The frame of every page of a group: its name, who is in it, how it is reached, and its parts. */
export function GroupFrame({ groupId, action, children }: GroupFrameProps) {
  const { say } = useText();
  const group = useGroup(groupId);
  return (
    <PageAnswer of={group}>
      {(view) => (
        <Page
          title={view.name}
          below={<Below group={view} />}
          back={{ href: '/groups', place: say('place.groups') }}
          action={action?.(view)}
        >
          <Parts groupId={groupId} />
          {children(view)}
        </Page>
      )}
    </PageAnswer>
  );
}

function Below({ group }: { readonly group: GroupView }) {
  const { say, names } = useText();
  const others = group.members.filter((member) => !member.isMe).map((member) => member.name);
  const reach = reachWords(group.reach, names);
  return (
    <>
      <p>{others.length === 0 ? say('group.alone') : say('group.withOthers', { names: names(others) })}</p>
      <p>{say(reach.id, reach.values)}</p>
    </>
  );
}

const PARTS = [
  { path: '', id: 'group.timeline' },
  { path: '/people', id: 'group.people' },
  { path: '/agreement', id: 'group.agreement' },
  { path: '/reach', id: 'group.reach' },
  { path: '/invite', id: 'group.invite' },
] as const;

function Parts({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  const [at] = useLocation();
  return (
    <nav aria-label={say('group.nav')} className={styles['tabs']}>
      {PARTS.map(({ path, id }) => {
        const href = `/group/${groupId}${path}`;
        return (
          <Link
            key={id}
            href={href}
            className={styles['tab'] ?? ''}
            {...(at === href ? { 'aria-current': 'page' as const } : {})}
          >
            {say(id)}
          </Link>
        );
      })}
    </nav>
  );
}
