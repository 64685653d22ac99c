/**
 * Pages that are being written on, so that a lock or a closing window can wait
 * for what is still on its way, and pages that were left while their words
 * could not be saved: those stay in memory until they can be.
 */
import type { PageSession } from './page-session.ts';

/** A page that was left unsaved, and the path that leads back to it. */
export interface KeptPage {
  readonly session: PageSession;
  readonly path: string;
}

/** What is needed of a page to save it. */
export type OpenPage = Pick<PageSession, 'save' | 'state'>;

export interface OpenPages {
  /** Adds a page; the answer takes it away again. */
  readonly add: (page: OpenPage) => () => void;
  /** Saves all of them; resolves when each has its answer, with whether every word is saved now. */
  readonly saveAll: () => Promise<boolean>;
  /** Keeps a page that could not be saved when it was left. */
  readonly keep: (recordId: string, page: KeptPage) => void;
  /** Gives a kept page back to whoever opens the record again. */
  readonly take: (recordId: string) => PageSession | null;
  /** The path to a kept page, or null when there is none. */
  readonly keptPath: () => string | null;
  readonly subscribe: (listener: () => void) => () => void;
}

/** An empty {@link OpenPages}. */
export function createOpenPages(): OpenPages {
  const pages = new Set<OpenPage>();
  const kept = new Map<string, KeptPage>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    add: (page) => {
      pages.add(page);
      return () => pages.delete(page);
    },
    saveAll: async () => {
      const all = [...pages, ...[...kept.values()].map(({ session }) => session)];
      const outcomes = await Promise.allSettled(all.map((page) => page.save()));
      return all.every((page, index) => outcomes[index]?.status === 'fulfilled' && page.state().state !== 'failed');
    },
    keep: (recordId, page) => {
      kept.set(recordId, page);
      tell();
    },
    take: (recordId) => {
      const session = kept.get(recordId)?.session ?? null;
      if (kept.delete(recordId)) tell();
      return session;
    },
    keptPath: () => [...kept.values()][0]?.path ?? null,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
