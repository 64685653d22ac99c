import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { GroupView, InviteView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { AddServer } from '../groups/add-server.tsx';
import { GroupFrame } from '../groups/group-frame.tsx';
import { InviteLists } from './invite-lists.tsx';
import { MakeInvite } from './make-invite.tsx';
import { ReadyInvite } from './ready-invite.tsx';

/** Makes an invite, shows it in all its forms, and lists those that were made. */
export function InvitePage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  const [invite, setInvite] = useState<InviteView | null>(null);
  return (
    <GroupFrame groupId={groupId}>
      {(group) => (
        <>
          <Section title={say('invite.title')}>
            {group.mayInvite || invite !== null ? (
              <>
                <p>{say('invite.intro')}</p>
                <MeetingPlace group={group} />
                {invite === null ? (
                  <MakeInvite group={group} onMade={setInvite} />
                ) : (
                  <ReadyInvite key={invite.inviteId} group={group} invite={invite} onAnother={() => setInvite(null)} />
                )}
              </>
            ) : (
              <p>{say('invite.notYou')}</p>
            )}
          </Section>
          <InviteLists
            groupId={groupId}
            onShow={setInvite}
            onRevoked={(inviteId) => setInvite((shown) => (shown?.inviteId === inviteId ? null : shown))}
          />
        </>
      )}
    </GroupFrame>
  );
}

function MeetingPlace({ group }: { readonly group: GroupView }) {
  const { engine } = useApp();
  const { say, names } = useText();
  const { groupId } = group;
  const addresses = group.reach.servers.map((server) => server.address);
  if (addresses.length > 0) return <p>{say('invite.server', { servers: names(addresses) })}</p>;
  return (
    <Note tone="group" title={say('invite.noServer.title')}>
      <p>{say('invite.noServer.text')}</p>
      <AddServer servers={addresses} save={(servers) => engine.call.setServers({ groupId, servers })} />
    </Note>
  );
}
