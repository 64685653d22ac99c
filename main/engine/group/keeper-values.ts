/** What this computer keeps about a group's keepers: consent, tickets, and what is known of each (SPEC ML17–ML19). */
import { hex } from '@scure/base';
import { keeperAllowed } from '../../../shared/group/policy.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { EntryStore } from '../../../shared/ports/entry-store.ts';
import { decodeJoinMemory, encodeJoinMemory, type JoinMemory } from '../../../shared/sync/join-memory.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
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

const KEY = {
  off: 'local/keeper-off',
  ticket: 'local/keeper-ticket/',
  memory: 'local/keeper/',
  joins: 'local/keeper-joins/',
};

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
function setTicket(store: Values, server: string, text: string): boolean {
  const tidy = text.replaceAll(/\s/g, '').toLowerCase();
  if (tidy === '') store.deleteMeta(KEY.ticket + server);
  else if (new RegExp(`^[0-9a-f]{${TICKET_BYTES * 2}}$`).test(tidy))
    store.putMeta(KEY.ticket + server, hex.decode(tidy));
  else return false;
  return true;
}

/** `setTicket` for one of the group's meeting places, as the ui asks for it. */
export function keepTicket(
  group: Pick<OpenGroup, 'store' | 'values'>,
  server: string,
  text: string,
): Result<null, AppError> {
  if (!group.values.servers().includes(server)) return err({ tag: 'ServerAddressInvalid' });
  return setTicket(group.store, server, text) ? ok(null) : err({ tag: 'KeeperTicketWrong' });
}

/** What is remembered of a keeper. */
export const readKeeperMemory = (store: Values, server: string): KeeperMemory =>
  decodeKeeperMemory(store.meta(KEY.memory + server));
export const putKeeperMemory = (store: Values, server: string, memory: KeeperMemory): void =>
  store.putMeta(KEY.memory + server, encodeKeeperMemory(memory));

/** What is remembered of the mailboxes of invites at a keeper. */
export const readJoinMemory = (store: Values, server: string): JoinMemory =>
  decodeJoinMemory(store.meta(KEY.joins + server));
export const putJoinMemory = (store: Values, server: string, memory: JoinMemory): void =>
  store.putMeta(KEY.joins + server, encodeJoinMemory(memory));

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
