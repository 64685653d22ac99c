/** Coming back with the recovery words in every group of this profile, each by itself (SPEC RW1 to RW7). */
import type { MemberId } from '../../../shared/brand.ts';
import { recoveryKeys } from '../../../shared/group/recovery.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { ReturnedGroupView, ReturnView } from '../../../shared/ipc/returning-requests.ts';
import { err, ok, type Result, unreachable } from '../../../shared/result.ts';
import { groupNameOf } from '../group/group-name.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { entropyOfWords, type WordsError } from '../vault/recovery-words.ts';
import { hasCapsule, type OpenedRoot, openedRoots } from './opened-roots.ts';
import { finishRecovery, type RecoverDoors, recoverIn } from './recover-group.ts';

/** As who somebody comes back: as who they are here, or as who they were before this computer was let in as somebody new. */
export type ReturnAs = 'lost' | 'before';

/** What it asks of the profile. */
export interface ReturningDoors extends RecoverDoors {
  /** Every group with keys here that this person does not wait to be let in to, past ones among them. */
  groups(): readonly OpenGroup[];
  readonly onChange: () => void;
}

/** See the file's head. A failing disk throws; what was begun then goes on at the next opening, or when it is tried again. */
export interface Returning {
  withWords(words: readonly string[], as: ReturnAs, withoutRest: boolean): Result<ReturnView, AppError>;
  /** Finishes what was cut. */
  finish(): void;
}

/** What is said of words that are none; they are not tried. */
export function recoveryWordsError(error: WordsError): AppError {
  switch (error.tag) {
    case 'WordCount':
      return { tag: 'RecoveryWordsCount', count: error.count };
    case 'WordUnknown':
      return { tag: 'RecoveryWordUnknown', place: error.index + 1, word: error.word };
    case 'WordsWrong':
      return { tag: 'RecoveryWordsOrder' };
    default:
      return unreachable(error);
  }
}

type State = ReturnedGroupView['state'];
/** Whom to come back as in a group, or why nobody; null for a group that is not spoken of. */
type Verdict = { readonly root: OpenedRoot } | { readonly state: State } | null;

const isIn = (roster: Roster, memberId: MemberId): boolean =>
  roster.members.some((member) => member.memberId === memberId);

function asSelf(group: OpenGroup, roster: Roster, secretKey: Uint8Array): Verdict {
  if (!isIn(roster, group.memberId) || group.values.leavingUntil() !== null) return { state: 'past' };
  if (!hasCapsule(group, roster, group.memberId)) return { state: 'no-capsule' };
  const root = openedRoots(group, roster, secretKey).find(({ memberId }) => memberId === group.memberId);
  return root ? { root } : { state: 'other-words' };
}

/** True when somebody else's device told of content of a member that is not here. */
function isStillArriving(group: OpenGroup, roster: Roster, self: MemberId): boolean {
  const ownerOf = new Map(roster.devices.map(({ deviceId, memberId }) => [deviceId, memberId]));
  const here = new Map(
    group.replica.frontier().map(({ deviceId, inc, lane, seq }) => [`${deviceId}/${inc}/${lane}`, seq]),
  );
  return group.store.haves().some(({ holder, chain, seq }) => {
    const { deviceId, inc, lane } = chain;
    // What a lost computer says of itself holds nobody up: whoever has it could.
    if (lane !== 'content' || ownerOf.get(deviceId) !== self || ownerOf.get(holder) === self) return false;
    return seq > (here.get(`${deviceId}/${inc}/${lane}`) ?? 0);
  });
}

function asBefore(group: OpenGroup, roster: Roster, secretKey: Uint8Array, withoutRest: boolean): Verdict {
  if (!group.isMember() || group.values.leavingUntil() !== null) return null;
  const others = openedRoots(group, roster, secretKey).filter(({ memberId }) => memberId !== group.memberId);
  const root = others.find(({ memberId }) => isIn(roster, memberId));
  if (!root) return { state: others.length > 0 ? 'was-removed' : 'nobody' };
  if (!withoutRest && isStillArriving(group, roster, root.memberId)) return { state: 'still-arriving' };
  return { root };
}

/** Words with which nothing was opened are those of somebody else, or of another time. */
const OPENS_NOTHING: ReadonlySet<State> = new Set(['no-capsule', 'other-words', 'past', 'nobody']);

/** Over the groups of a profile. */
export function createReturning(doors: ReturningDoors): Returning {
  function returnIn(group: OpenGroup, secretKey: Uint8Array, as: ReturnAs, withoutRest: boolean): State | null {
    const roster = group.replica.roster();
    if (!roster) return null;
    // What was begun and cut goes on, wherever that left this person in the group.
    if (group.values.recovery() !== null) return finishRecovery(doors, group).ok ? 'back' : 'failed';
    const verdict = as === 'lost' ? asSelf(group, roster, secretKey) : asBefore(group, roster, secretKey, withoutRest);
    if (verdict === null) return null;
    if ('state' in verdict) return verdict.state;
    return recoverIn(doors, group, verdict.root.root).ok ? 'back' : 'failed';
  }

  return {
    withWords(words, as, withoutRest) {
      const entropy = entropyOfWords(words);
      if (!entropy.ok) return err(recoveryWordsError(entropy.error));
      const { secretKey } = recoveryKeys(entropy.value);
      const groups = doors.groups().flatMap((group): readonly ReturnedGroupView[] => {
        const name = groupNameOf(group);
        const state = returnIn(group, secretKey, as, withoutRest);
        return state === null ? [] : [{ groupId: group.groupId, name, state }];
      });
      doors.onChange();
      const isNothing = groups.every(({ state }) => OPENS_NOTHING.has(state));
      if (isNothing && groups.some(({ state }) => state === 'other-words' || state === 'nobody')) {
        return err({ tag: 'RecoveryWordsOpenNothing' });
      }
      return ok({ groups: groups.sort((a, b) => a.name.localeCompare(b.name)) });
    },
    finish() {
      for (const group of doors.groups()) finishRecovery(doors, group);
    },
  };
}
