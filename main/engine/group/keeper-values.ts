/** What this computer keeps about a group's keepers: consent, tickets, and what is known of each (SPEC ML17–ML19). */
import { hex } from '@scure/base';
import { keeperAllowed } from '../../../shared/group/policy.ts';
import type { EntryStore } from '../../../shared/ports/entry-store.ts';
import { NO_TICKET, TICKET_BYTES } from '../../../shared/sync/mail-frame.ts';
import {
  decodeKeeperMemory,
  encodeKeeperMemory,
  type HeldRange,
  type KeeperMemory,
} from '../../../shared/sync/mail-memory.ts';
import { type ChainName, chainText } from '../../../shared/sync/sync-source.ts';
import type { OpenGroup } from './open-group.ts';

type Values = Pick<EntryStore, 'meta' | 'putMeta' | 'deleteMeta'>;

const KEY = { off: 'local/keeper-off', ticket: 'local/keeper-ticket/', memory: 'local/keeper/' };

/** True unless this computer keeps away from the group's keepers. */
export const usesKeepers = (store: Values): boolean => store.meta(KEY.off) === null;

/** Lets this computer go to the group's keepers, or keeps it away. */
export function setUsesKeepers(store: Values, uses: boolean): void {
  if (uses) store.deleteMeta(KEY.off);
  else store.putMeta(KEY.off, Uint8Array.of(1));
}

/** The ticket for one keeper, 32 bytes; zeros for none. */
export const ticketFor = (store: Values, server: string): Uint8Array => store.meta(KEY.ticket + server) ?? NO_TICKET;
export const hasTicket = (store: Values, server: string): boolean => store.meta(KEY.ticket + server) !== null;

/** Keeps a ticket as its operator writes it, 64 hex characters; false for anything else. Empty takes it away. */
export function setTicket(store: Values, server: string, text: string): boolean {
  const tidy = text.replaceAll(/\s/g, '').toLowerCase();
  if (tidy === '') store.deleteMeta(KEY.ticket + server);
  else if (new RegExp(`^[0-9a-f]{${TICKET_BYTES * 2}}$`).test(tidy))
    store.putMeta(KEY.ticket + server, hex.decode(tidy));
  else return false;
  return true;
}

/** What is remembered of a keeper. */
export const readKeeperMemory = (store: Values, server: string): KeeperMemory =>
  decodeKeeperMemory(store.meta(KEY.memory + server));
export const putKeeperMemory = (store: Values, server: string, memory: KeeperMemory): void =>
  store.putMeta(KEY.memory + server, encodeKeeperMemory(memory));

/** True when the group has agreed to keepers, and this computer goes there. */
export function mayUseKeepers(group: Pick<OpenGroup, 'replica' | 'store'>): boolean {
  const policy = group.replica.roster()?.policy;
  return policy !== undefined && keeperAllowed(policy) && usesKeepers(group.store);
}

/** Answers until when some keeper of the group has the entry at a place, as far as is known here; null for none. */
export function keptUntilOf(group: OpenGroup): (chain: ChainName, seq: number) => number | null {
  const now = group.ports.clock.now();
  const byChain = new Map<string, HeldRange[]>();
  for (const server of group.values.servers()) {
    for (const range of readKeeperMemory(group.store, server).held) {
      const key = chainText(range);
      const ranges = byChain.get(key);
      if (ranges) ranges.push(range);
      else byChain.set(key, [range]);
    }
  }
  return (chain, seq) => {
    const ends = (byChain.get(chainText(chain)) ?? [])
      .filter(({ from, to, until }) => from <= seq && seq <= to && until > now)
      .map(({ until }) => until);
    return ends.length === 0 ? null : Math.max(...ends);
  };
}
