import { useCallback } from 'react';
import { useLocation } from 'wouter';
import type { GroupId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Note } from '../../ui/note.tsx';
import { Page, Soft } from '../../ui/page.tsx';
import { useGroup } from '../groups/use-group.ts';
import { DraftForm } from './draft-form.tsx';

/** A new entry for a group. Leaving the page keeps the draft. */
export function ComposePage({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say } = useText();
  const [, navigate] = useLocation();
  const group = useGroup(groupId);
  const open = useCallback(
    () => engine.call.openDraft({ groupId, parent: null, fromJournal: null }),
    [engine, groupId],
  );
  return (
    <PageAnswer of={group}>
      {({ name, members, me }) => (
        <Page
          title={say('compose.title', { group: name })}
          back={{ href: `/group/${groupId}`, place: name }}
          keepFocus={me.role !== 'listener'}
        >
          {/* Somebody may be made a listener while they write: what they wrote stays on the screen. */}
          {me.role === 'listener' && <Note tone="group">{say('compose.listener')}</Note>}
          <Soft>{say('compose.who', { count: members.filter((member) => !member.isMe).length })}</Soft>
          <DraftForm
            groupId={groupId}
            open={open}
            label={say('compose.editor')}
            placeholder={say('compose.placeholder')}
            shareWords={say('compose.share')}
            onDone={() => navigate(`/group/${groupId}`)}
          />
        </Page>
      )}
    </PageAnswer>
  );
}
