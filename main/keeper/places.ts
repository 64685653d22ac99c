/** Opens what a keeper's options name: where parcels and boxes lie, and the way to other instances. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SharedBoxes } from './boxes.ts';
import { type FanOut, noFanOut } from './fan-out.ts';
import type { KeeperOptions } from './keeper-options.ts';
import { MAILBOX_BYTES_HELD, MAILBOX_PARCELS, type MailStore, type StoreBounds } from './mail-store.ts';
import { createPostgresBoxes, createPostgresMailStore } from './postgres-mail-store.ts';
import { openPostgres, type PostgresRefused } from './postgres-pool.ts';
import { createRedisFanOut } from './redis-fan-out.ts';
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

const POSTGRES_REFUSED: Readonly<Record<PostgresRefused, string>> = {
  away: 'The PostgreSQL server could not be asked, or does not let this keeper in. Nothing was changed.',
  version: 'The tables in this database were made by another version of the keeper. They were left as they are.',
};

/** The one line of a file that holds an address with its password, or null. */
function readUrl(path: string, protocols: readonly string[]): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch {
    // A file that is not there is told like one that holds something else.
    return null;
  }
  return URL.canParse(text) && protocols.includes(new URL(text).protocol) ? text : null;
}

/**
 * Opens them, or says in a sentence why not. `clock` gives milliseconds since 1970 UTC; `onLost` is called when the disk
 * did not take what was written to the store, which is away from then on.
 */
export async function openPlaces(
  options: KeeperOptions,
  clock: () => number,
  onLost: () => void,
): Promise<Places | string> {
  const bounds: StoreBounds = {
    maxBytes: options.maxStoreMib * 1024 * 1024,
    mailboxParcels: MAILBOX_PARCELS,
    mailboxBytes: MAILBOX_BYTES_HELD,
  };
  const makeId = (): Uint8Array => Uint8Array.from(randomBytes(16));
  const redis = options.redis === null ? '' : readUrl(options.redis, ['redis:', 'rediss:']);
  if (redis === null) return 'The file of --redis does not hold an address such as redis://:password@host:6379.';
  const postgres = options.postgres === null ? '' : readUrl(options.postgres, ['postgres:', 'postgresql:']);
  if (postgres === null) {
    return 'The file of --postgres does not hold an address such as postgresql://user:password@host/database.';
  }

  let store: MailStore | null = null;
  let boxes: SharedBoxes | null = null;
  if (options.store !== null) {
    const opened = openSqliteMailStore(options.store, bounds, makeId, { onLost });
    if (!opened.ok) return REFUSED[opened.error.tag];
    store = opened.value;
  } else if (postgres !== '') {
    const opened = await openPostgres(postgres, makeId);
    if (!opened.ok) return POSTGRES_REFUSED[opened.error];
    store = createPostgresMailStore(opened.value.pool, opened.value.id, bounds);
    boxes = createPostgresBoxes(opened.value.pool, options.maxBoxes, clock);
  }
  const fanOut = redis === '' ? noFanOut : createRedisFanOut(redis, makeId());
  return {
    store,
    boxes,
    fanOut,
    async close() {
      await fanOut.close();
      await store?.close();
    },
  };
}
