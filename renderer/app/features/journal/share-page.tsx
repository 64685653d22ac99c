import { Share2 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { GroupId, RecordId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { GroupRow } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { Doors } from '../groups/doors.tsx';
import { Editor } from '../writing/editor.tsx';
import { usePageSession } from '../writing/use-page-session.ts';

/** Choose a group, see exactly what will be shared and who will have it, and only then share. */
export function SharePage({ recordId }: { readonly recordId: RecordId }) {
  const { engine } = useApp();
  const { say } = useText();
  const groups = useQuery('groups', () => engine.call.listGroups({}), ['groupsChanged']);
  const [chosen, setChosen] = useState<GroupId | null>(null);
  return (
    <Page
      title={say('share.title')}
      below={<p>{say('share.intro')}</p>}
      back={{ href: `/journal/${recordId}`, place: say('journal.title') }}
    >
      <Answer of={groups}>
        {(all) => {
          // Listeners read and react.
          const rows = all.filter((row) => row.mayWrite);
          if (rows.length === 0) {
            return (
              <>
                <Soft>{say(all.length === 0 ? 'share.noGroups' : 'share.listener')}</Soft>
                {all.length === 0 && <Doors />}
              </>
            );
          }
          const group = rows.find((row) => row.groupId === chosen);
          return (
            <>
              <Choice
                label={say('share.choose')}
                value={chosen}
                onChange={setChosen}
                options={rows.map((row) => ({ value: row.groupId, words: row.name }))}
              />
              {group && <Preview key={group.groupId} group={group} fromJournal={recordId} />}
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function Preview({ group, fromJournal }: { readonly group: GroupRow; readonly fromJournal: RecordId }) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [, navigate] = useLocation();
  const [isSharing, setSharing] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const wasShared = useRef(false);
  const { groupId } = group;
  const source = useMemo(
    () => ({
      open: () => engine.call.openDraft({ groupId, parent: null, fromJournal }),
      send: (opened: { readonly recordId: RecordId }, update: Uint8Array) =>
        engine.call.updateDraft({ groupId, recordId: opened.recordId, update }),
    }),
    [engine, groupId, fromJournal],
  );
  const page = usePageSession(source);
  const draftId = page.state === 'open' ? page.opened.recordId : null;

  // A preview that was not shared leaves nothing behind.
  useEffect(() => {
    if (draftId === null) return;
    return () => {
      if (!wasShared.current) void engine.call.discardDraft({ groupId, recordId: draftId });
    };
  }, [engine, groupId, draftId]);

  const share = async () => {
    if (draftId === null) return;
    setSharing(true);
    const answer = await engine.call.shareDraft({ groupId, recordId: draftId });
    setSharing(false);
    if (!answer.ok) return setProblem(answer.error);
    wasShared.current = true;
    navigate(`/group/${groupId}`);
  };

  if (page.state === 'opening') return null;
  if (page.state === 'failed') {
    return (
      <Note tone="careful" isLive>
        {error(page.error)}
      </Note>
    );
  }
  return (
    <>
      <Section title={say('share.preview')}>
        <Editor session={page.session} label={say('share.preview')} readOnly />
      </Section>
      <WhoWillHaveIt groupId={groupId} />
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Actions>
        <Button look="main" icon={Share2} isPending={isSharing} onPress={share}>
          {isSharing ? say('share.working') : say('share.confirm', { group: group.name })}
        </Button>
      </Actions>
    </>
  );
}

function WhoWillHaveIt({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say, names } = useText();
  const group = useQuery(`group ${groupId}`, () => engine.call.viewGroup({ groupId }), ['groupChanged'], groupId);
  return (
    <Section title={say('share.who')}>
      <Answer of={group}>
        {({ members }) => {
          const others = members.filter((member) => !member.isMe).map((member) => member.name);
          return (
            <p>{others.length === 0 ? say('share.who.alone') : say('share.who.names', { names: names(others) })}</p>
          );
        }}
      </Answer>
      <Soft>{say('share.who.lasting')}</Soft>
    </Section>
  );
}
