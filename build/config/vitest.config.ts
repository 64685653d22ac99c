import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { aliases } from './aliases.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * All tests but the benchmark. Four projects:
 * - `unit`: everything that runs in plain Node, beside the file it tests, simulations included;
 * - `long`: the tests of shared/, the kills of the engine and those of the keeper, with fresh seeds and many more of them,
 *   every write refused in every way, and ten thousand reconnects, by build/scripts/test-long.ts;
 * - `keeper`: the keeper as processes among real databases, full disks and crowds, in `build/keeper/`;
 * - `e2e`: whole-app tests in `build/e2e/`, which drive a real Electron one after the other.
 */
export default defineConfig({
  root,
  resolve: { alias: aliases(root) },
  test: {
    passWithNoTests: false,
    // y-webrtc must pass through Vite here, or its `simple-peer` would not be ours.
    server: { deps: { inline: ['y-webrtc'] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{shared,main,renderer}/**/*.test.{ts,tsx}', 'build/{scripts,config,demo,bench}/**/*.test.ts'],
          testTimeout: 30_000,
          // By itself it leaves one core of two alone.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          environment: 'node',
          include: [
            'shared/**/*.test.ts',
            'main/engine/*kill.test.ts',
            'main/engine/write-faults.test.ts',
            'main/keeper/keeper-kill.test.ts',
            'build/keeper/*.test.ts',
            'main/engine/links/reconnects.test.ts',
          ],
          setupFiles: ['build/config/long-setup.ts'],
          testTimeout: 3_600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'keeper',
          environment: 'node',
          include: ['build/keeper/**/*.test.ts'],
          // It asks more of the machine than a check may.
          exclude: ['build/keeper/running-service.test.ts'],
          globalSetup: ['build/keeper/global-setup.ts'],
          // By themselves, after the others: databases and thousands of connections are enough for two cores.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['build/e2e/**/*.test.ts'],
          globalSetup: ['build/e2e/global-setup.ts'],
          // After the unit tests, one file after the other: two apps and a display are enough for two cores.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
