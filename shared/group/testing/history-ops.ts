/** What comes to the mind of a device in a random history: every kind of operation, allowed or not. */
import type { EntryId, GroupId, InviteId, MemberId } from '../../brand.ts';
import type { SeededRandom } from '../../testing/seeded-random.ts';
import { OP_KIND } from '../../chain/kinds.ts';
import {
  type EpochBlock,
  epochBlockOf,
  type FrontierRow,
  type Op,
  type PlacedOp,
  type PlacedType,
} from '../op-types.ts';
import { type GroupMode, KEEPER_FIELD } from '../policy.ts';
import { needsTenure } from '../tenures.ts';
import { blockFor, epochsSeen, NOBODY } from './history-blocks.ts';
import { DEVICE_SLOTS, type PoolDevice } from './history-pool.ts';
import type { History } from './history.ts';

/** An operation about to be written. */
export interface Idea {
  readonly author: PoolDevice;
  readonly op: PlacedOp;
  readonly introduces: PoolDevice | null;
}

/** How often each kind comes to mind, out of the sum. */
const WEIGHTS: Readonly<Record<GroupMode, Readonly<Record<PlacedType, number>>>> = {
  facilitated: {
    genesis: 1,
    inviteCreate: 12,
    inviteRevoke: 4,
    admit: 22,
    refuse: 3,
    joinRequest: 5,
    addDevice: 12,
    removeDevice: 9,
    recoverDevice: 5,
    deviceKeyUpdate: 4,
    promote: 12,
    demote: 6,
    remove: 13,
    leave: 3,
    endorse: 2,
    acceptLate: 4,
    policyChange: 8,
    rekey: 8,
    keyGrant: 5,
    rekeyFault: 4,
    reFound: 3,
    opaque: 2,
  },
  equals: {
    genesis: 1,
    inviteCreate: 12,
    inviteRevoke: 5,
    admit: 24,
    refuse: 4,
    joinRequest: 5,
    addDevice: 12,
    removeDevice: 8,
    recoverDevice: 5,
    deviceKeyUpdate: 4,
    promote: 2,
    demote: 2,
    remove: 2,
    leave: 4,
    endorse: 22,
    acceptLate: 1,
    policyChange: 1,
    rekey: 8,
    keyGrant: 5,
    rekeyFault: 4,
    reFound: 3,
    opaque: 2,
  },
};

/** Every kind as often as its weight says, so that one draw picks. */
const DRAWS = Object.fromEntries(
  Object.entries(WEIGHTS).map(([mode, weights]) => [
    mode,
    Object.entries(weights).flatMap(([type, weight]) => Array<PlacedType>(weight).fill(type as PlacedType)),
  ]),
) as Record<GroupMode, PlacedType[]>;

const id32 = (random: SeededRandom): EntryId => '0123456789abcdef'[random.int(16)]!.repeat(64) as EntryId;

