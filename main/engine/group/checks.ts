/** Checks that people do with each other: two by a number, the whole group by eight words (SPEC EG20, EG21). */
import { idToBytes, type MemberId } from '../../../shared/brand.ts';
import { CIRCLE_CHECK_COST, circleDigest, circleWords } from '../../../shared/group/circle-check.ts';
import type { Member, Roster } from '../../../shared/group/roster.ts';
import { type SafetySide, safetyNumber } from '../../../shared/group/safety-number.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Stretch } from '../vault/vault-slots.ts';
import { memberOf } from './may.ts';
import type { OpenGroup } from './open-group.ts';

const sideOf = (roster: Roster, { memberId, mrPk }: Member): SafetySide => ({
  memberId,
  mrPk,
  dsPks: activeDevices(roster)
    .filter((device) => device.memberId === memberId)
    .map((device) => device.dsPk),
});

/** The number that this person and another member compare. */
export function safetyNumberWith(
  group: OpenGroup,
  memberId: MemberId,
): Result<{ readonly digits: readonly string[] }, AppError> {
  const roster = group.replica.roster();
  const me = roster && memberOf(roster, group.memberId);
  if (!roster || !me || memberId === group.memberId) return err({ tag: 'NotAllowed' });
  const other = memberOf(roster, memberId);
  if (!other) return err({ tag: 'MemberGone' });
  return ok({ digits: safetyNumber(group.groupId, sideOf(roster, me), sideOf(roster, other)) });
}

/** The words that the whole group reads to each other, as the log is here now. */
export async function circleCheckOf(
  group: OpenGroup,
  stretch: Stretch,
): Promise<Result<{ readonly words: readonly string[] }, AppError>> {
  const roster = group.replica.roster();
  if (!roster) return err({ tag: 'GroupUnknown' });
  const stretched = await stretch(circleDigest(roster), idToBytes(group.groupId), CIRCLE_CHECK_COST);
  return ok({ words: circleWords(stretched) });
}
