/**
 * A replica's double for tests of the sync protocol alone: entries without
 * content, a roster that is a plain set, and no signatures but a flag. What it
 * shares with the real one is what sync depends on: chains that link, two
 * lanes, authors that must be known, forks that are proved.
 */
import { type DeviceId, type EntryId, idFromBytes, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes } from '../bytes.ts';
import type { Lane } from '../chain/kinds.ts';
import { hash } from '../crypto/crypto.ts';
import type { PeerDirectory } from '../sync/peer-directory.ts';
import { type ChainName, chainText, type FrontierRow, type SyncSource, type Want } from '../sync/sync-source.ts';

interface SimEntry extends ChainName {
  readonly seq: number;
  readonly prev: EntryId;
  readonly isSigned: boolean;
  readonly body: Uint8Array;
  readonly id: EntryId;
  readonly bytes: Uint8Array;
}

/** A double with its hands. */
export interface SimSource extends SyncSource, PeerDirectory {
  readonly deviceId: DeviceId;
  /** Writes a content entry of `bytes` bytes and returns its place. */
  write(bytes?: number): number;
  /** Admits the device with this key, by an operation of our own. */
  admit(deviceId: DeviceId, signingKey: Uint8Array): void;
  remove(deviceId: DeviceId): void;
  /** Opens an invite for holders of this key's secret. */
  openInvite(publicKey: Uint8Array): void;
  /** A hash over everything held, but not over who told of what. */
  state(): string;
  /** Ids of every entry ever stored: durable, so they may never shrink. */
  ids(): ReadonlySet<string>;
  /** What peers said they hold, by device and chain. */
  readonly haves: ReadonlyMap<string, number>;
  /** How often entries were handed over that were held already. */
  readonly duplicates: () => number;
  /** Encoded entries, for tests that forge. */
  forge(fields: {
    lane?: Lane;
    seq: number;
    deviceId: DeviceId;
    isSigned?: boolean;
    prev?: EntryId;
    salt?: number;
  }): Uint8Array;
  /** The same memory for a process that started anew. */
  readonly disk: SimDisk;
}

/** What survives a crash. */
export interface SimDisk {
  readonly entries: Map<string, SimEntry[]>;
  readonly evidence: Map<string, Uint8Array>;
}

const NO_PREV = '0'.repeat(64) as EntryId;
const ADMIT = 1;
const REMOVE = 2;

function encode(chain: ChainName, seq: number, prev: EntryId, isSigned: boolean, body: Uint8Array): Uint8Array {
  return new ByteWriter()
    .raw(idToBytes(chain.deviceId))
    .uint(chain.inc, 4)
    .uint(chain.lane === 'membership' ? 0 : 1, 1)
    .uint(seq, 6)
    .raw(idToBytes(prev))
    .uint(isSigned ? 1 : 0, 1)
    .sized(body)
    .finish();
}

function decode(bytes: Uint8Array): SimEntry | null {
  const reader = new ByteReader(bytes);
  const deviceId = idFromBytes<DeviceId>(reader.raw(16));
  const inc = reader.uint(4);
  const lane = reader.uint(1);
  const seq = reader.uint(6);
  const prev = idFromBytes<EntryId>(reader.raw(32));
  const isSigned = reader.uint(1) === 1;
  const body = reader.sized(100_000);
  if (!reader.finished || lane > 1 || seq === 0) return null;
  const id = idFromBytes<EntryId>(hash('sim-entry', bytes));
  return { deviceId, inc, lane: lane === 0 ? 'membership' : 'content', seq, prev, isSigned, body, id, bytes };
}

const head8 = (entry: SimEntry): Uint8Array => idToBytes(entry.id).subarray(0, 8);

/** An empty disk. */
export const createSimDisk = (): SimDisk => ({ entries: new Map(), evidence: new Map() });

