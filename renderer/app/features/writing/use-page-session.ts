import { useEffect, useState, useSyncExternalStore } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { EditableDoc, Saved } from '../../../../shared/ipc/views.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { openPageSession, type PageSession, type SaveState } from './page-session.ts';

/** A page on its way to the screen. */
export type OpenedPage =
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly session: PageSession; readonly opened: EditableDoc }
  | { readonly state: 'failed'; readonly error: AppError };

/** How a page is opened and saved. Keep one object for one page: another object opens it again. */
export interface PageSource {
  readonly open: () => Promise<Result<EditableDoc, AppError>>;
  readonly send: (opened: EditableDoc, update: Uint8Array) => Promise<Result<Saved, AppError>>;
}

/** Opens a page for as long as the component is on the screen, and saves what is left when it goes. */
export function usePageSession(source: PageSource): OpenedPage {
  const { openPages } = useApp();
  const [page, setPage] = useState<OpenedPage>({ state: 'opening' });
  useEffect(() => {
    let gone = false;
    let letGo = () => undefined as void;
    void source.open().then((answer) => {
      if (gone) return;
      if (!answer.ok) return setPage({ state: 'failed', error: answer.error });
      const opened = answer.value;
      const session = openPageSession({
        opened,
        send: (update) => source.send(opened, update),
        after: (callback, ms) => {
          const timer = setTimeout(callback, ms);
          return () => clearTimeout(timer);
        },
      });
      const forget = openPages.add(session.save);
      const save = () => void session.save();
      window.addEventListener('blur', save);
      window.addEventListener('pagehide', save);
      letGo = () => {
        window.removeEventListener('blur', save);
        window.removeEventListener('pagehide', save);
        void session.close().finally(forget);
      };
      setPage({ state: 'open', session, opened });
    });
    return () => {
      gone = true;
      letGo();
      setPage({ state: 'opening' });
    };
  }, [source, openPages]);
  return page;
}

/** The session's {@link SaveState}, renewed as it changes. */
export const useSaveState = (session: PageSession): SaveState => useSyncExternalStore(session.subscribe, session.state);
