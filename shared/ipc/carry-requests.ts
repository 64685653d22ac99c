/** The part of the ui's requests that is about carrying entries by file. */
import * as v from 'valibot';
import { type GroupId, isIdText } from '../brand.ts';
import type { FileView } from './membership-views.ts';
import { request } from './rpc.ts';

/** Largest file that moves between the parts of the app, in bytes: it is in memory as a whole. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Ending of files that carry entries. */
export const BUNDLE_FILE_ENDING = '.hearth';
/** Ending of invite files, which are opened the same ways. */
export const INVITE_FILE_ENDING = '.hearth-invite';

const groupId = v.custom<GroupId>((x) => typeof x === 'string' && isIdText(x, 16));
const bytes = v.custom<Uint8Array>((x) => x instanceof Uint8Array);

/** A file with what the group may be missing. */
export interface SavedBundleView extends FileView {
  /** Content entries in it; 0 when everybody is known to have everything, and only the log went along. */
  readonly entries: number;
  /** Entries that somebody may be missing and that did not fit; the oldest. */
  readonly leftOut: number;
  /** Names of the others who are not known to have everything: whom the file brings up to date, and whom only in part. */
  readonly bringsAll: readonly string[];
  readonly bringsPart: readonly string[];
}

/** What a file brought. */
export interface TakenBundleView {
  readonly groupId: GroupId;
  /** Empty while the group's name has not arrived. */
  readonly groupName: string;
  /** Who made it, by name; empty when their name is not known or the file does not prove it. */
  readonly byName: string;
  readonly byMe: boolean;
  readonly madeAt: number;
  /** Posts and comments that were not here before, and from when to when they were written; null for none. */
  readonly news: { readonly count: number; readonly from: number; readonly to: number } | null;
  /** Whether anything was new, changes of who belongs, edits and reactions too. */
  readonly isNew: boolean;
  /** All of it was there, its end was missing, or a part of it was changed; what came before that was taken. */
  readonly ending: 'whole' | 'cut' | 'damaged';
  /** How many entries of the file could be read, and how many it says it has. */
  readonly read: number;
  readonly entries: number;
  /** Whether this person was in already, came in by this file, or still waits to be let in. */
  readonly standing: 'member' | 'arrived' | 'waiting';
}

/** See the file's head; `ui-engine.ts` takes these in. */
export const carryRequests = {
  /** One sealed file for everybody in the group, with what anybody may be missing as far as this computer knows. */
  saveBundle: request(v.object({ groupId })).gives<SavedBundleView>(),
  /** Takes such a file in; it says itself which of the groups here it is for. */
  takeBundle: request(v.object({ file: bytes })).gives<TakenBundleView>(),
} as const;
