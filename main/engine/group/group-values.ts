/** What this computer alone keeps about a group: meeting places, what was looked at, when somebody was last met. */
import {
  type DeviceId,
  ID_BYTES,
  idFromBytes,
  idToBytes,
  type InviteId,
  type MemberId,
} from '../../../shared/brand.ts';
import { ByteReader, ByteWriter, concatBytes, utf8, utf8ToText } from '../../../shared/bytes.ts';
import type { EntryStore } from '../../../shared/ports/entry-store.ts';
import type { HelperServer } from '../links/helper-server.ts';

/** An own computer that is on its way in: the new one itself, or on another what was added. */
export interface PairedDevice {
  readonly deviceId: DeviceId;
  /** 32 bytes, see `pairRoomSeed`. */
  readonly seed: Uint8Array;
  /** Milliseconds. */
  readonly since: number;
}

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
  /** When a file for the whole group was last made here, and one last taken in here, or null. */
  fileMadeAt(): number | null;
  setFileMadeAt(at: number): void;
  fileTakenAt(): number | null;
  setFileTakenAt(at: number): void;
  /** The name under which this person arrives, until the profile is written. */
  arrivalName(): string | null;
  setArrivalName(name: string | null): void;
  /** In the rooms of how many days from today the others were last met, -3 to 3: not 0 where a clock is wrong. */
  dayOffset(): number;
  setDayOffset(days: number): void;
  /** What is kept of an invite's eight words (`invite-words.ts`), or null. */
  inviteWords(inviteId: InviteId): Uint8Array | null;
  setInviteWords(inviteId: InviteId, words: Uint8Array | null): void;
  /** Until when a leave may still be told to the others; null once it was, or when there is none. */
  leavingUntil(): number | null;
  setLeavingUntil(at: number | null): void;
  /** Own computers that are on their way in: they meet in rooms of `seed` until the new one has the group's keys. */
  pairedDevices(): readonly PairedDevice[];
  setPairedDevices(devices: readonly PairedDevice[]): void;
  /** What is kept of a recovery with the words while it is under way (`pending-recovery.ts`), or null. */
  recovery(): Uint8Array | null;
  setRecovery(pending: Uint8Array | null): void;
  /** STUN and TURN servers that this computer asks for this group. */
  helpers(): readonly HelperServer[];
  setHelpers(helpers: readonly HelperServer[]): void;
  /** Whether this person hides the address of this computer from the group. */
  hidesAddress(): boolean;
  setHidesAddress(isHidden: boolean): void;
  /** Who this person was here before they left or were removed and asked again, oldest first. */
  earlierSelves(): readonly MemberId[];
  setEarlierSelves(members: readonly MemberId[]): void;
}

const KEY = {
  servers: 'local/servers',
  seenAt: 'local/seen-at',
  metAt: 'local/met-at/',
  exchangeAt: 'local/exchange-at',
  fileMadeAt: 'local/file-made-at',
  fileTakenAt: 'local/file-taken-at',
  arrival: 'local/arrival-name',
  words: 'local/invite-words/',
  dayOffset: 'local/day-offset',
  leaving: 'local/leaving-until',
  selves: 'local/earlier-selves',
  paired: 'local/paired-devices',
  recovery: 'local/recovery',
  helpers: 'local/helpers',
  hides: 'local/hides-address',
};

/** Longest part of a helper server in bytes: 256 characters. */
const MAX_HELPER_PART_BYTES = 1_024;
/** Bytes of the seed of a paired device's rooms. */
const SEED_BYTES = 32;
/** How no offset is stored, so that earlier days are numbers too. */
const ZERO_OFFSET = 128;

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
    fileMadeAt: () => instant(KEY.fileMadeAt),
    setFileMadeAt: (at) => putInstant(KEY.fileMadeAt, at),
    fileTakenAt: () => instant(KEY.fileTakenAt),
    setFileTakenAt: (at) => putInstant(KEY.fileTakenAt, at),
    arrivalName: () => text(KEY.arrival),
    setArrivalName: (name) => (name === null ? store.deleteMeta(KEY.arrival) : store.putMeta(KEY.arrival, utf8(name))),
    dayOffset: () => (store.meta(KEY.dayOffset)?.[0] ?? ZERO_OFFSET) - ZERO_OFFSET,
    setDayOffset: (days) => store.putMeta(KEY.dayOffset, Uint8Array.of(days + ZERO_OFFSET)),
    inviteWords: (inviteId) => store.meta(KEY.words + inviteId),
    setInviteWords: (inviteId, words) =>
      words === null ? store.deleteMeta(KEY.words + inviteId) : store.putMeta(KEY.words + inviteId, words),
    leavingUntil: () => instant(KEY.leaving),
    setLeavingUntil: (at) => (at === null ? store.deleteMeta(KEY.leaving) : putInstant(KEY.leaving, at)),
    pairedDevices() {
      const reader = new ByteReader(store.meta(KEY.paired) ?? new Uint8Array(0));
      const devices: PairedDevice[] = [];
      while (reader.remaining > 0) {
        const deviceId = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
        devices.push({ deviceId, seed: reader.raw(SEED_BYTES).slice(), since: reader.uint(6) });
      }
      return devices;
    },
    setPairedDevices(devices) {
      const writer = new ByteWriter();
      for (const { deviceId, seed, since } of devices) writer.raw(idToBytes(deviceId)).raw(seed).uint(since, 6);
      if (devices.length === 0) store.deleteMeta(KEY.paired);
      else store.putMeta(KEY.paired, writer.finish());
    },
    recovery: () => store.meta(KEY.recovery),
    setRecovery: (pending) =>
      pending === null ? store.deleteMeta(KEY.recovery) : store.putMeta(KEY.recovery, pending),
    helpers() {
      const reader = new ByteReader(store.meta(KEY.helpers) ?? new Uint8Array(0));
      const helpers: HelperServer[] = [];
      const part = (): string => utf8ToText(reader.sized(MAX_HELPER_PART_BYTES)) ?? '';
      while (reader.remaining > 0 && !reader.failed) {
        helpers.push({ address: part(), user: part(), password: part() });
      }
      return helpers;
    },
    setHelpers(helpers) {
      const writer = new ByteWriter();
      for (const { address, user, password } of helpers) {
        writer.sized(utf8(address)).sized(utf8(user)).sized(utf8(password));
      }
      if (helpers.length === 0) store.deleteMeta(KEY.helpers);
      else store.putMeta(KEY.helpers, writer.finish());
    },
    hidesAddress: () => store.meta(KEY.hides) !== null,
    setHidesAddress: (isHidden) =>
      isHidden ? store.putMeta(KEY.hides, Uint8Array.of(1)) : store.deleteMeta(KEY.hides),
    earlierSelves() {
      const reader = new ByteReader(store.meta(KEY.selves) ?? new Uint8Array(0));
      const members: MemberId[] = [];
      while (reader.remaining > 0) members.push(idFromBytes<MemberId>(reader.raw(ID_BYTES.short)));
      return members;
    },
    setEarlierSelves: (members) => store.putMeta(KEY.selves, concatBytes(...members.map(idToBytes))),
  };
}
