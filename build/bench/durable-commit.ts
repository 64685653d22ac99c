/**
 * A commit that is answered as saved: one stroke in a journal entry, and one
 * post that is sealed, signed, chained and shared. Both through the engine's
 * own requests; against a row of as many bytes in plain SQLite, with the same
 * journal and the same fsync, which is the least that a commit can cost here.
 */
import { join } from 'node:path';
import Database from '@signalapp/sqlcipher';
import type { EditableDoc } from '../../shared/ipc/views.ts';
import { unwrap } from '../../main/engine/testing/engine-world.ts';
import { writing } from '../../main/engine/testing/stories.ts';
import { type BenchProfile, withProfile } from './profile-in-node.ts';
import { type BenchRow, type Benchmark, comparedRow, percentile } from './row.ts';

/** Commits for each counted run. */
const COMMITS = 20;
const WORDS = 'and then we sat by the water for a while';
const GOAL = '≤ 3 × a row in plain SQLite';
const SHARE_GOAL = '≤ 6 ×: sealed, signed, chained, projected';

/** Milliseconds until `work` was answered. */
async function answered(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Commits a row to plain SQLite; gives the milliseconds. */
function createBare(path: string): { commit(bytes: Uint8Array): number; close(): void } {
  const db = new Database(path);
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  db.exec('CREATE TABLE rows (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL)');
  const insert = db.prepare('INSERT INTO rows (bytes) VALUES (?)');
  return {
    commit(bytes) {
      const from = performance.now();
      insert.run([new Uint8Array(bytes)]);
      return performance.now() - from;
    },
    close: () => db.close(),
  };
}

interface Timed {
  readonly stroke: readonly number[];
  readonly share: readonly number[];
  readonly bare: readonly number[];
}

/** Strokes in one entry, posts in one group and bare rows, taking turns. */
async function measure({ ask, groupId, folder }: BenchProfile, commits: number): Promise<Timed> {
  const plain = createBare(join(folder, 'bare.db'));
  const [stroke, share, bare]: [number[], number[], number[]] = [[], [], []];
  const stateOf = async (recordId: EditableDoc['recordId']) => unwrap(await ask.openJournal({ recordId }));
  let entry = unwrap(await ask.createJournal({}));
  for (let commit = 0; commit < commits; commit += 1) {
    const update = writing(entry, WORDS);
    const { recordId } = entry;
    stroke.push(await answered(async () => unwrap(await ask.updateJournal({ recordId, update }))));
    entry = await stateOf(recordId);
    bare.push(plain.commit(update));
    const draft = unwrap(await ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, WORDS) }));
    share.push(await answered(async () => unwrap(await ask.shareDraft({ groupId, recordId: draft.recordId }))));
  }
  plain.close();
  return { stroke, share, bare };
}

export const durableCommit: Benchmark = {
  name: 'durable-commit',
  run: ({ runs }): Promise<readonly BenchRow[]> =>
    withProfile(async (profile) => {
      const { stroke, share, bare } = await measure(profile, COMMITS * (runs + 1));
      // The first run warms up.
      const counted = (times: readonly number[]): readonly number[] => times.slice(COMMITS);
      const late = (times: readonly number[]): readonly number[] => [percentile(counted(times), 0.95)];
      return [
        comparedRow('durable-commit/stroke', 'ms', counted(stroke), counted(bare), GOAL),
        comparedRow('durable-commit/stroke-p95', 'ms', late(stroke), late(bare), GOAL),
        comparedRow('durable-commit/share', 'ms', counted(share), counted(bare), SHARE_GOAL),
      ];
    }),
};