/** A replica of a group whose founder is pinned, as an invite does. */
export function createSimSource(input: {
  readonly deviceId: DeviceId;
  readonly founder: { readonly deviceId: DeviceId; readonly signingKey: Uint8Array };
  readonly disk?: SimDisk;
}): SimSource {
  const disk = input.disk ?? createSimDisk();
  const haves = new Map<string, number>();
  const invites: Uint8Array[] = [];
  let duplicates = 0;

  const entriesOf = (chain: ChainName): SimEntry[] => disk.entries.get(chainText(chain)) ?? [];
  const at = (chain: ChainName, seq: number): SimEntry | undefined => entriesOf(chain).find((one) => one.seq === seq);
  const contiguous = (chain: ChainName): number => {
    let seq = 0;
    for (const entry of entriesOf(chain)) if (entry.seq === seq + 1) seq = entry.seq;
    return seq;
  };
  const rowOf = (chain: ChainName): FrontierRow | null => {
    const last = at(chain, contiguous(chain));
    if (!last) return null;
    const { deviceId, inc, lane, seq } = last;
    return { deviceId, inc, lane, seq, head8: head8(last) };
  };
  const chains = (): ChainName[] => [...disk.entries.values()].flatMap((list) => (list[0] ? [list[0]] : []));
  const operations = (): SimEntry[] =>
    chains()
      .filter((chain) => chain.lane === 'membership')
      .flatMap((chain) => entriesOf(chain).slice(0, contiguous(chain)));

  const signingKeyOf = (deviceId: DeviceId): Uint8Array | null => {
    if (deviceId === input.founder.deviceId) return input.founder.signingKey;
    const admit = operations().find(({ body }) => body[0] === ADMIT && idFromBytes(body.subarray(1, 17)) === deviceId);
    return admit ? admit.body.subarray(17, 49) : null;
  };
  const isActive = (deviceId: DeviceId): boolean =>
    signingKeyOf(deviceId) !== null &&
    !operations().some(({ body }) => body[0] === REMOVE && idFromBytes(body.subarray(1, 17)) === deviceId);

  function put(entry: SimEntry): void {
    const list = [...entriesOf(entry), entry].sort((a, b) => a.seq - b.seq);
    disk.entries.set(chainText(entry), list);
  }
  /** A reason to refuse the entry, `null` to store it, or the entry it contradicts. */
  function judge(entry: SimEntry): { tag: string; invalidSignature: boolean } | SimEntry | null {
    if (!entry.isSigned) return { tag: 'SignatureInvalid', invalidSignature: true };
    if (signingKeyOf(entry.deviceId) === null) return { tag: 'AuthorUnknown', invalidSignature: false };
    const held = at(entry, entry.seq);
    if (held) return held;
    const before = at(entry, entry.seq - 1);
    const after = at(entry, entry.seq + 1);
    const links = (!before || before.id === entry.prev) && (!after || after.prev === entry.id);
    return links ? null : { tag: 'LinkContradicts', invalidSignature: false };
  }
  function writeNext(lane: Lane, body: Uint8Array): number {
    const chain = { deviceId: input.deviceId, inc: 1, lane };
    const seq = contiguous(chain) + 1;
    const entry = decode(encode(chain, seq, at(chain, seq - 1)?.id ?? NO_PREV, true, body));
    if (entry) put(entry);
    return seq;
  }
  const prove = (a: SimEntry, b: SimEntry): Uint8Array => {
    const [first, second] = a.id < b.id ? [a, b] : [b, a];
    return new ByteWriter().sized(first.bytes).sized(second.bytes).finish();
  };

  return {
    deviceId: input.deviceId,
    disk,
    haves,
    duplicates: () => duplicates,
    signingKeyOf,
    isActive,
    invitePublicKeys: () => invites,
    openInvite: (publicKey) => invites.push(publicKey),
    write: (bytes = 40) =>
      writeNext(
        'content',
        new Uint8Array(bytes).fill(contiguous({ deviceId: input.deviceId, inc: 1, lane: 'content' }) & 0xff),
      ),
    admit(deviceId, signingKey) {
      writeNext('membership', concatBytes(Uint8Array.of(ADMIT), idToBytes(deviceId), signingKey));
    },
    remove(deviceId) {
      writeNext('membership', concatBytes(Uint8Array.of(REMOVE), idToBytes(deviceId)));
    },
    forge: ({ lane = 'content', seq, deviceId, isSigned = true, prev = NO_PREV, salt = 0 }) =>
      encode({ deviceId, inc: 1, lane }, seq, prev, isSigned, Uint8Array.of(9, salt)),
    state: () => idFromBytes(hash('sim-state', ...[...allIds()].sort().map(idToBytes))),
    ids: allIds,
    frontier: () => chains().flatMap((chain) => rowOf(chain) ?? []),
    foremost: () => [],
    partingRows: (gone) =>
      chains().flatMap((chain) => {
        const end = entriesOf(chain).find(
          ({ body }) => body[0] === REMOVE && idFromBytes(body.subarray(1, 17)) === gone,
        );
        const last = chain.lane === 'membership' ? (end ?? at(chain, contiguous(chain))) : undefined;
        if (!last) return [];
        const { deviceId, inc, lane, seq } = last;
        return [{ deviceId, inc, lane, seq, head8: head8(last) }];
      }),
    headAt(chain, seq) {
      const entry = at(chain, seq);
      return entry ? head8(entry) : null;
    },
    missing(peerRows) {
      const wants: Want[] = [];
      for (const row of peerRows) {
        const held = new Set(entriesOf(row).map((entry) => entry.seq));
        for (let to = row.seq; to >= 1 && wants.length < 60; to -= 1) {
          if (held.has(to)) continue;
          let from = to;
          while (from > 1 && to - from < 127 && !held.has(from - 1)) from -= 1;
          wants.push({ deviceId: row.deviceId, inc: row.inc, lane: row.lane, from, to });
          to = from;
        }
      }
      return wants.sort((a, b) => (a.lane === b.lane ? b.to - a.to : a.lane === 'membership' ? -1 : 1));
    },
    read(want, maxBytes) {
      const entries: Uint8Array[] = [];
      let left = maxBytes;
      for (const entry of entriesOf(want)) {
        if (entry.seq < want.from || entry.seq > want.to) continue;
        if (entry.bytes.length > left && entries.length > 0) return { entries, next: entry.seq };
        entries.push(entry.bytes);
        left -= entry.bytes.length;
      }
      return { entries, next: null };
    },
    ingest(encoded) {
      const before = new Map(chains().map((chain) => [chainText(chain), contiguous(chain)]));
      const rejected: { tag: string; invalidSignature: boolean }[] = [];
      const evidence: Uint8Array[] = [];
      let accepted = 0;
      let membershipChanged = false;
      for (const bytes of encoded) {
        const entry = decode(bytes);
        const verdict = entry ? judge(entry) : { tag: 'EntryMalformed', invalidSignature: false };
        if (entry && verdict === null) {
          put(entry);
          accepted += 1;
          if (entry.lane === 'membership') membershipChanged = true;
        } else if (entry && verdict && 'id' in verdict) {
          if (verdict.id === entry.id) duplicates += 1;
          else if (!disk.evidence.has(chainText(entry))) {
            disk.evidence.set(chainText(entry), prove(verdict, entry));
            evidence.push(prove(verdict, entry));
          }
        } else if (verdict && !('id' in verdict)) rejected.push(verdict);
      }
      const advanced = chains().flatMap((chain) =>
        contiguous(chain) > (before.get(chainText(chain)) ?? 0) ? (rowOf(chain) ?? []) : [],
      );
      return { accepted, advanced, rejected, membershipChanged, evidence };
    },
    acceptEvidence(evidence) {
      const reader = new ByteReader(evidence);
      const [first, second] = [decode(reader.sized(4096)), decode(reader.sized(4096))];
      if (!first || !second || !reader.finished || first.id === second.id) return 'invalid';
      if (chainText(first) !== chainText(second) || first.seq !== second.seq || !first.isSigned) return 'invalid';
      if (disk.evidence.has(chainText(first))) return 'known';
      disk.evidence.set(chainText(first), evidence);
      return 'new';
    },
    noteHave(deviceId, rows) {
      for (const row of rows) haves.set(`${deviceId}>${chainText(row)}`, row.seq);
    },
  };

  function allIds(): ReadonlySet<string> {
    return new Set([...disk.entries.values()].flat().map((entry) => entry.id));
  }
}
