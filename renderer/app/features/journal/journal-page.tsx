import { Share2, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { RecordId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Soft } from '../../ui/page.tsx';
import { Editor } from '../writing/editor.tsx';
import type { PageSession } from '../writing/page-session.ts';
import { SaveLine } from '../writing/save-line.tsx';
import { usePageSession } from '../writing/use-page-session.ts';

/** One private entry, open for writing; it saves itself. */
export function JournalPage({ recordId }: { readonly recordId: RecordId }) {
  const { engine } = useApp();
  const { say, error } = useText();
  const source = useMemo(
    () => ({
      open: () => engine.call.openJournal({ recordId }),
      send: (_: unknown, update: Uint8Array) => engine.call.updateJournal({ recordId, update }),
    }),
    [engine, recordId],
  );
  const page = usePageSession(source);
  return (
    <Page title={say('journal.title')} back={{ href: '/', place: say('place.today') }} keepFocus>
      {page.state === 'failed' && (
        <Note tone="careful" isLive>
          {error(page.error)}
        </Note>
      )}
      {page.state === 'open' && <OpenEntry recordId={recordId} session={page.session} />}
    </Page>
  );
}

function OpenEntry({ recordId, session }: { readonly recordId: RecordId; readonly session: PageSession }) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);

  const share = async () => {
    await session.save();
    // What could not be saved cannot be shared either; the line under the page says why.
    if (session.state().state !== 'failed') navigate(`/journal/${recordId}/share`);
  };
  const remove = async () => {
    setAsking(false);
    const answer = await engine.call.deleteJournal({ recordId });
    if (!answer.ok) return setProblem(answer.error);
    session.abandon();
    navigate('/');
  };

  return (
    <>
      <Editor session={session} label={say('journal.editor')} placeholder={say('journal.placeholder')} autoFocus />
      <SaveLine session={session} />
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Soft>{say('journal.private')}</Soft>
      <Actions>
        <Button icon={Share2} onPress={share}>
          {say('journal.share')}
        </Button>
        <Button look="quiet" icon={Trash2} onPress={() => setAsking(true)}>
          {say('journal.delete')}
        </Button>
      </Actions>
      <Confirm
        isOpen={isAsking}
        title={say('journal.delete.title')}
        text={say('journal.delete.text')}
        confirm={say('journal.delete.confirm')}
        keep={say('journal.delete.keep')}
        onConfirm={remove}
        onKeep={() => setAsking(false)}
      />
    </>
  );
}
