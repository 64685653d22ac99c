import type { GroupId } from '../../../../shared/brand.ts';
import type { GroupView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Section } from '../../ui/page.tsx';
import { CarryByFile } from '../carry/carry-by-file.tsx';
import { AddServer } from './add-server.tsx';
import { GroupFrame } from './group-frame.tsx';
import { HelperServers } from './helper-servers.tsx';
import { HideAddress } from './hide-address.tsx';
import { KeeperSection } from './keeper-section.tsx';
import { OnThisNetwork } from './on-this-network.tsx';
import { MeetingPlaces, Touch } from './reach.tsx';
import { PaidLine } from './paid-line.tsx';
import { TakeRequest } from './take-request.tsx';
import { Ways } from './ways.tsx';
import { WhoHasWhat } from './who-has-what.tsx';

/** How a group reaches each other: who is in touch, what each has, the ways there are, and what one can do about them. */
export function ReachPage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  return (
    <GroupFrame groupId={groupId}>
      {(group) => (
        <>
          <Section title={say('reach.title')}>
            <Touch reach={group.reach} />
          </Section>
          <WhoHasWhat groupId={groupId} />
          <Ways
            reach={group.reach}
            parts={{
              network: <OnThisNetwork reach={group.reach} />,
              direct: <Directly group={group} />,
              keeper: group.reach.keeper && <KeeperSection group={group} keeper={group.reach.keeper} />,
              file: (
                <>
                  <CarryByFile groupId={groupId} />
                  <TakeRequest groupId={groupId} />
                </>
              ),
            }}
          />
          <PaidLine groupId={groupId} reach={group.reach} />
          <HideAddress groupId={groupId} hiddenBy={group.reach.hiddenBy} />
        </>
      )}
    </GroupFrame>
  );
}

/** Where the group meets on the internet, and who helps two computers to each other there. */
function Directly({ group: { groupId, reach } }: { readonly group: GroupView }) {
  const { engine } = useApp();
  const { say } = useText();
  return (
    <>
      <h4>{say('reach.servers')}</h4>
      <MeetingPlaces reach={reach} groupId={groupId} />
      <AddServer
        servers={reach.servers.map((server) => server.address)}
        save={(servers) => engine.call.setServers({ groupId, servers })}
      />
      <HelperServers groupId={groupId} helpers={reach.helpers} />
    </>
  );
}
