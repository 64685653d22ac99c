/**
 * A second resolver, written from `shared/SPEC.md` alone and as plainly as
 * possible, so that whoever reads the first one differently is found out. It
 * works everything out anew until nothing changes, and is slow.
 */
import type { DeviceId, EntryId, MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import type { Role } from '../op-types.ts';
import type { Policy } from '../policy.ts';
import { epochsOf, type SecondEpoch, sendingOf } from './second-epochs.ts';
import { cutsOf, formerOf, type SecondFormer } from './second-frontiers.ts';
import { invitesOf, requestsOf, type SecondInvite, type SecondRequest } from './second-invites.ts';
import { isBefore, secondLogOf } from './second-log.ts';
import { isType, View } from './second-view.ts';
import { secondVoicesOf } from './second-voices.ts';
import { othersOf, type PendingRow, pendingOf, settleAll } from './second-whole.ts';

/** What both resolvers have to agree on; lists in ascending order. */
export interface SecondRoster {
  readonly policy: Policy;
  readonly members: readonly {
    readonly memberId: MemberId;
    readonly role: Role;
    readonly rank: OpId | null;
    readonly joinedBy: OpId;
    readonly capsule: Uint8Array | null;
  }[];
  readonly former: readonly SecondFormer[];
  /** Of those that are not active the id says all. */
  readonly devices: readonly {
    readonly deviceId: DeviceId;
    readonly memberId: MemberId;
    readonly active: boolean;
    readonly dkPk: Uint8Array | null;
    readonly introducedBy: OpId | null;
  }[];
  readonly invites: readonly SecondInvite[];
  readonly requests: readonly SecondRequest[];
  readonly pendingAdmissions: readonly PendingRow[];
  readonly epochs: readonly SecondEpoch[];
  readonly sending: string | readonly string[];
  readonly endorsements: readonly OpId[];
  readonly keeperVoices: readonly OpId[];
  readonly successors: readonly OpId[];
  readonly cuts: ReadonlyMap<DeviceId, SecondFormer['frontier']>;
  readonly valid: readonly OpId[];
  readonly voided: readonly OpId[];
  readonly roleAt: (memberId: MemberId, heads: readonly EntryId[]) => Role | null;
}

const ascending = <T>(rows: Iterable<T>, key: (row: T) => string): T[] =>
  [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));

/** Endorsements by and against people who are in, of the target's present stay. */
const openEndorsements = (whole: View): LogOp[] =>
  whole.ops.filter(isType('endorse')).filter((one) => {
    const writer = whole.writerOf(one);
    const stays = whole.standingAdmissions(one.op.memberId);
    return writer !== undefined && whole.isIn(writer) && stays.some((stay) => !isBefore(whole.log, one, stay));
  });

/** The second resolver's answer; null without the genesis. */
export function secondResolve(given: readonly LogOp[], genesisId: OpId): SecondRoster | null {
  const log = secondLogOf(given, genesisId);
  if (!log) return null;
  const settled = settleAll(log);
  const { accepted } = settled;
  const whole = new View(log, accepted, null);
  const others = othersOf(log, whole);
  const answers = whole.ops.flatMap(({ op }) => (op.type === 'admit' || op.type === 'refuse' ? [op.requestId] : []));
  const carried = log.ops.filter(isType('joinRequest')).filter(({ id }) => others.has(id));
  const requests = requestsOf(carried, new Set(answers));
  const standing = new Set([...accepted.keys(), ...others.keys()].filter((id) => !requests.tooMany.has(id)));
  const countingOf = <T extends LogOp['op']['type']>(type: T) =>
    log.ops.filter(isType(type)).filter(({ id }) => standing.has(id));
  const epochs = epochsOf(whole, standing, countingOf('rekeyFault'));
  const inNow = whole.people().filter((memberId) => whole.isIn(memberId));
  const active = inNow.flatMap((memberId) => whole.activeDevices(memberId));
  const voices = whole.isEquals ? secondVoicesOf(whole, others) : null;
  const known = new Map(whole.introductions().map((one) => [one.deviceId, one]));
  return {
    policy: voices?.policy ?? whole.policy(),
    members: ascending(inNow, (memberId) => memberId).map((memberId) => ({
      memberId,
      role: whole.role(memberId) ?? 'listener',
      rank: whole.tenureOf(memberId)?.id ?? null,
      joinedBy: whole.standingAdmissions(memberId)[0]?.id ?? genesisId,
      capsule: whole.capsuleOf(memberId),
    })),
    former: formerOf(whole),
    devices: ascending(known.values(), (one) => one.deviceId).map(({ deviceId, memberId }) => {
      const one = active.find((other) => other.deviceId === deviceId);
      return {
        deviceId,
        memberId,
        active: one !== undefined,
        dkPk: one ? whole.dkPkOf(one) : null,
        introducedBy: one?.by.id ?? null,
      };
    }),
    invites: invitesOf(whole),
    requests: requests.waiting,
    pendingAdmissions: ascending(pendingOf(log, settled, whole), ({ op }) => op),
    epochs,
    sending: sendingOf(epochs, new Set(active.map(({ deviceId }) => deviceId))),
    endorsements: ascending(
      openEndorsements(whole).map(({ id }) => id),
      (id) => id,
    ),
    keeperVoices: voices?.standing ?? [],
    successors: ascending(
      countingOf('reFound').map(({ id }) => id),
      (id) => id,
    ),
    cuts: cutsOf(whole),
    valid: ascending(standing, (id) => id),
    voided: ascending(
      log.all.filter(({ id }) => !standing.has(id)).map(({ id }) => id),
      (id) => id,
    ),
    roleAt: (memberId, heads) => {
      const within = new Set(
        heads.flatMap((head) => (log.pasts.has(head) ? [head, ...(log.pasts.get(head) ?? [])] : [])),
      );
      return new View(log, accepted, within).role(memberId);
    },
  };
}
