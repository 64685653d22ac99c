/** Visits of the people of a cast to a keeper in memory, for tests and simulations. */
import { createMailBudget, type MailBudget } from '../sync/mail-budget.ts';
import { NO_TICKET } from '../sync/mail-frame.ts';
import { decodeKeeperMemory, encodeKeeperMemory, type KeeperMemory, NO_MEMORY } from '../sync/mail-memory.ts';
import { type VisitInput, type VisitReport, visitKeeper } from '../sync/mail-visit.ts';
import type { Carrier } from './bundles.ts';
import type { MemoryKeeper } from './memory-keeper.ts';

/** Somebody with a memory of one keeper. */
export interface MailCarrier extends Carrier {
  memory: KeeperMemory;
  /** The membership log as the visit before left it. */
  log: string | null;
  readonly budget: MailBudget;
}

/** The same person with nothing known of the keeper. */
export const withMail = (who: Carrier): MailCarrier => ({
  ...who,
  memory: NO_MEMORY,
  log: null,
  budget: createMailBudget(),
});

/** Goes to the keeper once. What is remembered goes through its stored form every time. */
export function visit(
  who: MailCarrier,
  keeper: Pick<MemoryKeeper, 'answer'>,
  now: () => number,
  options: Partial<Pick<VisitInput, 'scope' | 'puts' | 'ticket' | 'checks'>> = {},
): VisitReport {
  const { replica, store, groupId, random, budget } = who;
  const { deviceId, deviceSigning } = who.cast.identity;
  const steps = visitKeeper({
    groupId,
    deviceId,
    signingSecret: deviceSigning.secretKey,
    replica,
    haves: () => store.haves(),
    random,
    now,
    budget,
    ticket: NO_TICKET,
    scope: 'all',
    puts: 'all',
    checks: true,
    logBefore: who.log,
    memory: who.memory,
    keep: (memory) => {
      who.memory = decodeKeeperMemory(encodeKeeperMemory(memory));
    },
    ...options,
  });
  let step = steps.next();
  while (!step.done) step = steps.next(keeper.answer(step.value));
  who.log = step.value.log;
  return step.value;
}
