import type { GroupId } from '../../../../shared/brand.ts';
import { useText } from '../../text/use-text.ts';
import { Section } from '../../ui/page.tsx';
import { AddServer } from './add-server.tsx';
import { GroupFrame } from './group-frame.tsx';
import { Reach } from './reach.tsx';

/** How a group reaches each other: what is there, since when, and what one can do. */
export function ReachPage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  return (
    <GroupFrame groupId={groupId}>
      {({ reach }) => (
        <Section title={say('reach.title')}>
          <Reach reach={reach} groupId={groupId} />
          <AddServer groupId={groupId} servers={reach.servers.map((server) => server.address)} />
        </Section>
      )}
    </GroupFrame>
  );
}
