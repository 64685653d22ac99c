/** Membership entries as a hostile or broken device would write them: everything in the header can be chosen. */
import { type DeviceId, type EntryId, type GroupId, NO_ENTRY } from '../brand.ts';
import { type Entry, encodeHeader, entryIdOf } from '../chain/entry.ts';
import type { OpKind } from '../chain/kinds.ts';
import { authorOperation } from '../chain/seal.ts';
import { hash } from '../crypto/crypto.ts';
import type { Identity } from '../group/identity.ts';
import { encodeOp, kindOfOp } from '../group/op.ts';
import type { Op } from '../group/op-types.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { Random } from '../ports/random.ts';
import type { Replica } from '../sync/replica.ts';

/** Where an operation stands; what is left out is what an honest device would write. */
export interface CraftedPlace {
  readonly groupId: GroupId;
  readonly deviceId: DeviceId;
  readonly inc: number;
  readonly seq: number;
  readonly prev: EntryId;
  readonly deps: readonly EntryId[];
  readonly ts: number;
  readonly lamport: number;
  /** Whose key signs, 64 bytes. */
  readonly signKey: Uint8Array;
}

/** A body for an entry of any kind. */
export interface RawBody {
  readonly kind: number;
  readonly body: Uint8Array;
}

/** A device whose operations are crafted, over the replica it pretends to follow. */
export interface Crafter {
  /** The next operation of this device by what its replica holds now. It is not taken in there. */
  craft(op: Op | RawBody, place?: Partial<CraftedPlace>): Entry;
}

/** Crafts operations of `identity`, whose own replica tells what an honest device would write. */
export function createCrafter(
  own: { readonly replica: Replica; readonly store: EntryStore },
  group: { readonly groupId: GroupId },
  identity: Identity,
  random: Random,
): Crafter {
  const lamportOf = (id: EntryId): number => own.store.entryById(id)?.lamport ?? 0;
  return {
    craft(op, changes = {}) {
      const { kind, body } = 'kind' in op ? op : { kind: kindOfOp(op), body: encodeOp(op) };
      const { deviceId } = identity;
      const inc = changes.inc ?? 1;
      const chain = { deviceId, inc, lane: 'membership' } as const;
      const last = own.store.entriesInRange(chain, 1, Number.MAX_SAFE_INTEGER).at(-1);
      const prev = changes.prev ?? last?.id ?? NO_ENTRY;
      const deps = changes.deps ?? own.replica.roster()?.heads ?? [];
      const place: CraftedPlace = {
        groupId: group.groupId,
        deviceId,
        inc,
        seq: (last?.seq ?? 0) + 1,
        prev,
        deps,
        ts: 1_772_323_200_000,
        lamport: 1 + Math.max(0, ...[prev, ...deps].map(lamportOf)),
        signKey: identity.deviceSigning.secretKey,
        ...changes,
      };
      // A kind of a later version has no name here; it is one byte all the same.
      const made = authorOperation({ ...place, kind: kind as OpKind, body, random });
      if (!made.ok) throw new Error(made.error.tag);
      return made.value;
    },
  };
}

/** `entry` with another header or body and the signature of before: what a relay can do. */
export function tampered(entry: Entry, changes: Partial<Entry['header']>, ct: Uint8Array | null = entry.ct): Entry {
  const header = { ...entry.header, ...changes };
  const hashed = ct ? { ...header, ctLength: ct.length, ctHash: hash('ct', ct) } : header;
  const signedBytes = encodeHeader(hashed);
  return { id: entryIdOf(signedBytes), header: hashed, signedBytes, signature: entry.signature, ct };
}
