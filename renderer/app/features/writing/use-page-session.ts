import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { EditableDoc, Saved } from '../../../../shared/ipc/views.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import type { OpenPages } from './open-pages.ts';
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

/**
 * Opens a page for as long as the component is on the screen, and saves what is
 * left when it goes. What cannot be saved then is kept, and comes back when the
 * page is opened again.
 */
export function usePageSession(source: PageSource): OpenedPage {
  const { openPages } = useApp();
  const [path] = useLocation();
  const pathNow = useEffectEvent(() => path);
  const [page, setPage] = useState<OpenedPage>({ state: 'opening' });
  useEffect(() => {
    let gone = false;
    let leave: (() => void) | null = null;
    void source.open().then((answer) => {
      if (gone) return;
      if (!answer.ok) return setPage({ state: 'failed', error: answer.error });
      const opened = answer.value;
      const session = openPages.take(opened.recordId) ?? newSession(source, opened);
      const path = pathNow();
      const stopSaving = saveOnBlur(openPages, session);
      leave = () => {
        void session.save().then(() => {
          stopSaving();
          if (session.state().state === 'failed') openPages.keep(opened.recordId, { session, path });
          else session.abandon();
        });
      };
      setPage({ state: 'open', session, opened });
    });
    return () => {
      gone = true;
      leave?.();
      setPage({ state: 'opening' });
    };
  }, [source, openPages]);
  return page;
}

const newSession = (source: PageSource, opened: EditableDoc): PageSession =>
  openPageSession({
    opened,
    send: (update) => source.send(opened, update),
    after: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });

/** Saves when the window is left or closed, and before a lock; the answer stops that. */
function saveOnBlur(openPages: OpenPages, session: PageSession): () => void {
  const forget = openPages.add(session);
  const save = () => void session.save();
  window.addEventListener('blur', save);
  window.addEventListener('pagehide', session.sendNow);
  return () => {
    forget();
    window.removeEventListener('blur', save);
    window.removeEventListener('pagehide', session.sendNow);
  };
}

/** The session's {@link SaveState}, renewed as it changes. */
export const useSaveState = (session: PageSession): SaveState => useSyncExternalStore(session.subscribe, session.state);
