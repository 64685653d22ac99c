/** What this computer alone keeps about a group: meeting places, what was looked at, when somebody was last met. */
import type { MemberId } from '../../../shared/brand.ts';
import { ByteReader, ByteWriter, utf8, utf8ToText } from '../../../shared/bytes.ts';
import type { EntryStore } from '../../../shared/ports/entry-store.ts';

/** Named values of one group. Times in milliseconds. */
export interface GroupValues {
  servers(): readonly string[];
  setServers(servers: readonly string[]): void;
  /** Entries that came after this instant count as new. */
  seenAt(): number;
  setSeenAt(at: number): void;
  /** When anything was last exchanged with a member's device, or null. */
  metAt(memberId: MemberId): number | null;
  setMetAt(memberId: MemberId, at: number): void;
  lastExchangeAt(): number | null;
  setLastExchangeAt(at: number): void;
  /** The name under which this person arrives, until the profile is written. */
  arrivalName(): string | null;
  setArrivalName(name: string | null): void;
}

const KEY = {
  servers: 'local/servers',
  seenAt: 'local/seen-at',
  metAt: 'local/met-at/',
  exchangeAt: 'local/exchange-at',
  arrival: 'local/arrival-name',
};

/** Values over the group's part of the store. */
export function createGroupValues(store: Pick<EntryStore, 'meta' | 'putMeta' | 'deleteMeta'>): GroupValues {
  const instant = (key: string): number | null => {
    const bytes = store.meta(key);
    return bytes && new ByteReader(bytes).uint(6);
  };
  const putInstant = (key: string, at: number): void => store.putMeta(key, new ByteWriter().uint(at, 6).finish());
  const text = (key: string): string | null => {
    const bytes = store.meta(key);
    return bytes && utf8ToText(bytes);
  };
  return {
    // Addresses hold no white space, so that a line break parts them.
    servers: () => text(KEY.servers)?.split('\n').filter(Boolean) ?? [],
    setServers: (servers) => store.putMeta(KEY.servers, utf8(servers.join('\n'))),
    seenAt: () => instant(KEY.seenAt) ?? 0,
    setSeenAt: (at) => putInstant(KEY.seenAt, at),
    metAt: (memberId) => instant(KEY.metAt + memberId),
    setMetAt: (memberId, at) => putInstant(KEY.metAt + memberId, at),
    lastExchangeAt: () => instant(KEY.exchangeAt),
    setLastExchangeAt: (at) => putInstant(KEY.exchangeAt, at),
    arrivalName: () => text(KEY.arrival),
    setArrivalName: (name) => (name === null ? store.deleteMeta(KEY.arrival) : store.putMeta(KEY.arrival, utf8(name))),
  };
}
