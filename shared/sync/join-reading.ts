/** Reading the mailboxes of invites at a keeper, by members and by newcomers (SPEC JK5–JK7). */
import { hex } from '@scure/base';
import { equalBytes } from '../bytes.ts';
import type { Mailbox } from '../group/mailbox.ts';
import { type JoinMemory, withJoinBox, withoutJoinBoxes } from './join-memory.ts';
import type { MailBudget } from './mail-budget.ts';
import { NO_STORE } from './mail-frame.ts';
import { isSound } from './mail-reading.ts';
import type { GivenParcel, Interruption, VisitSteps } from './mail-steps.ts';

/** What is remembered during a visit; `keep` puts it into the store. */
export interface JoinNotes {
  memory: JoinMemory;
  readonly keep: (memory: JoinMemory) => void;
  readonly now: () => number;
}

/** Remembers, here and in the store. */
export function note(notes: JoinNotes, memory: JoinMemory): void {
  if (memory === notes.memory) return;
  notes.memory = memory;
  notes.keep(memory);
}

/** Whether a mailbox was read from its first parcel on, besides to its end. */
export interface ReadThrough {
  readonly stopped: Interruption;
  readonly isWhole: boolean;
}

/**
 * Reads one mailbox from where it was left to its end. A keeper with another
 * store, or one that goes back behind what it gave, is read from the beginning.
 */
export function* readJoinBox(
  notes: JoinNotes,
  mailbox: Mailbox,
  budget: MailBudget,
  take: (parcel: GivenParcel) => void,
): VisitSteps<ReadThrough> {
  const name = hex.encode(mailbox.name);
  let isWhole = !notes.memory.boxes.has(name);
  const ended = (stopped: Interruption): ReadThrough => ({ stopped, isWhole });
  for (;;) {
    const spent = budget.spentBy(notes.now());
    if (spent !== null) return ended(spent);
    const box = notes.memory.boxes.get(name);
    const [store, after] = box ? [hex.decode(box.store), box.cursor] : [NO_STORE, 0];
    const reply = yield { type: 'get', mailbox: mailbox.name, store, after };
    if (reply.type !== 'parcels') return ended('away');
    const bytes = reply.parcels.reduce((sum, one) => sum + one.parcel.length, 0);
    // An empty answer costs little; what somebody put there is what is bounded.
    budget.took(reply.parcels.length, bytes, notes.now());
    const isSame = !box || equalBytes(reply.store, store);
    if (!isSame || !isSound(reply, after)) {
      if (!box) return ended('away');
      // With its store everything is lost that lay in it.
      note(
        notes,
        withoutJoinBoxes(notes.memory, (other, { store: one }) => other === name || (!isSame && one === box.store)),
      );
      budget.lost(notes.now());
      isWhole = true;
      continue;
    }
    for (const parcel of reply.parcels) take(parcel);
    const isNews = !box || reply.parcels.length > 0 || reply.last !== after;
    if (isNews) note(notes, withJoinBox(notes.memory, name, { store: hex.encode(reply.store), cursor: reply.last }));
    if (!reply.more || reply.last === after) return ended(null);
  }
}
