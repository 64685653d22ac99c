import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { BUNDLE_FILE_ENDING, INVITE_FILE_ENDING, MAX_FILE_BYTES } from '../../../../shared/ipc/carry-requests.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import styles from './shell.module.css';

/** An invite as it came in: a link, pasted text, or the bytes of a file. */
export type RawInvite = string | Uint8Array;
/** A file that came in, or why it could not be read. */
export type RawFile = Result<Uint8Array, AppError>;

interface Inbox {
  readonly invite: RawInvite | null;
  readonly file: RawFile | null;
  /** Puts the invite away once it was asked with or dropped. */
  readonly clearInvite: () => void;
  readonly clearFile: () => void;
}

const InboxContext = createContext<Inbox>({
  invite: null,
  file: null,
  clearInvite: () => undefined,
  clearFile: () => undefined,
});

/** What a link, a double click or a drag brought, if there is something. */
export const useInbox = (): Inbox => useContext(InboxContext);

/** Takes what comes to the app from outside and opens its page; an invite is shown first, and nothing more happens. */
export function InboxProvider({ children }: { readonly children: ReactNode }) {
  const { main } = useApp();
  const { say } = useText();
  const [, navigate] = useLocation();
  const [invite, setInvite] = useState<RawInvite | null>(null);
  const [file, setFile] = useState<RawFile | null>(null);
  useEffect(() => {
    let gone = false;
    const takeInvite = async () => {
      const answer = await main.ask.takeInvite({});
      if (gone || !answer.ok || answer.value === null) return;
      setInvite(answer.value);
      navigate('/invite');
    };
    const takeFile = async () => {
      const answer = await main.ask.takeArrivedBundle({});
      if (gone || (answer.ok && answer.value === null)) return;
      setFile(answer.ok ? ok(answer.value as Uint8Array) : answer);
      navigate('/file');
    };
    void takeInvite();
    void takeFile();
    const stops = [
      main.hear('inviteArrived', () => void takeInvite()),
      main.hear('bundleArrived', () => void takeFile()),
    ];
    return () => {
      gone = true;
      for (const stop of stops) stop();
    };
  }, [main, navigate]);

  const drop = useCallback(
    async (dropped: File) => {
      const isInvite = dropped.name.toLowerCase().endsWith(INVITE_FILE_ENDING);
      const read = await readDropped(dropped);
      if (isInvite && read.ok) {
        setInvite(read.value);
        navigate('/invite');
      } else {
        // Whatever else is dropped is looked at as a group's file, and told what it is not.
        setFile(read);
        navigate('/file');
      }
    },
    [navigate],
  );
  const isOver = useDroppedFiles(drop);
  const inbox = useMemo(
    () => ({ invite, file, clearInvite: () => setInvite(null), clearFile: () => setFile(null) }),
    [invite, file],
  );
  return (
    <InboxContext.Provider value={inbox}>
      {children}
      {isOver && (
        <div aria-hidden className={styles['drop']}>
          <p>{say('carry.drop', { ending: BUNDLE_FILE_ENDING })}</p>
        </div>
      )}
    </InboxContext.Provider>
  );
}

/** The bytes of a dropped file; one above the bound is not read. */
async function readDropped(dropped: File): Promise<RawFile> {
  if (dropped.size > MAX_FILE_BYTES) return err({ tag: 'BundleTooLarge' });
  try {
    return ok(new Uint8Array(await dropped.arrayBuffer()));
  } catch {
    // The system's boundary: a folder, a file that is gone or not ours to read.
    return err({ tag: 'BundleNotOne' });
  }
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** The whole window takes one file at a time; text that is dragged within a page is left alone. True while one is held over it. */
function useDroppedFiles(onDrop: (file: File) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      setIsOver(true);
    };
    // Leaving one part for another within the window is no leaving.
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      const [first] = event.dataTransfer?.files ?? [];
      if (first) onDrop(first);
    };
    const stop = new AbortController();
    document.addEventListener('dragover', over, stop);
    document.addEventListener('dragleave', leave, stop);
    document.addEventListener('drop', drop, stop);
    return () => stop.abort();
  }, [onDrop]);
  return isOver;
}
