import { PenLine } from 'lucide-react';
import type { GroupId } from '../../../../shared/brand.ts';
import { useText } from '../../text/use-text.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Soft } from '../../ui/page.tsx';
import { Successors } from '../belonging/successors.tsx';
import { Timeline } from '../entries/timeline.tsx';
import { GroupFrame } from './group-frame.tsx';
import { OpenKeeperQuestion } from './keeper-question.tsx';
import { Requests } from './requests.tsx';

/** The timeline of a group, below whoever asks to join it. */
export function GroupPage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  return (
    <GroupFrame
      groupId={groupId}
      action={({ me }) =>
        me.role !== 'listener' && (
          <LinkButton look="main" icon={PenLine} href={`/group/${groupId}/write`}>
            {say('group.write')}
          </LinkButton>
        )
      }
    >
      {(view) => (
        <>
          {view.me.role === 'listener' && <Soft>{say('group.listener')}</Soft>}
          {view.keyDue && <Note tone="group">{say('group.keyDue')}</Note>}
          <Successors group={view} />
          <OpenKeeperQuestion groupId={groupId} question={view.reach.keeper?.question ?? null} />
          <Requests groupId={groupId} mayAdmit={view.mayAdmit} />
          <Timeline groupId={groupId} />
        </>
      )}
    </GroupFrame>
  );
}
