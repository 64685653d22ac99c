/** The part of the ui's requests that is about coming back with the recovery words, when a computer was lost or stolen. */
import * as v from 'valibot';
import type { GroupId } from '../brand.ts';
import { request } from './rpc.ts';

/** Words as they were typed: twice as many as there should be, so that the answer can say how many came. */
export const typedWords = v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(24));

/** What became of one group. */
export interface ReturnedGroupView {
  readonly groupId: GroupId;
  readonly name: string;
  readonly state:
    | /** This computer is the only one of this person in the group now. */ 'back'
    /** Some of what this person wrote before is known to be with others and is not here yet; nothing was changed. */
    | 'still-arriving'
    /** The group keeps no capsule of this person. */
    | 'no-capsule'
    /** These words do not open this person's capsule. */
    | 'other-words'
    /** This person left, or was removed. */
    | 'past'
    /** The words speak for somebody who left or was removed. */
    | 'was-removed'
    /** They speak for nobody else in this group. */
    | 'nobody'
    /** The group's log does not take it. */
    | 'failed';
}

/** What became of every group, in the order of their names. */
export interface ReturnView {
  readonly groups: readonly ReturnedGroupView[];
}

/** See the file's head; `ui-engine.ts` takes these in. */
export const returningRequests = {
  /**
   * Takes every other computer of this person out of their groups, by what the
   * words open: as who one is here (`lost`), or as who one was before this
   * computer was let in as somebody new (`before`). With `withoutRest` what has
   * not arrived of one's earlier words is left out.
   */
  returnWithWords: request(
    v.object({ words: typedWords, as: v.picklist(['lost', 'before']), withoutRest: v.boolean() }),
  ).gives<ReturnView>(),
} as const;
