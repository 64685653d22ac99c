/**
 * First sync between two real apps on this machine: a member's app has a group
 * of 1, 10 or 50 MB, and that of somebody who was let in while it was closed
 * opens and takes it all. Counted from the open channel to the
 * acknowledgement that names everything, which is sent when it is on the disk.
 * Against plain Yjs between two Electron pages (plain-pair.ts), from the open
 * channel until everything is readable and y-indexeddb has stored it. Both in
 * turns, every taker newly started. Sizes are those of the workload as JSON.
 */
import type { InGroup } from '../e2e/in-group.ts';
import { openPerson, PASSPHRASE } from '../e2e/person.ts';
import { Stage } from '../e2e/stage.ts';
import { until } from '../e2e/until.ts';
import type { FrontierRow } from '../../shared/sync/sync-source.ts';
import { fillGroup } from './app-group.ts';
import { channelRecord, screenRecord, watchChannel, watchScreen } from './app-watch.ts';
import { peakBytes } from './peak-memory.ts';
import { openPlainPair, type PlainPair, type PlainRun } from './plain-pair.ts';
import { type BenchRow, type Benchmark, comparedRow, median } from './row.ts';
import { createWorkload } from './workload.ts';

/** Records that make 1 MB of JSON: 10,000 make 4.8 MB. */
const RECORDS_PER_MB = 2_080;
/** Most counted runs of each size in MB. */
const SIZES = [
  { megabytes: 1, mostRuns: 7 },
  { megabytes: 10, mostRuns: 5 },
  { megabytes: 50, mostRuns: 2 },
];
const GROUP = 'Evening circle';
const NEWEST = 'These are the newest words of the circle.';
/** Posts that make a first screen. */
const SCREEN_POSTS = 20;
/** The longest that a first sync of 50 MB may take before the run is given up, milliseconds. */
const GIVE_UP_MS = 300_000;
const GOAL = 'completes; 10 MB ≤ 1.5 × plain Yjs over the same channel, stored';

/** How many people were let in so far. */
let count = 0;

/** One first sync of ours; times from the open channel on. */
interface AppRun {
  readonly heldMs: number;
  readonly paintedMs: number;
  readonly sent: number;
  readonly received: number;
  readonly wants: number;
  /** The longest pause between two frames, and the longest the engine owed an answer; at most 50 ms count as 0. */
  readonly pauseMs: number;
  readonly waitMs: number;
  readonly peakBytes: number;
}

const longest = (all: readonly { readonly at: number; readonly ms: number }[], from: number, to: number): number =>
  all.reduce((most, { at, ms }) => (at >= from && at - ms <= to ? Math.max(most, ms) : most), 0);

/** Somebody new is let in while their app is closed, opens it and takes everything. */
async function appRun(stage: Stage, circle: InGroup, invite: string, rows: readonly FrontierRow[]): Promise<AppRun> {
  count += 1;
  const name = `Newcomer ${count}`;
  const person = await openPerson(stage, name);
  await person.acceptInvite(invite);
  await circle.request(name);
  await person.app.close();
  await circle.approve(name);
  const { app } = person;
  await app.start();
  const net = await app.net();
  await watchChannel(net, rows);
  await person.unlock();
  await watchScreen(app.page, GROUP, NEWEST, SCREEN_POSTS);
  await person.go('place.groups');
  const channel = await until(
    `${name} to hold everything`,
    async () => {
      const seen = await channelRecord(net);
      return seen.heldAt > 0 && seen;
    },
    GIVE_UP_MS,
  );
  const screen = await until(`${name} to read the newest`, async () => {
    const seen = await screenRecord(app.page);
    return seen.paintedAt > 0 && seen;
  });
  const { openedAt, heldAt, ...told } = channel;
  const peak = peakBytes(app.processes().map(({ pid }) => pid));
  await app.close();
  return {
    ...told,
    heldMs: heldAt - openedAt,
    paintedMs: screen.paintedAt - openedAt,
    pauseMs: longest(screen.pauses, openedAt, heldAt),
    waitMs: longest(screen.waits, openedAt, heldAt),
    peakBytes: peak,
  };
}
function rowsOf(megabytes: number, ours: readonly AppRun[], plain: readonly PlainRun[]): readonly BenchRow[] {
  const name = `app-sync/${megabytes}mb`;
  const column = (key: keyof AppRun): readonly number[] => ours.map((run) => run[key]);
  const theirs = (key: keyof PlainRun): readonly number[] => plain.map((run) => run[key]);
  const told = (what: string, unit: string, values: readonly number[], goal: string): BenchRow => ({
    name: `${name}-${what}`,
    value: median(values),
    unit,
    against: null,
    ratio: null,
    goal,
    runs: values.length,
  });
  return [
    comparedRow(name, 'ms', column('heldMs'), theirs('storedMs'), GOAL),
    comparedRow(
      `${name}-screen`,
      'ms',
      column('paintedMs'),
      theirs('readableMs'),
      'told: newest 20 posts painted, against all readable',
    ),
    comparedRow(
      `${name}-received`,
      'bytes',
      column('received'),
      theirs('bytes'),
      'told: by the newcomer, padding and log included',
    ),
    told('sent', 'bytes', column('sent'), 'told: by the newcomer'),
    told('wants', 'count', column('wants'), 'told'),
    comparedRow(
      `${name}-page-pause`,
      'ms',
      column('pauseMs'),
      theirs('longestPauseMs'),
      'told: longest between two frames',
    ),
    told('engine-wait', 'ms', column('waitMs'), 'told: longest that the engine owed its page an answer'),
    comparedRow(
      `${name}-peak-memory`,
      'bytes',
      column('peakBytes'),
      theirs('peakBytes'),
      'told: peaks of all processes, summed up',
    ),
  ];
}

async function measureSize(
  stage: Stage,
  plain: PlainPair,
  megabytes: number,
  runs: number,
): Promise<readonly BenchRow[]> {
  const records = createWorkload(megabytes * RECORDS_PER_MB);
  const ann = await openPerson(stage, 'Ann');
  await ann.setMeetingPlace(stage.meeting.address);
  const circle = await ann.makeGroup(GROUP);
  await ann.app.close();
  const { rows } = await fillGroup(ann.app.profile, PASSPHRASE, records, NEWEST);
  await ann.app.start();
  await ann.unlock();
  const invite = await circle.createInvite(runs + 1);
  const ours: AppRun[] = [];
  const theirs: PlainRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(await appRun(stage, circle, invite, rows));
    theirs.push(await plain.run(records.length));
  }
  await ann.app.close();
  return rowsOf(megabytes, ours, theirs);
}

/** See the file's head. */
export const appSync: Benchmark = {
  name: 'app-sync',
  async run({ runs }): Promise<readonly BenchRow[]> {
    const stage = await Stage.open();
    const plain = await openPlainPair(stage);
    try {
      const rows: BenchRow[] = [];
      for (const { megabytes, mostRuns } of SIZES) {
        rows.push(...(await measureSize(stage, plain, megabytes, Math.min(runs, mostRuns))));
      }
      return rows;
    } finally {
      await plain.stop();
      await stage.close();
    }
  },
};
