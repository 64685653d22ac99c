/** One valid operation of every type, and its variants: every optional part absent, every list at its bounds. */
import { hex } from '@scure/base';
import type { DeviceId, EntryId, EpochId, GroupId, InviteId, MemberId } from '../../brand.ts';
import { decodeOp, encodeOp, kindOfOp } from '../op.ts';
import type { EpochBlock, KeyGrant, KeyWrap, Op, OpType, RequestId } from '../op-types.ts';
import { DEFAULT_POLICY } from '../policy.ts';

/** `length` bytes that all have the value `fill`. */
export const filled = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);
/** An id of `length` bytes that all have the value `fill`. */
export const filledId = <I extends string>(length: number, fill: number): I => hex.encode(filled(length, fill)) as I;

/** A wrap for a device whose id is `fill` all over. */
export const sampleWrap = (fill: number): KeyWrap => ({
  deviceId: filledId(16, fill),
  ciphertext: filled(1120, fill),
  box: filled(48, fill),
});
/** An epoch that follows two others, for two devices. */
export const sampleEpoch: EpochBlock = {
  supersedes: [filledId(32, 1), filledId(32, 2)],
  nonce: filled(16, 3),
  rosterHash: filled(32, 4),
  kc: filled(32, 5),
  wraps: [sampleWrap(6), sampleWrap(7)],
};
const grant: KeyGrant = {
  deviceId: filledId(16, 8),
  epochIds: [filledId(32, 9), filledId(32, 10)],
  inviteIds: [filledId(16, 11)],
  ciphertext: filled(1120, 12),
  box: filled(96, 13),
};
const cert = {
  dsPk: filled(32, 14),
  dkPk: filled(1216, 15),
  createdAt: 1_772_323_200_000,
  certifierSignature: filled(64, 16),
  deviceSignature: filled(64, 17),
};
const frontier = [{ deviceId: filledId<DeviceId>(16, 18), inc: 1, seq: 7, id: filledId<EntryId>(32, 19) }];
const secrets = [{ deviceId: filledId<DeviceId>(16, 20), ciphertext: filled(1120, 21), box: filled(32, 22) }];
const memberId = filledId<MemberId>(16, 23);
const inviteId = filledId<InviteId>(16, 24);
const requestId = filledId<RequestId>(32, 25);
const capsule = filled(1168, 26);

/** One of every type, as `op.test.ts` has their bytes fixed. */
export const OP_SAMPLES: { readonly [T in OpType]: Extract<Op, { type: T }> } = {
  genesis: {
    type: 'genesis',
    genesisNonce: filled(32, 27),
    mrPk: filled(32, 28),
    cert,
    policy: { ...DEFAULT_POLICY, later: [[9, 70_000]] },
    capsule,
    epoch: { ...sampleEpoch, supersedes: [] },
  },
  inviteCreate: {
    type: 'inviteCreate',
    inviteId,
    invitePk: filled(32, 29),
    maxUses: 30,
    expiresAt: 1_772_928_000_000,
    role: 'listener',
    mode: 'approval',
    history: 0xffff,
    rvEpoch: filledId<EpochId>(32, 30),
    rvSeedSealed: filled(72, 31),
    secrets,
  },
  inviteRevoke: { type: 'inviteRevoke', inviteId },
  admit: {
    type: 'admit',
    requestId,
    request: {
      inviteId,
      mrPk: filled(32, 32),
      dsPk: filled(32, 33),
      dkPk: filled(1216, 34),
      nonce: filled(16, 35),
      noteHash: filled(32, 36),
      capsuleHash: filled(32, 37),
    },
    proof: { inviteSignature: filled(64, 38), memberSignature: filled(64, 39), deviceSignature: filled(64, 40) },
    role: 'member',
    capsule,
    grant,
    epoch: sampleEpoch,
  },
  addDevice: { type: 'addDevice', cert, grant },
  removeDevice: { type: 'removeDevice', deviceId: filledId(16, 41), frontier, reason: 'lost', epoch: sampleEpoch },
  deviceKeyUpdate: { type: 'deviceKeyUpdate', dkPk: filled(1216, 42), capsule: null },
  recoverDevice: { type: 'recoverDevice', mrPk: filled(32, 43), cert, removeAllOther: true },
  promote: { type: 'promote', memberId, role: 'facilitator' },
  demote: { type: 'demote', memberId, role: 'listener', reason: 'asked' },
  remove: { type: 'remove', memberId, frontier, reason: 'agreement', epoch: sampleEpoch },
  leave: { type: 'leave', frontier },
  policyChange: {
    type: 'policyChange',
    changes: [
      { field: 2, value: 1 },
      { field: 9, value: 70_000 },
    ],
  },
  rekey: { type: 'rekey', reason: 'weekly', epoch: sampleEpoch },
  acceptLate: { type: 'acceptLate', memberId, frontier },
  reFound: { type: 'reFound', groupId: filledId<GroupId>(16, 44), genesisHash: filledId<EntryId>(32, 45), secrets },
  endorse: { type: 'endorse', memberId, frontier, reason: 'safety' },
  keyGrant: { type: 'keyGrant', grant },
  joinRequest: { type: 'joinRequest', inviteId, blob: filled(4096, 46) },
  rekeyFault: {
    type: 'rekeyFault',
    epochId: filledId<EpochId>(32, 47),
    victim: filledId<DeviceId>(16, 48),
    fault: 'other-wrap',
  },
  refuse: { type: 'refuse', inviteId, requestId },
};

