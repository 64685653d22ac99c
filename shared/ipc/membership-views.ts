/**
 * View models of who belongs: people and what one may do with them, invites,
 * cards of what happened, groups that are over. Plain values; times are
 * milliseconds since 1970 UTC.
 */
import type { GroupId, InviteId, MemberId, OpId } from '../brand.ts';

/** What somebody may do in a group. */
export type RoleView = 'facilitator' | 'member' | 'listener';
/** A group with facilitators, or one of equals. */
export type ModeView = 'facilitated' | 'equals';
/** Why somebody was removed or set to a lesser role; shown in words. */
export type ReasonView = 'unspecified' | 'agreement' | 'asked' | 'safety' | 'stale' | 'lost';

/** One member as others see them. */
export interface MemberView {
  readonly memberId: MemberId;
  readonly name: string;
  readonly role: RoleView;
  readonly isMe: boolean;
  /** Index into the palette of quiet colours, 0 to 7, per group. */
  readonly colour: number;
  /** When this computer last exchanged anything with them, or null. */
  readonly lastSeenAt: number | null;
  /** When they joined, by the clock of who let them in. */
  readonly joinedAt: number;
  /** Computers with which they take part, at least one. */
  readonly deviceCount: number;
  /** What this person may do with them; what is not possible is not offered. */
  readonly may: {
    /** Roles they may be set to. */
    readonly setRole: readonly RoleView[];
    readonly remove: boolean;
    /** In a group of equals: this person may ask the others to remove them. */
    readonly endorse: boolean;
  };
  /** In a group of equals: who has asked to remove them, by name; `includesMe` when this person is one. */
  readonly endorsements: { readonly names: readonly string[]; readonly includesMe: boolean };
}

/** What newcomers of an invite read of what was written before them. */
export type HistoryView =
  | { readonly reads: 'everything' }
  | { readonly reads: 'since-joining' }
  | { readonly reads: 'days'; readonly days: number };

/** How the group decides; a facilitator may change it, in a group of equals it stays as it was made. */
export interface PolicyView {
  readonly mode: ModeView;
  readonly membersInvite: boolean;
  /** What new invites suggest. */
  readonly history: HistoryView;
  /** Nobody's network address is shown to the others: no direct connections. */
  readonly hideIp: boolean;
}

/** A pointer to a group that somebody started anew. */
export interface SuccessorView {
  readonly op: OpId;
  readonly byName: string;
  readonly byMe: boolean;
  readonly at: number;
  /** `invited`: this computer can ask to come along; `there`: it is in that group or asks already; `other`: it was not invited. */
  readonly state: 'invited' | 'there' | 'other';
}

/** A change of who belongs, shown as a card between the posts. `name` is of whom it is about, `byName` of who did it. */
export type NoticeView = { readonly op: OpId; readonly at: number; readonly name: string; readonly isMe: boolean } & (
  | { readonly kind: 'founded' | 'left' | 'came-back' }
  | { readonly kind: 'joined'; readonly byName: string; readonly role: RoleView }
  | { readonly kind: 'promoted'; readonly byName: string; readonly role: RoleView }
  | { readonly kind: 'demoted'; readonly byName: string; readonly role: RoleView; readonly reason: ReasonView }
  | { readonly kind: 'removed'; readonly byName: string; readonly reason: ReasonView }
  /** In a group of equals, by two who asked for it. */
  | { readonly kind: 'removed-together'; readonly byNames: readonly string[] }
  | { readonly kind: 'removal-asked'; readonly byName: string }
  | { readonly kind: 'device-added' | 'device-removed' | 'device-recovered' }
  /** A new key did not open for `name`; it was made by `byName` and has been replaced. */
  | { readonly kind: 'key-fault'; readonly byName: string }
  | { readonly kind: 'policy-changed' | 'keeper-allowed' | 'keeper-ended' }
  /** In a group of equals: whether the group wants keepers; `name` agreed to what `byName` asked; `isOwn`: the one who had asked would rather not. */
  | { readonly kind: 'keeper-asked' }
  | { readonly kind: 'keeper-agreed'; readonly byName: string }
  | { readonly kind: 'keeper-declined'; readonly isOwn: boolean }
  | { readonly kind: 'started-anew' }
);

/** One invite of the group. */
export interface InviteRowView {
  readonly inviteId: InviteId;
  readonly byName: string;
  readonly byMe: boolean;
  readonly madeAt: number;
  readonly role: RoleView;
  readonly history: HistoryView;
  readonly maxUses: number;
  readonly used: number;
  readonly expiresAt: number;
  readonly state: 'open' | 'used' | 'expired' | 'revoked' | 'facilitator-ended';
  readonly mayRevoke: boolean;
  /** True when this computer can show its link again. */
  readonly mayShow: boolean;
}

/** A group that this person is no longer in. What they wrote stays theirs. */
export interface PastGroupView {
  readonly groupId: GroupId;
  readonly name: string;
  /** `computer`: this person is in it still, and this computer was removed. */
  readonly how: 'left' | 'removed' | 'computer';
  readonly at: number;
  /** For a removal that gave one. */
  readonly reason: ReasonView;
  readonly byNames: readonly string[];
  /** Own posts and comments on this computer. */
  readonly ownEntries: number;
  /** For a leave that nobody in the group is known to have heard of: until when it goes on being told, milliseconds. */
  readonly tellsUntil: number | null;
}

/** A file made here for the person to keep or to carry. */
export interface FileView {
  /** Neutral: it is seen by others than those it is for. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** Eight words that stand for an invite, to be said on the phone. */
export interface InviteWordsView {
  readonly words: readonly string[];
  /** Meeting places that keep the sealed invite for whoever says the words; empty while none has taken it. */
  readonly keptAt: readonly string[];
  /** Meeting places of the group that were asked. */
  readonly askedAt: readonly string[];
}
