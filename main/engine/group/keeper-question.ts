/**
 * Keepers in a group of equals, where nobody decides for the others (SPEC
 * EG38, GR27): one asks, and somebody else's yes turns them on. In a group
 * with facilitators there is never a question.
 */
import type { OpId } from '../../../shared/brand.ts';
import { keeperAllowed } from '../../../shared/group/policy.ts';
import type { KeeperVoice, Roster } from '../../../shared/group/roster.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { KeeperQuestionView } from '../../../shared/ipc/keeper-views.ts';
import { err, type Result } from '../../../shared/result.ts';
import { allowKeeper } from './membership-acts.ts';
import type { OpenGroup } from './open-group.ts';
import { peopleOf } from './people.ts';

/** The voice that waits for somebody else's; null while keepers are on, and when nobody asked. */
export const openVoice = (roster: Roster): KeeperVoice | null =>
  keeperAllowed(roster.policy) ? null : (roster.keeperVoices[0] ?? null);

/** The question as it is shown to everybody. */
export function viewQuestion(group: OpenGroup, roster: Roster): KeeperQuestionView | null {
  const voice = openVoice(roster);
  if (!voice) return null;
  const { op, by } = voice;
  return {
    op,
    byName: peopleOf(group).get(by).name,
    byMe: by === group.memberId,
    at: group.replica.logOp(op)?.ts ?? 0,
  };
}

/**
 * Answers the question that `op` asked. A yes counts for that question only:
 * when it is over without keepers, nothing is asked in this person's name. A
 * no holds whatever happened meanwhile.
 */
export function answerQuestion(group: OpenGroup, op: OpId, agrees: boolean): Result<null, AppError> {
  const roster = group.replica.roster();
  if (roster?.policy.mode !== 'equals') return err({ tag: 'NotAllowed' });
  const isOver = !keeperAllowed(roster.policy) && openVoice(roster)?.op !== op;
  return agrees && isOver ? err({ tag: 'KeeperQuestionOver' }) : allowKeeper(group, agrees);
}
