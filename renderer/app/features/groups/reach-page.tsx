import type { GroupId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Section } from '../../ui/page.tsx';
import { CarryByFile } from '../carry/carry-by-file.tsx';
import { AddServer } from './add-server.tsx';
import { GroupFrame } from './group-frame.tsx';
import { HelperServers } from './helper-servers.tsx';
import { HideAddress } from './hide-address.tsx';
import { Reach } from './reach.tsx';
import { TakeRequest } from './take-request.tsx';
import { WhoHasWhat } from './who-has-what.tsx';

/** How a group reaches each other: what is there, since when, and what one can do. */
export function ReachPage({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say } = useText();
  return (
    <GroupFrame groupId={groupId}>
      {({ reach }) => (
        <>
          <Section title={say('reach.title')}>
            <Reach reach={reach} groupId={groupId} />
            <AddServer
              servers={reach.servers.map((server) => server.address)}
              save={(servers) => engine.call.setServers({ groupId, servers })}
            />
          </Section>
          <HelperServers groupId={groupId} helpers={reach.helpers} />
          <HideAddress groupId={groupId} hiddenBy={reach.hiddenBy} />
          <WhoHasWhat groupId={groupId} />
          <TakeRequest groupId={groupId} />
          <CarryByFile groupId={groupId} />
        </>
      )}
    </GroupFrame>
  );
}
