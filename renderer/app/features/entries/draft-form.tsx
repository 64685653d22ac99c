import { Send, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { GroupId, RecordId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { EditableDoc } from '../../../../shared/ipc/views.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions } from '../../ui/page.tsx';
import { Editor } from '../writing/editor.tsx';
import { isBlank } from '../writing/foreign-content.ts';
import type { PageSession } from '../writing/page-session.ts';
import { SaveLine } from '../writing/save-line.tsx';
import { usePageSession } from '../writing/use-page-session.ts';

interface DraftFormProps {
  readonly groupId: GroupId;
  /** Opens the draft. Keep one function for one draft: another function opens another draft. */
  readonly open: () => Promise<Result<EditableDoc, AppError>>;
  /** Accessible name of the page. */
  readonly label: string;
  readonly placeholder?: string;
  /** Words of the button that shares. */
  readonly shareWords: string;
  readonly isSmall?: boolean;
  /** After the engine answered that the words were shared, or thrown away. */
  readonly onDone: (outcome: 'shared' | 'discarded') => void;
}

/** A draft for a group: written on this computer, shared only by the button. */
export function DraftForm({ groupId, open, ...form }: DraftFormProps) {
  const { engine } = useApp();
  const { error } = useText();
  const source = useMemo(
    () => ({
      open,
      send: (opened: EditableDoc, update: Uint8Array) =>
        engine.call.updateDraft({ groupId, recordId: opened.recordId, update }),
    }),
    [engine, groupId, open],
  );
  const page = usePageSession(source);
  if (page.state === 'opening') return null;
  if (page.state === 'failed') {
    return (
      <Note tone="careful" isLive>
        {error(page.error)}
      </Note>
    );
  }
  return <OpenDraft {...form} groupId={groupId} recordId={page.opened.recordId} session={page.session} />;
}

interface OpenDraftProps extends Omit<DraftFormProps, 'open'> {
  readonly recordId: RecordId;
  readonly session: PageSession;
}

function OpenDraft({ groupId, recordId, session, label, placeholder, shareWords, isSmall, onDone }: OpenDraftProps) {
  const { engine, minutes } = useApp();
  const { say, error } = useText();
  const [isSharing, setSharing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);

  const share = async () => {
    if (isBlank(session.body)) return setProblem({ tag: 'NothingWritten' });
    setSharing(true);
    setProblem(null);
    await session.save();
    const save = session.state();
    const answer = save.state === 'failed' ? { ok: false as const, error: save.error } : await shareSaved();
    setSharing(false);
    if (!answer.ok) return setProblem(answer.error);
    session.abandon();
    minutes.refresh();
    onDone('shared');
  };
  const shareSaved = () => engine.call.shareDraft({ groupId, recordId });

  const discard = async () => {
    setAsking(false);
    session.abandon();
    const answer = await engine.call.discardDraft({ groupId, recordId });
    if (!answer.ok) return setProblem(answer.error);
    onDone('discarded');
  };

  return (
    <>
      <Editor
        session={session}
        label={label}
        small={isSmall ?? false}
        autoFocus
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      <SaveLine session={session} rest={say('compose.draft')} />
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Actions>
        <Button look="main" icon={Send} isPending={isSharing} onPress={share}>
          {isSharing ? say('compose.sharing') : shareWords}
        </Button>
        <Button look="quiet" icon={Trash2} onPress={() => (isBlank(session.body) ? discard() : setAsking(true))}>
          {say('compose.discard')}
        </Button>
      </Actions>
      <Confirm
        isOpen={isAsking}
        title={say('compose.discard.title')}
        text={say('compose.discard.text')}
        confirm={say('compose.discard.confirm')}
        keep={say('compose.discard.keep')}
        onConfirm={discard}
        onKeep={() => setAsking(false)}
      />
    </>
  );
}
