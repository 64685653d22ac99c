/** A whole profile on the real disk with the real engine, for measuring in Node. Argon2id alone is left out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../main/engine/create-engine.ts';
import { createRingLog } from '../../main/engine/ring-log.ts';
import { systemTimers } from '../../main/engine/system-ports.ts';
import { unwrap } from '../../main/engine/testing/engine-world.ts';
import { fixedCalibration } from '../../main/engine/testing/fixed-calibration.ts';
import { createMemoryKeychain } from '../../main/engine/testing/memory-keychain.ts';
import { quickStretch } from '../../main/engine/testing/quick-stretch.ts';
import { connectTestUi } from '../../main/engine/testing/test-ui.ts';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import type { uiRequests } from '../../shared/ipc/ui-engine.ts';
import { createSystemRandom, nodeDeflate, systemClock } from './node-ports.ts';

export const BENCH_PASSPHRASE = 'seven quiet herons by the water';

/** A profile whose engine runs. */
export interface BenchProfile {
  readonly folder: string;
  /** The ui's requests. */
  readonly ask: Client<typeof uiRequests>;
  /** A group of this person alone. */
  readonly groupId: GroupId;
  /** Ends the engine. */
  stop(): void;
}

/** Sets up a profile in a new folder, and removes both once `work` is done. */
export async function withProfile<T>(work: (profile: BenchProfile) => Promise<T>): Promise<T> {
  await cryptoReady;
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
  const engine = createEngine({
    profileFolder: folder,
    version: '0.0.0-bench',
    ports: { clock: systemClock, random: createSystemRandom(), deflate: nodeDeflate },
    timers: systemTimers,
    log: createRingLog(systemClock),
    stretch: quickStretch,
    calibration: fixedCalibration,
    isRolling: false,
    keychain: createMemoryKeychain(),
    sendBeacon: () => {},
    onActivity: () => {},
    onOpened: () => {},
  });
  try {
    const ask = connectTestUi(engine, () => {});
    unwrap(await ask.setUp({ name: 'Ann', passphrase: BENCH_PASSPHRASE }));
    const agreement = 'What is said here stays here.';
    const { groupId } = unwrap(
      await ask.createGroup({ name: 'Harbour', myName: 'Ann', agreement, mode: 'facilitated' }),
    );
    return await work({ folder, ask, groupId, stop: () => engine.stop() });
  } finally {
    engine.stop();
    rmSync(folder, { recursive: true });
  }
}
