/**
 * Every sentence that is shown to people, in English (ICU MessageFormat), by
 * feature. Names of controls are stable: the whole-app tests find them by role
 * and by these words.
 */
import { backup } from './en/backup.ts';
import { belonging } from './en/belonging.ts';
import { carry } from './en/carry.ts';
import { common } from './en/common.ts';
import { computer } from './en/computer.ts';
import { computers } from './en/computers.ts';
import { endings } from './en/endings.ts';
import { entries } from './en/entries.ts';
import { errors } from './en/errors.ts';
import { groups } from './en/groups.ts';
import { health } from './en/health.ts';
import { inviting } from './en/inviting.ts';
import { joinKeeper } from './en/join-keeper.ts';
import { joining } from './en/joining.ts';
import { meetingPlace } from './en/meeting-place.ts';
import { journal } from './en/journal.ts';
import { lan } from './en/lan.ts';
import { keeper } from './en/keeper.ts';
import { keeperQuestion } from './en/keeper-question.ts';
import { notices } from './en/notices.ts';
import { opening } from './en/opening.ts';
import { paidLine } from './en/paid-line.ts';
import { paths } from './en/paths.ts';
import { places } from './en/places.ts';
import { proxy } from './en/proxy.ts';
import { returning } from './en/returning.ts';
import { start } from './en/start.ts';
import { ways } from './en/ways.ts';
import { times } from './en/times.ts';
import { writing } from './en/writing.ts';

export const en = {
  ...common,
  ...times,
  ...errors,
  ...start,
  ...opening,
  ...journal,
  ...writing,
  ...groups,
  ...belonging,
  ...notices,
  ...keeper,
  ...keeperQuestion,
  ...endings,
  ...entries,
  ...inviting,
  ...joining,
  ...joinKeeper,
  ...meetingPlace,
  ...carry,
  ...lan,
  ...paidLine,
  ...paths,
  ...places,
  ...ways,
  ...proxy,
  ...computer,
  ...computers,
  ...returning,
  ...health,
  ...backup,
} as const;

/** The id of a sentence. */
export type TextId = keyof typeof en;
