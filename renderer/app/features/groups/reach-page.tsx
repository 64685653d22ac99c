import type { GroupId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Section } from '../../ui/page.tsx';
import { CarryByFile } from '../carry/carry-by-file.tsx';
import { AddServer } from './add-server.tsx';
import { GroupFrame } from './group-frame.tsx';
import { OnThisNetwork } from './on-this-network.tsx';
import { HelperServers } from './helper-servers.tsx';
import { HideAddress } from './hide-address.tsx';
import { KeeperSection } from './keeper-section.tsx';
import { PaidLine } from './paid-line.tsx';
import { Reach } from './reach.tsx';
import { Ways } from './ways.tsx';
import { TakeRequest } from './take-request.tsx';
import { WhoHasWhat } from './who-has-what.tsx';

/** How a group reaches each other: what is there, since when, and what one can do. */
export function ReachPage({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say } = useText();
  return (
    <GroupFrame groupId={groupId}>
      {(group) => (
        <>
          <Ways reach={group.reach} />
          <WhoHasWhat groupId={groupId} />
          <Section title={say('reach.title')}>
            <Reach reach={group.reach} groupId={groupId} />
            <AddServer
              servers={group.reach.servers.map((server) => server.address)}
              save={(servers) => engine.call.setServers({ groupId, servers })}
            />
          </Section>
          <OnThisNetwork reach={group.reach} />
          {group.reach.keeper && <KeeperSection group={group} keeper={group.reach.keeper} />}
          <PaidLine groupId={groupId} reach={group.reach} />
          <HelperServers groupId={groupId} helpers={group.reach.helpers} />
          <HideAddress groupId={groupId} hiddenBy={group.reach.hiddenBy} />
          <TakeRequest groupId={groupId} />
          <CarryByFile groupId={groupId} />
        </>
      )}
    </GroupFrame>
  );
}
