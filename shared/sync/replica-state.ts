/**
 * What one group's replica keeps in memory over its store: the runs of every
 * chain, the membership log with its roster, and the keys found in it. All of
 * it can be rebuilt from the store, which is what opening a group does.
 */
import {
  type DeviceId,
  type EntryId,
  type GroupId,
  idFromBytes,
  idToBytes,
  type MemberId,
  type OpId,
} from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import { decodeEntry } from '../chain/entry.ts';
import { addExtent, NO_RUNS, type Runs } from '../chain/runs.ts';
import { type LogOp, logOpOf } from '../group/op.ts';
import { resolve } from '../group/resolve.ts';
import type { Device, Roster } from '../group/roster.ts';
import { signingKeysOf } from '../group/select.ts';
import type { Clock } from '../ports/clock.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { ChainKey, EntryStore } from '../ports/entry-store.ts';
import type { Random } from '../ports/random.ts';
import { deriveKeys, type KeyState, readKeyState } from './replica-keys.ts';
import { type Cuts, cutsOf } from './replica-limits.ts';
import { chainText } from './sync-source.ts';

/** This device's own keys in the group. */
export interface ReplicaKeys {
  readonly memberId: MemberId;
  readonly deviceId: DeviceId;
  /** `DS`, 64 bytes. */
  readonly signingSecret: Uint8Array;
  /** `DK`: the current secret first, then those still kept after a rotation. */
  readonly kemSecrets: readonly Uint8Array[];
}

/** What a replica is made of. */
export interface ReplicaParts {
  readonly groupId: GroupId;
  /** Id of the genesis entry, pinned by the founder's own act or by the invite. */
  readonly genesisHash: OpId;
  readonly store: EntryStore;
  readonly keys: ReplicaKeys;
  /** Incarnation under which this device writes. */
  readonly inc: number;
  readonly random: Random;
  readonly clock: Clock;
  readonly deflate: Deflate;
}

/** The chains of one device in one lane. */
export interface ChainState {
  readonly chain: ChainKey;
  readonly runs: Runs;
}

/** The newest content entry that this device has seen: pinned by what it writes next, so that a reply sorts after what it answers. */
export interface ContentTop {
  readonly id: EntryId;
  readonly lamport: number;
}

/** Entries of a chain at places after `after`: what is to be judged anew. */
export interface Revision {
  readonly chain: ChainKey;
  readonly after: number;
}

/** Replaced as a whole when a transaction commits, never changed in place. */
export interface ReplicaState extends KeyState {
  readonly chains: ReadonlyMap<string, ChainState>;
  readonly ops: ReadonlyMap<OpId, LogOp>;
  /** Lamport time of every stored membership entry, also of kinds not understood. */
  readonly opLamports: ReadonlyMap<OpId, number>;
  readonly roster: Roster | null;
  readonly devices: ReadonlyMap<DeviceId, Device>;
  /** Signing keys of every device that any operation introduced, valid or not: bound to the id by hash. */
  readonly signingKeys: ReadonlyMap<DeviceId, Uint8Array>;
  readonly top: ContentTop | null;
  /** Up to where the chains of those count who are not in any more. */
  readonly cuts: Cuts;
  /** Deps that content named before they were here: an operation among them may give its author another role. */
  readonly namedEarly: ReadonlyMap<EntryId, readonly Revision[]>;
}

const TOP_META = 'top-content';

/** Remembers the newest content entry; in the caller's transaction. */
export const putTop = (store: EntryStore, top: ContentTop): void =>
  store.putMeta(TOP_META, new ByteWriter().raw(idToBytes(top.id)).uint(top.lamport, 6).finish());

function readTop(store: EntryStore): ContentTop | null {
  const bytes = store.meta(TOP_META);
  if (!bytes) return null;
  const reader = new ByteReader(bytes);
  return { id: idFromBytes<EntryId>(reader.raw(32)), lamport: reader.uint(6) };
}

/** What follows from the set of operations: roster, devices and keys; `earlier` are the keys known before. */
export function deriveMembership(
  parts: ReplicaParts,
  ops: ReadonlyMap<OpId, LogOp>,
  earlier: KeyState,
): Omit<ReplicaState, 'chains' | 'opLamports' | 'top' | 'namedEarly'> {
  const list = [...ops.values()];
  const roster = resolve(list, parts.genesisHash);
  return {
    ops,
    roster,
    cuts: cutsOf(roster, parts.keys.deviceId),
    devices: new Map(roster?.devices.map((device) => [device.deviceId, device])),
    signingKeys: signingKeysOf(parts.groupId, list),
    ...deriveKeys(parts, ops, roster, earlier),
  };
}

/** Rebuilds the state from what is stored. What is in the store was verified when it came in. */
export function loadState(parts: ReplicaParts): ReplicaState {
  const chains = new Map<string, ChainState>();
  const idsByChain = new Map<string, Map<number, EntryId>>();
  for (const extent of parts.store.extents()) {
    const text = chainText(extent.chain);
    const runs = chains.get(text)?.runs ?? NO_RUNS;
    const ids = idsByChain.get(text) ?? new Map<number, EntryId>();
    idsByChain.set(text, ids);
    const added = addExtent(
      runs,
      // `prev` of a segment is not kept: links were checked when the entry came in.
      {
        from: extent.coversFrom,
        to: extent.seq,
        before: extent.before,
        prev: ids.get(extent.seq - 1) ?? extent.before,
        id: extent.id,
      },
      (seq) => ids.get(seq),
    );
    if (added.ok) ids.set(extent.seq, extent.id);
    chains.set(text, { chain: extent.chain, runs: added.ok ? added.value : runs });
  }
  const ops = new Map<OpId, LogOp>();
  const opLamports = new Map<OpId, number>();
  for (const stored of parts.store.membershipEntries()) {
    const entry = decodeEntry(stored.bytes);
    if (!entry.ok) continue;
    opLamports.set(stored.id, stored.lamport);
    ops.set(stored.id, logOpOf(entry.value));
  }
  return {
    chains,
    opLamports,
    top: readTop(parts.store),
    namedEarly: new Map(),
    ...deriveMembership(parts, ops, readKeyState(parts.store)),
  };
}
