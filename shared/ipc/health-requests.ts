/** The part of the ui's requests that is about how this computer is doing. */
import * as v from 'valibot';
import type { GroupId } from '../brand.ts';
import { request } from './rpc.ts';

/** What lies in the profile's folder: keys, words, backups, what windows need, anything else. */
export const PROFILE_PARTS = ['keys', 'words', 'backups', 'windows', 'rest'] as const;
export type ProfilePart = (typeof PROFILE_PARTS)[number];

/** What of a group is here, and when each of the others was last met. */
export interface GroupHealthView {
  readonly groupId: GroupId;
  readonly name: string;
  /** True for a group that this person left or was removed from. */
  readonly isPast: boolean;
  /** Posts and comments that are shown. */
  readonly entries: number;
  readonly bytes: number;
  /** Entries that are kept without effect. */
  readonly setAside: number;
  /** Entries that wait for something before them. */
  readonly waiting: number;
  /** The other members; none for a past group. Null for never. */
  readonly met: readonly { readonly name: string; readonly at: number | null }[];
}

/** Since this Hearth was started. */
export interface TroubleView {
  readonly what: 'disk' | 'defect';
  /** How often. */
  readonly count: number;
  /** The last time. */
  readonly at: number;
}

/** How this computer is doing. Times in milliseconds, sizes in bytes. */
export interface HealthView {
  /** When words last came to the disk, or null when nothing was written yet. */
  readonly lastSavedAt: number | null;
  /** When the whole store was last found sound. */
  readonly soundAt: number;
  /** When this Hearth last noticed that it is a copy, or was put back, and began a new incarnation; null for never. */
  readonly renewedAt: number | null;
  readonly disk: { readonly freeBytes: number; readonly isScarce: boolean } | null;
  /** Where everything lies. */
  readonly folder: string;
  readonly parts: readonly { readonly part: ProfilePart; readonly bytes: number }[];
  readonly journal: number;
  readonly drafts: number;
  readonly privateBytes: number;
  readonly groups: readonly GroupHealthView[];
  readonly troubles: readonly TroubleView[];
}

const nothing = v.object({});

/** What the ui may ask about this computer. */
export const healthRequests = {
  viewHealth: request(nothing).gives<HealthView>(),
  /** Reads the whole store, and answers `StoreDamaged` when a page of it is. */
  checkStore: request(nothing).gives<{ readonly soundAt: number }>(),
} as const;
