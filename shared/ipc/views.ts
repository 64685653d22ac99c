/** View models: what the engine shows the ui. Plain values only; times are milliseconds since 1970 UTC. */
import type { GroupId, InviteId, MemberId, RecordId } from '../brand.ts';
import type { JoinKeeperView, KeeperView } from './keeper-views.ts';
import type { HistoryView, MemberView, NoticeView, PolicyView, RoleView, SuccessorView } from './membership-views.ts';
import type { SparingView } from './paid-requests.ts';
import type { HelperView } from './path-requests.ts';

export type * from './keeper-views.ts';
export type * from './membership-views.ts';

/** Where the app stands: nothing set up yet, locked, or open. */
export type Phase = 'new' | 'locked' | 'open';
export interface StatusView {
  readonly phase: Phase;
  /** Version of the app, from package.json. */
  readonly version: string;
}

/** One private journal entry in the list. */
export interface JournalRow {
  readonly recordId: RecordId;
  /** First words, at most 200 characters; empty when nothing is written yet. */
  readonly excerpt: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A document opened for editing: the ui makes a Y.Doc with this client id and applies the update. */
export interface EditableDoc {
  readonly recordId: RecordId;
  /** Derived client id (SPEC RC2); the engine refuses updates by any other. */
  readonly clientId: number;
  /** Yjs update (V1) with the state so far; may be the empty update. The body is the XmlFragment named `body`. */
  readonly update: Uint8Array;
}

/** The answer to a durable write: it was committed to disk at `savedAt`. */
export interface Saved {
  readonly savedAt: number;
}

/** How far an entry has come, said in words by the ui. */
export type SpreadView =
  /** Nobody else has it yet; `computers` of this person are known to have it, this one among them. */
  | { readonly state: 'here'; readonly computers: number }
  /** Nobody else is known to have it yet, and a keeper has it, sealed, until then. */
  | { readonly state: 'with-keeper'; readonly until: number }
  /** Exactly one other member has it, also when there is no other. */
  | { readonly state: 'with-one'; readonly name: string }
  /** `have` of `others` other members have it (2 ≤ have < others). */
  | { readonly state: 'with-some'; readonly have: number; readonly others: number }
  /** All others have it, and they are two or more. */
  | {
      readonly state: 'with-everybody';
      readonly others: number;
      /** Who of them was not met for longest, when that is more than a week; null otherwise. */
      readonly away: { readonly name: string; readonly at: number } | null;
    };

/** What of a group's entries each other member is known to have. */
export interface GroupSpreadView {
  /** Posts and comments here. */
  readonly entries: number;
  /** The longest not met first; `lacks` counts entries that they are not known to have. */
  readonly others: readonly {
    readonly memberId: MemberId;
    readonly name: string;
    readonly lacks: number;
    /** When this computer last exchanged anything with them, or null. */
    readonly metAt: number | null;
  }[];
}

/** A paragraph-level rich text: what the reader shows without a Y.Doc. */
export type TextBlock =
  | { readonly kind: 'paragraph' | 'quote' | 'bullet' | 'number'; readonly spans: readonly TextSpan[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly spans: readonly TextSpan[] };
export interface TextSpan {
  readonly text: string;
  readonly bold?: true;
  readonly italic?: true;
}

/** The supportive reactions. */
export const REACTIONS = ['with-you', 'thank-you', 'me-too', 'strength', 'holding-space'] as const;
export type Reaction = (typeof REACTIONS)[number];
export interface ReactionView {
  readonly reaction: Reaction;
  readonly names: readonly string[];
  readonly mine: boolean;
}

/** One post or comment. */
export interface EntryView {
  readonly recordId: RecordId;
  readonly groupId: GroupId;
  readonly authorId: MemberId;
  readonly authorName: string;
  readonly authorColour: number;
  readonly isMine: boolean;
  /** Null for a post; for a comment the post or comment it answers. */
  readonly parent: RecordId | null;
  readonly blocks: readonly TextBlock[];
  /** The author's clock. */
  readonly writtenAt: number;
  readonly edited: boolean;
  /** True when `writtenAt` lies more than 24 hours ahead. */
  readonly timeUnsure: boolean;
  readonly spread: SpreadView;
  readonly reactions: readonly ReactionView[];
  /** Comments below it, all levels (posts only). */
  readonly commentCount: number;
}

/** A comment whose parent has not arrived yet is shown under a placeholder. */
export interface ThreadView {
  readonly post: EntryView | null;
  /** In reading order, parents before children. `depth` from 1. */
  readonly comments: readonly { readonly entry: EntryView; readonly depth: number; readonly parentMissing: boolean }[];
}

/** A line of the timeline. */
export type TimelineItem =
  | { readonly item: 'entry'; readonly entry: EntryView }
  | { readonly item: 'notice'; readonly notice: NoticeView };

/** One group in the list. */
export interface GroupRow {
  readonly groupId: GroupId;
  readonly name: string;
  readonly memberCount: number;
  /** Entries of others that came since the group was last looked at. */
  readonly newCount: number;
  /** Requests to join that wait for this person's approval. */
  readonly requestCount: number;
  /** False for a listener, who reads and reacts. */
  readonly mayWrite: boolean;
}

export interface GroupView {
  readonly groupId: GroupId;
  readonly name: string;
  readonly agreement: readonly TextBlock[];
  readonly members: readonly MemberView[];
  readonly me: MemberView;
  readonly reach: ReachView;
  readonly policy: PolicyView;
  /** True when this person may make invites. */
  readonly mayInvite: boolean;
  /** True when this person may approve who asks to join. */
  readonly mayAdmit: boolean;
  /** True while a new key is owed and this person's role cannot make it: what they write waits as a draft. */
  readonly keyDue: boolean;
  /** Groups that somebody started anew from this one, newest first. */
  readonly successors: readonly SuccessorView[];
}

/** The paths to the others, as they are now. */
export interface ReachView {
  /** Each meeting place (signalling server) of the group and whether it answers. */
  readonly servers: readonly {
    readonly address: string;
    readonly state:
      | 'connecting'
      | 'answering'
      | 'silent' /** Not contacted, since the address of this computer is hidden. */
      | 'unused' /** Not contacted now, since the line is paid by the megabyte. */
      | 'spared';
    /** When it last changed. */
    readonly since: number;
    /** By how much this computer's clock was ahead of the server's, which may be wrong itself; null where it does not say. */
    readonly clockAheadMs: number | null;
  }[];
  /**
   * What was found for this group on networks on which Hearth may look: how many
   * other meeting places now, and when one was last heard; null while it looks on none.
   */
  readonly onNetwork: { readonly places: number; readonly lastHeardAt: number | null } | null;
  /** Other members connected at this moment. */
  readonly connectedNames: readonly string[];
  /** Whether another computer of this person is. */
  readonly withOwn: boolean;
  /** When anything was last exchanged with anybody, or null. */
  readonly lastExchangeAt: number | null;
  readonly helpers: readonly HelperView[];
  /** Who hides the address of this computer from the group: then there are no direct connections. Null for nobody. */
  readonly hiddenBy: 'group' | 'person' | null;
  /** When somebody was found and no direct connection came about, and none has since; null for never. */
  readonly directFailedAt: number | null;
  /** The group's keepers; null while one waits to be let in. */
  readonly keeper: KeeperView | null;
  /** When a file for the group was last made here, and one last opened here; null for never. */
  readonly file: { readonly madeAt: number | null; readonly takenAt: number | null };
  /** What is done while the line is paid by the megabyte; null while it is not. */
  readonly sparing: SparingView | null;
}

/** An invite made here, in all its forms. */
export interface InviteView {
  readonly inviteId: InviteId;
  /** `hearth://join/#…`; a secret: show, never log. */
  readonly link: string;
  /** QR modules, row by row, true for dark. */
  readonly qr: readonly (readonly boolean[])[];
  /** Content of a `.hearth-invite` file. */
  readonly file: Uint8Array;
  readonly fileName: string;
  readonly expiresAt: number;
  readonly maxUses: number;
  readonly role: RoleView;
  readonly history: HistoryView;
  /** Whether who holds it may ask by the group's keepers. */
  readonly keeper: boolean;
}

/** What an invite says before it is accepted. Nothing was contacted to show it. */
export interface InvitePreview {
  readonly expiresAt: number;
  /** Meeting places named in the invite; empty when it names none. */
  readonly servers: readonly string[];
  /** Whether the group has agreed to keepers: then the request may be left with one. */
  readonly keeper: boolean;
}

/** Own request to join that has not been answered by a group yet. */
export interface JoinView {
  readonly groupId: GroupId;
  readonly state: /** Nobody of the group was reached yet. */
    | 'looking'
    /** A member's computer holds the request; a facilitator has to approve. */
    | 'waiting-for-approval'
    | 'refused'
    /** A member's computer said that nobody comes in by this invite any more: it was used up or taken back. */
    | 'invite-closed';
  readonly since: number;
  /** When the state was reached, or null while it is as it began. */
  readonly stateSince: number | null;
  /** Until when the invite is open. */
  readonly expiresAt: number;
  readonly myName: string;
  /** Four words to compare by voice with a facilitator. */
  readonly checkWords: readonly string[];
  readonly reach: ReachView;
  /** The request with the group's keepers; null where the invite does not say that it has any. */
  readonly keeper: JoinKeeperView | null;
}

/** Somebody's request to join a group of ours. */
export interface RequestView {
  readonly groupId: GroupId;
  readonly requestId: string;
  readonly name: string;
  readonly note: string;
  /** What the invite offers: the role and what they will read. */
  readonly role: RoleView;
  readonly history: HistoryView;
  /** Who made the invite, by name. */
  readonly inviteByName: string;
  readonly checkWords: readonly string[];
  readonly at: number;
}

/** Settings that live inside the encrypted store. */
export interface SettingsView {
  /** Name to be known by on this computer; the suggestion for new groups. */
  readonly name: string;
  readonly theme: 'system' | 'light' | 'dark';
  /** Text size in percent, 80 to 200. */
  readonly textSize: number;
  /** Signalling server used for new groups, or null for none. */
  readonly server: string | null;
  /** After so many minutes in which nobody touches the computer, Hearth locks itself (`LOCK_AFTER`). */
  readonly lockAfterMinutes: number;
  /** Whether windows are kept out of pictures and recordings of the screen, where the system can do that. */
  readonly isScreenGuarded: boolean;
}

/** What of a profile is still there after a wipe, the gravest first. `words`: sealed by keys that are gone. */
export type Leftover = 'keys' | 'backups' | 'words' | 'rest';
