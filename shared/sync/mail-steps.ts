/** What the parts of a visit to a keeper have in common: what is asked and answered, counted and remembered. */
import type { DeviceId, GroupId } from '../brand.ts';
import type { HaveRow } from '../ports/entry-store.ts';
import type { Random } from '../ports/random.ts';
import type { MailBudget } from './mail-budget.ts';
import type { PutState } from './mail-frame.ts';
import type { KeeperMemory } from './mail-memory.ts';
import type { Replica } from './replica.ts';

/** What a visit asks of a keeper. */
export type MailAsk =
  | { readonly type: 'get'; readonly mailbox: Uint8Array; readonly store: Uint8Array; readonly after: number }
  /** `request` is a whole `put` as `mail-frame.ts` has it. */
  | { readonly type: 'put'; readonly request: Uint8Array };

/** One parcel of an answer. */
export interface GivenParcel {
  readonly serial: number;
  /** Whole days for which it will still be kept, rounded up. */
  readonly days: number;
  readonly parcel: Uint8Array;
}

/** What a keeper answered; `away` when it did not, or not in time, or with what is no answer. */
export type MailReply =
  | {
      readonly type: 'parcels';
      readonly store: Uint8Array;
      readonly last: number;
      readonly more: boolean;
      readonly parcels: readonly GivenParcel[];
    }
  | { readonly type: 'kept'; readonly state: PutState }
  | { readonly type: 'away' };

/** What a visit is made with. */
export interface VisitInput {
  readonly groupId: GroupId;
  readonly deviceId: DeviceId;
  /** `DS`, 64 bytes. */
  readonly signingSecret: Uint8Array;
  readonly replica: Replica;
  readonly haves: () => readonly HaveRow[];
  readonly random: Random;
  /** This computer's clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly budget: MailBudget;
  /** 32 bytes; zeros for none. */
  readonly ticket: Uint8Array;
  /** Mailboxes into which parcels may come now, or all that may hold something. */
  readonly scope: 'open' | 'all';
  /** What is put in after reading. */
  readonly puts: 'nothing' | 'own' | 'all';
  /** Whether what was read or put before is looked at again, as it is once a day (SPEC ML8, ML16). */
  readonly checks: boolean;
  /**
   * The membership log as the visit before left it (`VisitReport.log`), or null where that is not known: what found no
   * place then may find one now.
   */
  readonly logBefore: string | null;
  readonly memory: KeeperMemory;
  /** Keeps what is remembered; called after every step that changed it. */
  readonly keep: (memory: KeeperMemory) => void;
}

/**
 * How a visit ended: `done`; `away` in the middle; `full` or `refused` by the
 * keeper's word; `resting` when it gave more than an hour's work; `changing`
 * when it lost its store too often.
 */
export type VisitOutcome = 'done' | 'away' | 'full' | 'refused' | 'resting' | 'changing';

/** What came of a visit. */
export interface VisitReport {
  readonly outcome: VisitOutcome;
  /** Entries that were new here. */
  readonly accepted: number;
  /** Parcels that were none, or not their maker's. */
  readonly passedOver: number;
  /** Parcels that the keeper took. */
  readonly put: number;
  /** Whether every open mailbox was read to its end. */
  readonly readToEnd: boolean;
  /** How far the membership log was here at the end, as text. */
  readonly log: string;
}

/** Counted and remembered during a visit. */
export interface Visit {
  readonly input: VisitInput;
  memory: KeeperMemory;
  accepted: number;
  passedOver: number;
  put: number;
}

/** How one part of a visit ended; null to go on. */
export type Interruption = Exclude<VisitOutcome, 'done'> | null;

/** What the parts of a visit are written as. */
export type VisitSteps<T> = Generator<MailAsk, T, MailReply>;

/** Remembers, here and in the store. */
export function remember(visit: Visit, memory: KeeperMemory): void {
  if (memory === visit.memory) return;
  visit.memory = memory;
  visit.input.keep(memory);
}
