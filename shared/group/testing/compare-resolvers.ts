/** Both resolvers' answers about one log, reduced to what they have to agree on and written as lines. */
import { type DeviceId, idFromBytes, type MemberId, type OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { resolve } from '../resolve.ts';
import type { Roster } from '../roster.ts';
import { sendingEpoch } from '../select.ts';
import { secondResolve, type SecondRoster } from './second-resolver.ts';

const byKey = <T>(rows: Iterable<T>, key: (row: T) => string): T[] =>
  [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));

/** The first resolver's roster in the second one's form. */
export function reducedOf(roster: Roster): SecondRoster {
  const sending = sendingEpoch(roster);
  return {
    policy: roster.policy,
    members: byKey(roster.members, (one) => one.memberId).map(({ memberId, role, rank, joinedBy, capsule }) => ({
      memberId,
      role,
      rank: rank?.id ?? null,
      joinedBy,
      capsule,
    })),
    former: byKey(roster.former, (one) => one.memberId),
    devices: byKey(roster.devices, (one) => one.deviceId).map(({ deviceId, memberId, active, dkPk, introducedBy }) =>
      active
        ? { deviceId, memberId, active, dkPk, introducedBy }
        : { deviceId, memberId, active, dkPk: null, introducedBy: null },
    ),
    invites: byKey(roster.invites, (one) => one.inviteId).map(({ inviteId, op, createdBy, used, closed }) => ({
      inviteId,
      op,
      createdBy,
      used,
      closed,
    })),
    requests: byKey(roster.requests, (one) => one.requestId).map(({ requestId, inviteId, carriedBy }) => ({
      requestId,
      inviteId,
      carriedBy,
    })),
    pendingAdmissions: byKey(roster.pendingAdmissions, (one) => one.op).map(({ op, reason }) => ({ op, reason })),
    epochs: byKey(roster.epochs, (one) => one.epochId).map((epoch) => ({
      epochId: epoch.epochId,
      valid: epoch.valid,
      recipients: [...epoch.recipients].sort(),
      supersedes: [...epoch.supersedes].sort(),
      holders: [...epoch.holders].sort(),
      faults: epoch.faults.map(({ op }) => op).sort(),
    })),
    sending: sending.tag === 'Epoch' ? sending.epochId : sending.supersedes,
    endorsements: roster.endorsements.map(({ op }) => op).sort(),
    keeperVoices: roster.keeperVoices.map(({ op }) => op).sort(),
    successors: roster.successors.map(({ op }) => op).sort(),
    cuts: roster.cuts,
    valid: [...roster.valid].sort(),
    voided: [...roster.voided.keys()].sort(),
    roleAt: roster.roleAt,
  };
}

const textsOfBytes = new WeakMap<Uint8Array, string>();
/** Keys are long and few, and both resolvers hand on the same ones. */
function textOfBytes(bytes: Uint8Array): string {
  const known = textsOfBytes.get(bytes);
  if (known !== undefined) return known;
  const text = idFromBytes<string>(bytes);
  textsOfBytes.set(bytes, text);
  return text;
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return byKey(part as Map<DeviceId, unknown>, ([key]) => key);
    return part instanceof Uint8Array ? textOfBytes(part) : part;
  });

/** Lists item by item, so that a difference names the item. */
function linesOf(roster: SecondRoster): string[] {
  return Object.entries(roster).flatMap(([part, value]: [string, unknown]) => {
    if (typeof value === 'function') return [];
    const items = value instanceof Map ? byKey(value as Map<string, unknown>, ([key]) => key) : value;
    if (Array.isArray(items)) return items.map((item) => `${part} ${textOf(item)}`);
    return [`${part} ${textOf(items)}`];
  });
}

/** Roles of everybody at some places of the log. */
function rolesOf(roster: SecondRoster, people: readonly MemberId[], places: readonly (readonly OpId[])[]): string[] {
  return places.flatMap((heads) =>
    people.map((memberId) => `role of ${memberId} at ${heads.join('+')}: ${roster.roleAt(memberId, heads)}`),
  );
}

/** What one resolver says and the other does not. Empty when they agree. */
export function disagreements(
  ops: readonly LogOp[],
  genesisId: OpId,
  places: readonly (readonly OpId[])[] = ops.map(({ id }) => [id]),
): readonly string[] {
  const roster = resolve(ops, genesisId);
  const second = secondResolve(ops, genesisId);
  if (!roster || !second) return roster === second ? [] : ['only one of them finds the genesis'];
  const first = reducedOf(roster);
  const people = [...new Set([...first.members, ...first.former].map((one) => one.memberId))];
  const a = [...linesOf(first), ...rolesOf(first, people, places)];
  const b = [...linesOf(second), ...rolesOf(second, people, places)];
  const [inA, inB] = [new Set(a), new Set(b)];
  return [
    ...a.filter((line) => !inB.has(line)).map((line) => `first only: ${line}`),
    ...b.filter((line) => !inA.has(line)).map((line) => `second only: ${line}`),
  ];
}

/** The shortest history that still shows `isBad`: operations are left out, and deps on them replaced by theirs. */
export function shrink<T extends LogOp>(
  ops: readonly T[],
  genesisId: OpId,
  isBad: (ops: readonly T[]) => boolean,
): readonly T[] {
  let least = ops;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const gone of [...least].reverse()) {
      if (gone.id === genesisId) continue;
      const shorter = least
        .filter((one) => one !== gone)
        .map((one) => {
          if (!one.deps.includes(gone.id)) return one;
          const deps = [...new Set(one.deps.flatMap((dep) => (dep === gone.id ? gone.deps : [dep])))].sort();
          return { ...one, deps };
        });
      if (!isBad(shorter)) continue;
      least = shorter;
      shrunk = true;
      break;
    }
  }
  return least;
}
