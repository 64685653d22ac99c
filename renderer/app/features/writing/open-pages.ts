/** Pages that are being written on, so that a lock or a closing window can wait for what is still on its way. */
export interface OpenPages {
  /** Adds a page by the function that saves it; the answer takes it away again. */
  readonly add: (save: () => Promise<void>) => () => void;
  /** Saves all of them; resolves when each has its answer, whatever it is. */
  readonly saveAll: () => Promise<void>;
}

/** An empty {@link OpenPages}. */
export function createOpenPages(): OpenPages {
  const pages = new Set<() => Promise<void>>();
  return {
    add: (save) => {
      pages.add(save);
      return () => pages.delete(save);
    },
    saveAll: async () => {
      await Promise.allSettled([...pages].map((save) => save()));
    },
  };
}
