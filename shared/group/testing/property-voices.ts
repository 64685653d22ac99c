/** What voices of equals came to, checked in the plainest way on one history (SPEC GR26, GR27): log and roster only. */
import type { MemberId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { keeperAllowed, type Policy } from '../policy.ts';
import type { Finding } from './property-interference.ts';
import type { AcceptedPart } from './property-standing.ts';

type Spoken = AcceptedPart['ops'][number];
const saysOf = ({ op }: LogOp): number | null => (op.type === 'policyChange' ? (op.changes[0]?.value ?? null) : null);
const otherFields = ({ later, ...known }: Policy): string =>
  JSON.stringify([known, later.filter(([field]) => field !== 9)]);

/**
 * [GR26] [GR27] Nothing but field 9 changes; it is on only by the genesis without a word against, or by two people who
 * had seen every word against; it is on where two who are in since say so; and whoever spoke was in, and not gone beside it.
 */
export function voicesFinding({ history, roster, ops }: AcceptedPart): Finding {
  const { policy } = history.pool;
  if (policy.mode !== 'equals') return null;
  if (otherFields(policy) !== otherFields(roster.policy)) return 'equals changed more than keepers';
  const spoken = ops.filter(({ type }) => type === 'policyChange');
  if (spoken.some(({ author, logOp }) => author === null || roster.roleAt(author, logOp.deps) === null)) {
    return 'a voice of who was not in';
  }
  const hasSeen = (one: Spoken, other: Spoken): boolean => ((history.pasts[one.i]! >>> other.i) & 1) === 1;
  const refusals = spoken.filter(({ logOp }) => saysOf(logOp) === 0);
  const agreeing = spoken.filter(
    (one) => saysOf(one.logOp) === 1 && refusals.every((refusal) => hasSeen(one, refusal)),
  );
  const authors = (list: readonly Spoken[]): ReadonlySet<MemberId | null> => new Set(list.map(({ author }) => author));
  const isOn = keeperAllowed(roster.policy);
  const byGenesis = keeperAllowed(policy) && refusals.length === 0;
  if (isOn && !byGenesis && authors(agreeing).size < 2) return 'keepers on without two who agree';
  if (!isOn && byGenesis) return 'keepers off although nobody spoke against them';
  const standing = roster.keeperVoices.map(({ op }) => agreeing.find(({ logOp }) => logOp.id === op));
  if (standing.some((one) => one === undefined)) return 'a voice stands that does not agree';
  const isIn = ({ author }: Spoken): boolean => roster.members.some(({ memberId }) => memberId === author);
  if (standing.some((one) => one && !isIn(one))) return 'a voice stands of who is gone';
  // Whoever never ended speaks for the stay they are in.
  const ended = new Set(
    history.ops.flatMap(({ op, deviceId }) =>
      op.type === 'endorse'
        ? [op.memberId]
        : op.type === 'leave'
          ? history.pool.devices.filter((device) => device.deviceId === deviceId).map(({ memberId }) => memberId)
          : [],
    ),
  );
  const lasting = agreeing.filter(({ author }) => author !== null && !ended.has(author));
  if (lasting.some((one) => !standing.includes(one))) return 'a voice does not stand although nothing is against it';
  return !isOn && authors(lasting).size > 1 ? 'keepers off although two agree' : null;
}
