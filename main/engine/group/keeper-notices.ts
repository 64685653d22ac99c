/**
 * Cards of what members of a group of equals say about keepers (SPEC EG38):
 * who asked, who agreed, who would rather not, who ended it. Told as the
 * voices are gone through, each after all that it had seen, so that one that
 * says nothing new makes no card.
 */
import type { MemberId, OpId } from '../../../shared/brand.ts';

/** What a voice makes a card of. `by`: of agreeing, who had asked. */
export type VoiceCard =
  | { readonly kind: 'keeper-asked' | 'keeper-ended' }
  | { readonly kind: 'keeper-agreed'; readonly by: MemberId }
  | { readonly kind: 'keeper-declined'; readonly isOwn: boolean };

interface Voice {
  readonly op: OpId;
  readonly by: MemberId;
}

/** What the voices so far came to. */
export interface KeeperTelling {
  isOn: boolean;
  /** For keepers, since the last word against. */
  voices: readonly Voice[];
  readonly refusals: OpId[];
}

/** How a voice lies in the log. */
export interface VoicePlace {
  readonly op: OpId;
  readonly by: MemberId;
  /** True when this voice had seen that operation. */
  hadSeen(op: OpId): boolean;
  /** True when this voice had seen that the author of an earlier one was gone after it. */
  knewGone(earlier: Voice): boolean;
}

/** Nothing said yet; whether the group was founded with keepers its genesis says. */
export const noVoices = (): KeeperTelling => ({ isOn: false, voices: [], refusals: [] });

/** The card of a voice for keepers (`value` 1) or against; null when it changes nothing. Keeps in mind what was said. */
export function tellVoice(telling: KeeperTelling, value: number, place: VoicePlace): VoiceCard | null {
  const { op, by } = place;
  const { isOn, voices, refusals } = telling;
  if (value === 0) {
    refusals.push(op);
    telling.isOn = false;
    telling.voices = [];
    if (isOn) return { kind: 'keeper-ended' };
    return voices.length === 0 ? null : { kind: 'keeper-declined', isOwn: voices.every((voice) => voice.by === by) };
  }
  if (!refusals.every((refusal) => place.hadSeen(refusal))) return null;
  telling.voices = [...voices, { op, by }];
  if (isOn) return null;
  const open = voices.filter((voice) => !place.knewGone(voice));
  const asked = open.find((voice) => voice.by !== by);
  telling.isOn = asked !== undefined;
  if (asked) return { kind: 'keeper-agreed', by: asked.by };
  return open.length === 0 ? { kind: 'keeper-asked' } : null;
}
