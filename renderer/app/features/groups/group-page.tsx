import { PenLine } from 'lucide-react';
import type { GroupId } from '../../../../shared/brand.ts';
import { useText } from '../../text/use-text.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Timeline } from '../entries/timeline.tsx';
import { GroupFrame } from './group-frame.tsx';
import { Requests } from './requests.tsx';

/** The timeline of a group, below whoever asks to join it. */
export function GroupPage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  return (
    <GroupFrame
      groupId={groupId}
      action={
        <LinkButton look="main" icon={PenLine} href={`/group/${groupId}/write`}>
          {say('group.write')}
        </LinkButton>
      }
    >
      {() => (
        <>
          <Requests groupId={groupId} />
          <Timeline groupId={groupId} />
        </>
      )}
    </GroupFrame>
  );
}
