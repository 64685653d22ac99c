/** Every property of the resolver on one random history, and on many. */
import type { MemberId } from '../../brand.ts';
import type { Roster } from '../roster.ts';
import { disagreements, reducedOf } from './compare-resolvers.ts';
import { countHistory, type HistoryCounts, noCounts } from './history-counts.ts';
import { historyOf } from './history-of.ts';
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
import { voicesFinding } from './property-voices.ts';
import { differenceOf } from './roster-difference.ts';
import { secondResolve } from './second-resolver.ts';

/** What many histories showed. */
export interface HistoryReport {
  readonly counts: HistoryCounts;
  /** Histories to which somebody who was gone appended. */
  attacked: number;
  /** Epochs whose recipients could be compared with the roster of their own past, and not. */
  readonly unjudged: { count: number };
  /** Histories in which something was wrong. */
  found: number;
  /** The first findings, with their seeds. */
  readonly findings: string[];
}

/** Nothing seen yet. */
export const newReport = (): HistoryReport => ({
  counts: noCounts(),
  attacked: 0,
  unjudged: { count: 0 },
  found: 0,
  findings: [],
});

/** How many histories keep their findings: one is enough to know. */
const KEPT = 5;
/** Roster = recipients takes a resolve for every epoch, so that one history in so many is looked at. */
const RECIPIENTS_EVERY = 4;
/** Histories between two moments in which the test runner may speak: a worker that is silent for a minute is taken for dead. */
export const SPEAK_EVERY = 1_000;
/** Lets the test runner speak. */
export const speak = (): Promise<void> => new Promise((done) => setImmediate(done));

function propertyFinding(history: History, roster: Roster): Finding {
  const part = acceptedPart(history, roster);
  return (
    orderFinding(history, roster) ??
    founderFinding(part) ??
    cutFinding(part) ??
    authorityFinding(part) ??
    usesFinding(part) ??
    frontierFinding(part) ??
    voicesFinding(part) ??
    sendingFinding(history, roster)
  );
}

/** [GR13] The second resolver says the same. Its answer is compared as it stands; only where that differs, item by item. */
export function agreementFinding({ ops, genesisId }: History, roster: Roster): Finding {
  const second = secondResolve(ops, genesisId);
  const places = [...ops.slice(-2).map(({ id }) => [id]), roster.heads];
  const isSame =
    second !== null &&
    differenceOf(reducedOf(roster), second) === null &&
    everybodyOf(roster).every((id) => places.every((at) => roster.roleAt(id, at) === second.roleAt(id, at)));
  return isSame ? null : (disagreements(ops, genesisId, places)[0] ?? null);
}
const everybodyOf = ({ members, former }: Roster): readonly MemberId[] =>
  [...members, ...former].map(({ memberId }) => memberId);

/** Which of the costlier checks are made. */
export interface Costly {
  readonly agreement: boolean;
  readonly recipients: boolean;
  readonly interference: boolean;
}

const EVERYTHING: Costly = { agreement: true, recipients: true, interference: true };

/** All checks of one history, in the order of their cost; appends to `report`. */
export function checkHistory(history: History, name: string, costly: Costly, report: HistoryReport): void {
  const roster = history.rosterOf(history.everything);
  countHistory(report.counts, history.ops, roster);
  let finding =
    propertyFinding(history, roster) ??
    (costly.recipients ? recipientsFinding(history, roster, report.unjudged) : null) ??
    (costly.agreement ? agreementFinding(history, roster) : null);
  const gone = goneDevices(history, roster);
  if (costly.interference && gone.length > 0 && finding === null) {
    report.attacked += 1;
    finding = interferenceFinding(history, roster, gone);
  }
  if (finding === null) return;
  report.found += 1;
  if (report.findings.length < KEPT) report.findings.push(`${name}: ${finding}`);
}

/** The history of a seed as the long tests take it: 8 to 13 operations, genesis included. */
export const historyOfSeed = (seed: number): History => historyOf(seed, { length: 8 + (Math.floor(seed / 4) % 6) });

/** Checks `count` seeds from `first` on. */
export async function checkSeeds(first: number, count: number): Promise<HistoryReport> {
  const report = newReport();
  for (let seed = first; seed < first + count; seed += 1) {
    checkHistory(
      historyOfSeed(seed),
      `seed ${seed}`,
      { ...EVERYTHING, recipients: seed % RECIPIENTS_EVERY === 0 },
      report,
    );
    if (seed % SPEAK_EVERY === 0) await speak();
  }
  return report;
}

/** The first finding among `count` seeds from `first` on; `null` when there is none. */
export function firstFinding(first: number, count: number): Finding {
  const report = newReport();
  for (let seed = first; seed < first + count && report.found === 0; seed += 1) {
    checkHistory(historyOfSeed(seed), `seed ${seed}`, EVERYTHING, report);
  }
  return report.findings[0] ?? null;
}
