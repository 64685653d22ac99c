/** Every property of the resolver on one random history, and on many. */
import type { Roster } from '../roster.ts';
import { countHistory, type HistoryCounts, noCounts } from './history-counts.ts';
import { type HistoryOptions, historyOf } from './history-of.ts';
import type { History } from './history.ts';
import { recipientsFinding, sendingFinding } from './property-epochs.ts';
import { type Finding, goneDevices, interferenceFinding, orderFinding } from './property-interference.ts';
import {
  acceptedPart,
  authorityFinding,
  cutFinding,
  founderFinding,
  frontierFinding,
  usesFinding,
} from './property-standing.ts';

/** What many histories showed. */
export interface HistoryReport {
  readonly counts: HistoryCounts;
  /** Histories to which somebody who was gone appended. */
  attacked: number;
  /** Epochs whose recipients could be compared with the roster of their own past, and not. */
  readonly unjudged: { count: number };
  /** The first findings, with their seeds. */
  readonly findings: string[];
}

/** Nothing seen yet. */
export const newReport = (): HistoryReport => ({
  counts: noCounts(),
  attacked: 0,
  unjudged: { count: 0 },
  findings: [],
});

/** How many histories keep their findings: one is enough to know. */
const KEPT = 5;
/** Roster = recipients takes a resolve for every epoch, so that one history in so many is looked at. */
const RECIPIENTS_EVERY = 4;

function propertyFinding(history: History, roster: Roster, seed: number, report: HistoryReport): Finding {
  const part = acceptedPart(history, roster);
  return (
    orderFinding(history, roster) ??
    founderFinding(part) ??
    cutFinding(part) ??
    authorityFinding(part) ??
    usesFinding(part) ??
    frontierFinding(part) ??
    sendingFinding(history, roster) ??
    (seed % RECIPIENTS_EVERY === 0 ? recipientsFinding(history, roster, report.unjudged) : null)
  );
}

/** All checks of one seed; appends to `report`. */
export function checkSeed(seed: number, report: HistoryReport, options: HistoryOptions = {}): void {
  const history = historyOf(seed, options);
  const roster = history.rosterOf(history.everything);
  countHistory(report.counts, history.ops, roster);
  let finding = propertyFinding(history, roster, seed, report);
  const gone = goneDevices(history, roster);
  if (gone.length > 0 && finding === null) {
    report.attacked += 1;
    finding = interferenceFinding(history, roster, gone);
  }
  if (finding !== null && report.findings.length < KEPT) report.findings.push(`seed ${seed}: ${finding}`);
}
