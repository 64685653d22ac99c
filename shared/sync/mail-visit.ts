/**
 * One visit to a keeper, as pure steps (SPEC ML5–ML16): a generator asks, is
 * given the keeper's answers, and ends with what came of it. Read to the end
 * first, then put, so that what lies there already is not put again. The engine
 * drives it over net, simulations drive it over a double.
 */
import { forgetEnded } from './mail-memory.ts';
import { putAll } from './mail-putting.ts';
import { logOf, missesOwn, readAll } from './mail-reading.ts';
import { remember, type Visit, type VisitInput, type VisitReport, type VisitSteps } from './mail-steps.ts';

export type { MailAsk, MailReply, VisitInput, VisitReport } from './mail-steps.ts';

/** See the file's head. Nothing in it throws but the replica's store. */
export function* visitKeeper(input: VisitInput): VisitSteps<VisitReport> {
  const visit: Visit = { input, memory: input.memory, accepted: 0, passedOver: 0, put: 0 };
  remember(visit, forgetEnded(visit.memory, input.now()));
  let stopped = yield* readAll(visit);
  const readToEnd = stopped === null;
  if (readToEnd && !missesOwn(visit.memory, input.now())) stopped = yield* putAll(visit);
  const { accepted, passedOver, put } = visit;
  return { outcome: stopped ?? 'done', accepted, passedOver, put, readToEnd, log: logOf(visit) };
}
