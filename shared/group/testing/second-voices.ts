/** Keepers by voices among equals, as the second resolver reads them (SPEC GR26, GR27): every pair is tried. */
import type { MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { type Policy, policyFromFields, policyToFields } from '../policy.ts';
import { isBefore } from './second-log.ts';
import { isType, type View } from './second-view.ts';

const KEEPERS = 9;

/** True for an operation that says yes or no to keepers, and nothing else. */
export const isVoice = (one: LogOp): boolean =>
  isType('policyChange')(one) &&
  one.op.changes.length === 1 &&
  one.op.changes.every(({ field, value }) => field === KEEPERS && value < 2);

/** What voices come to. */
export interface SecondVoices {
  readonly policy: Policy;
  /** Voices for keepers that stand, by id. */
  readonly standing: readonly OpId[];
}

/** `writers`: who wrote each operation that counts although it changes nothing about who belongs. */
export function secondVoicesOf(whole: View, writers: ReadonlyMap<OpId, MemberId>): SecondVoices {
  const { log } = whole;
  const voices = log.ops.filter((one) => writers.has(one.id)).filter(isType('policyChange'));
  const [no, yes] = [0, 1].map((value) => voices.filter(({ op }) => op.changes[0]?.value === value));
  const informed = (yes ?? []).filter((one) => whole.hadSeenAll(one, no ?? []));
  /** True when the author of `voice` ended after it, as far as a view tells. */
  const isOver = (voice: LogOp, view: View): boolean => {
    const writer = writers.get(voice.id);
    return writer === undefined || view.ends(writer).some((end) => isBefore(log, voice, end));
  };
  let agreed = false;
  for (const [i, one] of informed.entries()) {
    for (const later of informed.slice(i + 1)) {
      // In order: the later one is never in the past of the earlier one.
      const isOneStay = !isBefore(log, one, later) || !isOver(one, whole.before(later));
      if (writers.get(one.id) !== writers.get(later.id) && isOneStay) agreed = true;
    }
  }
  const founded = policyToFields(log.genesis.policy);
  const isFounded = founded.some(([field, value]) => field === KEEPERS && value === 1);
  const on = agreed || (isFounded && no?.length === 0);
  const fields = on === isFounded ? founded : [...founded, [KEEPERS, on ? 1 : 0] as const];
  return {
    policy: policyFromFields(new Map(fields)),
    standing: informed
      .filter((one) => !isOver(one, whole) && whole.people().some((id) => id === writers.get(one.id) && whole.isIn(id)))
      .map(({ id }) => id)
      .sort(),
  };
}
