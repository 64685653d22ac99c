/** How the app calls itself where others may read it: kept in a plain file, since it is needed before unlocking. */
import * as v from 'valibot';

/** What is chosen; the content of `look.json`. */
export const lookSchema = v.strictObject({
  /** True when windows and the lock screen say "Notes" instead of "Hearth". */
  isNeutral: v.boolean(),
});
export type Look = v.InferOutput<typeof lookSchema>;

/** What the ui needs to know of it. */
export interface LookView extends Look {
  /** The keys of the quick hide, as they are written on this computer. */
  readonly hideKeys: string;
  /** Whether this system can keep windows out of pictures of the screen. */
  readonly canGuardScreen: boolean;
}

/** The app's own name. */
export const OWN_NAME = 'Hearth';
/** The name that tells nothing. */
const NEUTRAL_NAME = 'Notes';
/** The title of the calendar that the quick hide shows. */
export const CALENDAR_NAME = 'Calendar';

/** The name that windows carry and sentences use. */
export const nameOf = ({ isNeutral }: Look): string => (isNeutral ? NEUTRAL_NAME : OWN_NAME);
