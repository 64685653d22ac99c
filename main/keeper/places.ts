/** Opens what a keeper's options name: where parcels and boxes lie, and the way to other instances. */
import { randomBytes } from 'node:crypto';
import type { SharedBoxes } from './boxes.ts';
import { type FanOut, noFanOut } from './fan-out.ts';
import type { KeeperOptions } from './keeper-options.ts';
import { MAILBOX_BYTES_HELD, MAILBOX_PARCELS, type MailStore, type StoreBounds } from './mail-store.ts';
import { openSqliteMailStore, type StoreRefused } from './sqlite-mail-store.ts';

/** What was opened. */
export interface Places {
  /** Null for a meeting place alone. */
  readonly store: MailStore | null;
  /** Boxes that several instances share; null for boxes in memory. */
  readonly boxes: SharedBoxes | null;
  readonly fanOut: FanOut;
  close(): Promise<void>;
}

const REFUSED: Readonly<Record<StoreRefused['tag'], string>> = {
  StoreInUse: 'Another keeper has this store open. Nothing was changed.',
  StoreForeign: 'This file is not a keeper’s store. It was left as it is.',
  StoreVersionUnknown: 'This store was made by another version of the keeper. It was left as it is.',
  StoreUnusable: 'The store could not be opened or made. Is its folder there and writable, and the disk sound?',
};

/** Opens them, or says in a sentence why not. `clock` gives milliseconds since 1970 UTC. */
export async function openPlaces(options: KeeperOptions, _clock: () => number): Promise<Places | string> {
  const bounds: StoreBounds = {
    maxBytes: options.maxStoreMib * 1024 * 1024,
    mailboxParcels: MAILBOX_PARCELS,
    mailboxBytes: MAILBOX_BYTES_HELD,
  };
  if (options.store === null) return { store: null, boxes: null, fanOut: noFanOut, close: async () => {} };
  const opened = openSqliteMailStore(options.store, bounds, () => Uint8Array.from(randomBytes(16)));
  if (!opened.ok) return REFUSED[opened.error.tag];
  const store = opened.value;
  return { store, boxes: null, fanOut: noFanOut, close: () => store.close() };
}