/** One of every type with every optional part present and no list empty. */
export const FULL_SAMPLES: readonly Op[] = Object.values({
  ...OP_SAMPLES,
  genesis: { ...OP_SAMPLES.genesis, epoch: sampleEpoch },
  deviceKeyUpdate: { ...OP_SAMPLES.deviceKeyUpdate, capsule },
});

/** A place in an operation: the names and indexes that lead to it. */
export type ValuePath = readonly string[];

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

/** What stands at a place. */
export function valueAt(op: Op, path: ValuePath): unknown {
  let value: unknown = op;
  for (const name of path) value = isBranch(value) ? value[name] : undefined;
  return value;
}

/** A copy of `op` with another value at a place. The result is an operation in name only: that is the point. */
export function withValue(op: Op, path: ValuePath, value: unknown): Op {
  const changed = (branch: unknown, rest: ValuePath): unknown => {
    const [name, ...further] = rest;
    if (name === undefined || !isBranch(branch)) return value;
    const next = changed(branch[name], further);
    return Array.isArray(branch)
      ? branch.map((item: unknown, i) => (String(i) === name ? next : item))
      : { ...branch, [name]: next };
  };
  return changed(op, path) as Op;
}

/** Every place below `op`, branches and leaves. The type is not one. */
export function pathsIn(op: Op): readonly ValuePath[] {
  const walk = (value: unknown, path: ValuePath): ValuePath[] =>
    isBranch(value)
      ? Object.keys(value).flatMap((name) => [[...path, name], ...walk(value[name], [...path, name])])
      : [];
  return walk(op, []).filter((path) => path[0] !== 'type');
}

/** What comes back after writing and reading `op`, or `null` when either refuses. */
export function rewritten(op: Op): Op | null {
  try {
    const decoded = decodeOp(kindOfOp(op), encodeOp(op));
    return decoded.ok ? decoded.value : null;
  } catch {
    return null; // encodeOp throws on what is out of bounds
  }
}

/** Places that may hold nothing. */
export const optionalPaths = (op: Op): readonly ValuePath[] =>
  pathsIn(op).filter((path) => {
    const without = rewritten(withValue(op, path, null));
    return without !== null && valueAt(without, path) === null;
  });

/** `step` later than `item` in the order of its list, found in the first id or number of the item. */
function laterItem(item: unknown, step: number): unknown {
  if (typeof item === 'number') return item + step;
  if (typeof item === 'string') return (BigInt(`0x${item}`) + BigInt(step)).toString(16).padStart(item.length, '0');
  if (!isBranch(item)) return item;
  const [first = ''] = Object.keys(item);
  const later = laterItem(item[first], step);
  return Array.isArray(item) ? [later, ...item.slice(1)] : { ...item, [first]: later };
}

/** `op` with a list of `length` at a place that holds a list with at least one item. */
export function withLength(op: Op, path: ValuePath, length: number): Op {
  const items = valueAt(op, path);
  if (!Array.isArray(items)) throw new Error(`${path.join('.')} is no list`);
  const [first] = items as unknown[];
  return withValue(
    op,
    path,
    Array.from({ length }, (_, i) => laterItem(first, i)),
  );
}

/** A list with the lengths it may have, found by trying. */
export interface ListPlace {
  readonly path: ValuePath;
  readonly min: number;
  readonly max: number;
}

const LONGEST_TRIED = 1024;

/** Every list in `op` that is not empty, with its bounds. */
export function listsIn(op: Op): readonly ListPlace[] {
  return pathsIn(op)
    .filter((path) => {
      const value = valueAt(op, path);
      // The pair of a later policy field is a tuple, not a list.
      return Array.isArray(value) && value.length > 0 && path.at(-2) !== 'later';
    })
    .map((path) => {
      const fits = (length: number): boolean => rewritten(withLength(op, path, length)) !== null;
      const min = [0, 1].find(fits);
      if (min === undefined) throw new Error(`no list of ${path.join('.')} can be written`);
      let [max, tooLong] = [min, LONGEST_TRIED];
      while (tooLong - max > 1) {
        const middle = (max + tooLong) >> 1;
        if (fits(middle)) max = middle;
        else tooLong = middle;
      }
      return { path, min, max };
    });
}

/** The sample, and it with each optional part absent and each list as short as may be, with one item, and full. */
export function variantsOf(op: Op): readonly Op[] {
  const lists = listsIn(op);
  return [
    op,
    ...optionalPaths(op).map((path) => withValue(op, path, null)),
    ...lists.flatMap(({ path, min, max }) => [...new Set([min, 1, max])].map((length) => withLength(op, path, length))),
  ];
}