/** Up to three rows, mostly of the target's devices; two that tie in place differ in their id. */
function frontierOf(history: History, devices: readonly PoolDevice[]): readonly FrontierRow[] {
  const { random, pool } = history;
  const rows = new Map<string, FrontierRow>();
  for (let n = random.int(4); n > 0; n -= 1) {
    const { deviceId } = random.chance(0.85) ? random.pick(devices) : random.pick(pool.devices);
    const inc = 1 + random.int(2);
    rows.set(`${deviceId}/${inc}`, { deviceId, inc, seq: 1 + random.int(4), id: id32(random) });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Mostly somebody who is in by appearances. */
function someDevice(history: History): PoolDevice {
  const { random } = history;
  return random.chance(0.85) ? random.pick(history.introduced) : random.pick(history.pool.devices);
}

/** Mostly somebody else than the author. */
function someTarget(history: History, author: PoolDevice): PoolDevice {
  const target = someDevice(history);
  return target.person === author.person && history.random.chance(0.8) ? someDevice(history) : target;
}

/** Mostly somebody who was removed or left as far as `seen` tells, or whose device was. */
function someEnded(history: History, seen: number, otherwise: PoolDevice): PoolDevice {
  const { random, pool } = history;
  const ended = history.opsOf(seen).flatMap(({ op, deviceId }) => {
    const isOf = (one: PoolDevice): boolean =>
      op.type === 'remove'
        ? one.memberId === op.memberId
        : one.deviceId === (op.type === 'removeDevice' ? op.deviceId : deviceId);
    return op.type === 'remove' || op.type === 'removeDevice' || op.type === 'leave'
      ? pool.devices.filter(isOf).slice(0, 1)
      : [];
  });
  return ended.length > 0 && random.chance(0.85) ? random.pick(ended) : otherwise;
}

/** Invites whose making was seen, by index. */
const invitesSeen = (history: History, seen: number): readonly number[] =>
  history.pool.invites.flatMap((versions, i) => {
    const { inviteId } = versions[0]!;
    const isSeen = history.ops.some(
      ({ op }, k) => (seen >>> k) & 1 && op.type === 'inviteCreate' && op.inviteId === inviteId,
    );
    return isSeen ? [i] : [];
  });

/** The epoch with keys that its reader does not look at: a right block costs a resolve. */
const block = (history: History, seen: number, memberId: MemberId | null = null): EpochBlock =>
  blockFor(history, seen, memberId ? { ...NOBODY, memberId } : NOBODY);

function policyChange(random: SeededRandom): Op {
  const value = (field: number): number => [0, 0, 1, 1, 1, 30, 60, 90, 1, 5][field]! + random.int(field > 4 ? 3 : 1);
  // One field often, so that it is changed by several.
  const first = random.chance(0.6) ? 5 : 2 + random.int(5);
  const fields = random.chance(0.3) ? [first, first + 3] : [first];
  // A mode, and a value that is out of bounds.
  if (random.chance(0.05)) return { type: 'policyChange', changes: [{ field: 1, value: 1 }] };
  if (random.chance(0.05)) return { type: 'policyChange', changes: [{ field: 3, value: 2 }] };
  return {
    type: 'policyChange',
    changes: fields.map((field) => ({ field, value: field < 5 ? random.int(2) : value(field) })),
  };
}

/** How often equals who speak of keepers do so. */
const SPEAKING = 0.2;

/** A voice for keepers more often than one against; seldom what is none. */
function voice(random: SeededRandom): Op {
  const isNone = random.chance(0.08);
  const changes = [{ field: KEEPER_FIELD, value: random.chance(0.75) ? 1 : 0 }];
  if (!isNone) return { type: 'policyChange', changes };
  return {
    type: 'policyChange',
    changes: random.chance(0.5) ? [...changes, { field: 10, value: 1 }] : [{ field: KEEPER_FIELD, value: 2 }],
  };
}

/** A fault of some epoch that was seen, of one of its recipients or somebody else. */
function rekeyFault(history: History, seen: number): Op {
  const { random } = history;
  const epochId = random.pick(epochsSeen(history, seen));
  const source = history.ops.find((op) => (op.id as string) === epochId);
  const wraps = source ? (epochBlockOf(source.op)?.wraps ?? []) : [];
  const victim = wraps.length > 0 && random.chance(0.8) ? random.pick(wraps).deviceId : someDevice(history).deviceId;
  return { type: 'rekeyFault', epochId, victim, fault: random.pick(['own-wrap', 'commitment', 'other-wrap']) };
}

const by = (author: PoolDevice, op: PlacedOp, introduces: PoolDevice | null = null): Idea => ({
  author,
  op,
  introduces,
});

/** An admission of somebody new more often than not. */
function admitIdea(history: History, author: PoolDevice, invite: number): Idea {
  const { pool, random } = history;
  const fresh = pool.people.filter((one) => !history.introduced.includes(one.devices[0]!));
  const person = fresh.length > 0 && random.chance(0.6) ? random.pick(fresh) : random.pick(pool.people);
  const versions = person.admissions[invite]!;
  // The last version has a wrong proof.
  const op = random.chance(0.95) ? versions[random.int(versions.length - 1)]! : versions.at(-1)!;
  return by(author, op, person.devices[0]!);
}

function ownIdea(history: History, author: PoolDevice, seen: number, type: PlacedType): Idea {
  const { pool, random } = history;
  const own = pool.people[author.person]!;
  switch (type) {
    case 'addDevice': {
      if (random.chance(0.06)) {
        return by(author, own.taking, pool.people[(author.person + 1) % pool.people.length]!.devices[1]!);
      }
      const slot = 1 + random.int(DEVICE_SLOTS - 1);
      return by(author, own.adds[author.slot]![slot]!, own.devices[slot]!);
    }
    case 'removeDevice': {
      const target = random.chance(0.6) ? random.pick(own.devices) : someDevice(history);
      return by(author, {
        type: 'removeDevice',
        deviceId: target.deviceId,
        frontier: frontierOf(history, [target]),
        reason: 'lost',
        epoch: blockFor(history, seen, { ...NOBODY, deviceId: target.deviceId }),
      });
    }
    case 'recoverDevice': {
      const person = pool.people[someDevice(history).person]!;
      const { slot, op } = random.pick(person.recoveries);
      const device = person.devices[slot]!;
      // Mostly the device itself; others cannot sign for it.
      return by(random.chance(0.95) ? device : author, op, device);
    }
    case 'leave':
      return by(author, { type: 'leave', frontier: frontierOf(history, own.devices) });
    default:
      return by(author, random.pick(pool.keyUpdates));
  }
}

/** Whatever comes to the mind of `author`, who had seen `seen`. */
export function anyIdea(history: History, author: PoolDevice, seen: number): Idea {
  const { pool, random } = history;
  const { mode } = pool.policy;
  if (history.hasVoices && random.chance(SPEAKING)) return by(author, voice(random));
  let type = random.pick(DRAWS[mode]);
  // Whoever may not, seldom tries.
  if (needsTenure(type) && !history.mayAdmit(author) && random.chance(0.7)) type = random.pick(DRAWS[mode]);
  const seenInvites = invitesSeen(history, seen);
  if ((type === 'admit' || type === 'joinRequest') && seenInvites.length === 0 && random.chance(0.8)) {
    type = 'inviteCreate';
  }
  const target = someTarget(history, author);
  const { memberId } = target;
  const targetDevices = pool.people[target.person]!.devices;
  const isOld = type !== 'inviteCreate' && seenInvites.length > 0 && random.chance(0.9);
  const invite = isOld ? random.pick(seenInvites) : random.int(pool.invites.length);
  const inviteId: InviteId = pool.invites[invite]![0]!.inviteId;
  switch (type) {
    case 'genesis':
      return by(author, random.pick(pool.otherGeneses));
    case 'inviteCreate':
      return by(author, random.chance(0.8) ? pool.invites[invite]![0]! : random.pick(pool.invites[invite]!));
    case 'inviteRevoke':
      return by(author, { type, inviteId });
    case 'admit':
      return admitIdea(history, author, invite);
    case 'refuse':
      return by(author, { type, inviteId, requestId: random.pick(pool.requestIds) });
    case 'joinRequest':
      return by(author, { type, inviteId, blob: random.pick(pool.blobs[invite]!) });
    case 'promote':
      return by(author, { type, memberId, role: random.chance(0.85) ? 'facilitator' : 'member' });
    case 'demote':
      return by(author, { type, memberId, role: random.pick(['member', 'listener']), reason: 'asked' });
    case 'remove': {
      const frontier = frontierOf(history, targetDevices);
      return by(author, { type, memberId, frontier, reason: 'safety', epoch: block(history, seen, memberId) });
    }
    case 'endorse':
      return by(author, { type, memberId, frontier: frontierOf(history, targetDevices), reason: 'agreement' });
    case 'acceptLate': {
      const ended = someEnded(history, seen, target);
      const frontier = frontierOf(history, pool.people[ended.person]!.devices);
      return by(author, { type, memberId: ended.memberId, frontier });
    }
    case 'policyChange':
      return by(author, policyChange(random));
    case 'rekey':
      return by(author, { type, reason: 'asked', epoch: block(history, seen) });
    case 'keyGrant': {
      const epochIds = epochsSeen(history, seen).filter(() => random.chance(0.6));
      const box = new Uint8Array(16 + 32 * epochIds.length);
      const grant = { deviceId: target.deviceId, epochIds: epochIds.sort(), inviteIds: [], ciphertext: NO_BYTES, box };
      return by(author, { type, grant });
    }
    case 'rekeyFault':
      return by(author, rekeyFault(history, seen));
    case 'reFound':
      return by(author, { type, groupId: '5a'.repeat(16) as GroupId, genesisHash: id32(random), secrets: [] });
    case 'opaque':
      return by(author, { type, kind: OP_KIND.genesis + 25 });
    default:
      return ownIdea(history, author, seen, type);
  }
}
const NO_BYTES = new Uint8Array(1120);
