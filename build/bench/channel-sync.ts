/**
 * First sync over a real data channel, between two processes on this machine:
 * sealed entries by the real sessions against plain Yjs updates over the same
 * kind of channel, run after run in turns, and beside them the plain updates'
 * bytes with nothing done to them. In Node, with the class that the net page
 * uses for its peers; stores are in memory on both sides. A run is over when
 * the newcomer has read every record once. Sizes are those of the workload as JSON.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MAX_FRAME_BYTES } from '../../shared/ipc/engine-net.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { WINDOW_BYTES } from '../../shared/sync/session-state.ts';
import type Peer from '../../renderer/net/peer.ts';
import { driveSessions, type EndEvents, openEnd } from './channel-end.ts';
import { type FromNewcomer, type Kind, readRecords, type ToNewcomer } from './channel-newcomer.ts';
import { writeGroup } from './first-sync.ts';
import { admitMember, type BenchMember } from './group-in-node.ts';
import { createPlainLog } from './plain-yjs.ts';
import { type BenchRow, type Benchmark, comparedRow, median } from './row.ts';
import { createWorkload } from './workload.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const NEWCOMER = fileURLToPath(new URL('./channel-newcomer.ts', import.meta.url));
/** Records that make 1 MB of JSON: 10,000 make 4.8 MB. */
const RECORDS_PER_MB = 2_080;
/** Most counted runs of each size in MB: the large ones take minutes. */
const SIZES = [
  { megabytes: 1, mostRuns: 11 },
  { megabytes: 10, mostRuns: 3 },
  { megabytes: 50, mostRuns: 1 },
];
const GOAL = 'completes; ≤ 1.5 × plain Yjs over the same channel (want ≤ 1.15 ×)';

/** The updates one behind the other, each after its length. */
function inOneRow(updates: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(updates.reduce((sum, update) => sum + 4 + update.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const update of updates) {
    view.setUint32(at, update.length);
    bytes.set(update, at + 4);
    at += 4 + update.length;
  }
  return bytes;
}

/**
 * Sends `bytes` in full frames, no further ahead of the channel than a session goes, and not before the other side
 * has spoken: as with a session's greeting, nothing large goes to an end that is not open yet.
 */
function feed(bytes: Uint8Array, peer: () => Peer): EndEvents {
  let at = 0;
  let underway = 0;
  const pump = (): void => {
    while (at < bytes.length && underway < WINDOW_BYTES) {
      const frame = bytes.subarray(at, at + MAX_FRAME_BYTES);
      at += frame.length;
      underway += frame.length;
      peer().sendFrame(frame);
    }
  };
  return {
    onOpened: () => undefined,
    onFrame: pump,
    onDrained(drained) {
      underway -= drained;
      pump();
    },
  };
}

/** What one run sends. */
interface Cargo {
  readonly kind: Kind;
  readonly founder: BenchMember;
  readonly bytes: Uint8Array;
  readonly records: number;
}

/** One run: milliseconds from the open channel until the newcomer has read everything, and bytes that were sent. */
function runOnce(child: ChildProcess, { kind, founder, bytes, records }: Cargo): Promise<{ ms: number; sent: number }> {
  const tell = (message: ToNewcomer): void => void child.send(message);
  return new Promise((resolve, reject) => {
    let peer: Peer | null = null;
    let openedAt = 0;
    let sent = 0;
    const there = (): Peer => peer as Peer;
    const newcomer = kind === 'sealed' ? admitMember(founder) : null;
    const drive = newcomer && driveSessions(founder, there, () => undefined);
    const events = drive?.events ?? feed(bytes, there);
    const gone = (code: number | null, signal: string | null): void =>
      reject(new Error(`the newcomer is gone: ${signal ?? code}`));
    child.once('exit', gone);
    const heard = (message: FromNewcomer): void => {
      if (message.is === 'signal') peer?.signal(message.signal);
      else if (message.is === 'ready') {
        peer = openEnd(true, (signal) => tell({ is: 'signal', signal }), {
          onOpened(binding) {
            openedAt = performance.now();
            events.onOpened(binding);
          },
          onFrame: events.onFrame,
          onDrained(drained) {
            sent += drained;
            events.onDrained(drained);
          },
        });
      } else {
        const ms = performance.now() - openedAt;
        child.off('message', heard);
        child.off('exit', gone);
        drive?.stop();
        tell({ is: 'end' });
        peer?.destroy();
        const isWhole = kind === 'raw' || (message.records === records && message.characters > 0);
        if (isWhole) resolve({ ms, sent });
        else reject(new Error(`the newcomer reads ${message.records} of ${records} records`));
      }
    };
    child.on('message', heard);
    const { groupId, genesisHash } = founder;
    const entries = founder.replica.frontier().reduce((sum, row) => sum + row.seq, 0);
    const member = newcomer && { groupId, genesisHash, identity: newcomer.identity, entries };
    tell({ is: 'begin', kind, member, bytes: bytes.length });
  });
}

async function measureSize(child: ChildProcess, megabytes: number, runs: number): Promise<readonly BenchRow[]> {
  const workload = createWorkload(megabytes * RECORDS_PER_MB);
  const { founder } = writeGroup(workload);
  const bytes = inOneRow(createPlainLog(workload));
  const { records } = readRecords(founder);
  if (records !== workload.length) throw new Error('the founder does not have everything');
  const times: Record<Kind, number[]> = { sealed: [], plain: [], raw: [] };
  let sealedBytes = 0;
  for (let run = 0; run < runs; run += 1) {
    for (const kind of ['sealed', 'plain', 'raw'] as const) {
      const { ms, sent } = await runOnce(child, { kind, founder, bytes, records });
      times[kind].push(ms);
      if (kind === 'sealed') sealedBytes = sent;
    }
  }
  const name = `channel-sync/node-webrtc-${megabytes}mb`;
  const raw = median(times.raw);
  return [
    comparedRow(name, 'ms', times.sealed, times.plain, GOAL),
    comparedRow(`${name}-bytes`, 'bytes', [sealedBytes], [bytes.length], 'told: sent by one side, with padding'),
    {
      name: `${name}-raw`,
      value: raw,
      unit: 'ms',
      against: null,
      ratio: null,
      goal: 'told: the same channel, nothing applied',
      runs,
    },
  ];
}

/** See the file's head. */
export const channelSync: Benchmark = {
  name: 'channel-sync',
  async run({ runs }): Promise<readonly BenchRow[]> {
    await cryptoReady;
    const child = fork(NEWCOMER, ['newcomer'], { execArgv: ['--import', TSX], serialization: 'advanced' });
    try {
      // One of each that is not counted, so that both processes have compiled everything.
      await measureSize(child, 1, 1);
      const rows: BenchRow[] = [];
      for (const { megabytes, mostRuns } of SIZES) {
        rows.push(...(await measureSize(child, megabytes, Math.min(runs, mostRuns))));
      }
      return rows;
    } finally {
      child.kill();
    }
  },
};
