/** Keepers of a test's network, by address: each a keeper in memory, asked in the forms of the real table. */
import { hex } from '@scure/base';
import type * as v from 'valibot';
import type { engineToNet, netToEngine } from '../../../shared/ipc/engine-net.ts';
import { readMailRequest } from '../../../shared/sync/mail-frame.ts';
import { mailboxName } from '../../../shared/group/mailbox.ts';
import type { MemoryKeeper } from '../../../shared/testing/memory-keeper.ts';

type Heard<Name extends keyof typeof engineToNet> = v.InferOutput<(typeof engineToNet)[Name]>;
type Told<Name extends keyof typeof netToEngine> = v.InferInput<(typeof netToEngine)[Name]>;

/** See the file's head. A server that is none of them is a meeting place and nothing more. */
export interface FakeMail {
  readonly keepers: Map<string, MemoryKeeper>;
  /** Whoever listens, with the mailbox's name in hex. */
  readonly watches: Map<string, { readonly server: string; readonly mailbox: string; readonly onNews: () => void }>;
  put(input: Heard<'mailPut'>): Told<'mailKept'>;
  get(input: Heard<'mailGet'>): Told<'mailParcels'>;
}

/** Starts without keepers. */
export function createFakeMail(): FakeMail {
  const keepers = new Map<string, MemoryKeeper>();
  const watches: FakeMail['watches'] = new Map();
  return {
    keepers,
    watches,
    put({ askId, server, request }) {
      const keeper = keepers.get(server);
      const read = readMailRequest(request);
      if (!keeper) return { askId, state: 'none' };
      if (read?.type !== 'put') throw new Error('not a put');
      const reply = keeper.answer({ type: 'put', request });
      const mailbox = hex.encode(mailboxName(read.writePk));
      for (const watch of watches.values()) {
        if (reply.type === 'kept' && watch.server === server && watch.mailbox === mailbox) watch.onNews();
      }
      return { askId, state: reply.type === 'kept' ? reply.state : 'silent' };
    },
    get({ askId, server, request }) {
      const keeper = keepers.get(server);
      const read = readMailRequest(request);
      if (!keeper) return { askId, state: 'none' };
      if (read?.type !== 'get') throw new Error('not a get');
      const reply = keeper.answer(read);
      if (reply.type !== 'parcels') return { askId, state: 'silent' };
      const { store, last, more, parcels } = reply;
      return { askId, state: 'given', store, last, more, parcels: [...parcels] };
    },
  };
}
