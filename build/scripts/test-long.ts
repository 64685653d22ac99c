/**
 * `npm run test:long`: the tests of shared/ once more, with fresh seeds and many more of them, an engine that is killed
 * HEARTH_KILLS times, one whose every write is refused in every way, one that loses the others HEARTH_RECONNECTS times, and
 * a keeper that is killed, crowded, talked rubbish to for an hour, and run as a service. Simulations take their seeds from
 * HEARTH_FIRST_SEED and HEARTH_SEEDS (how many), the resolvers' random histories from HEARTH_FIRST_SEED and
 * HEARTH_HISTORIES; all are said aloud, so that a failure can be repeated. The name of a test file runs that one only.
 */
import { randomInt } from 'node:crypto';
import { projectPath, projectRoot, say } from './project.ts';
import { runCommand } from './run-command.ts';

/** Seeds of each simulation of one long run: about two hours on two cores. */
const SEEDS = 30_000;
/** Histories of one long run: some three hours on two cores. */
const HISTORIES = 10_000_000;
/** Kills of a writing engine: about an hour on one core. */
const KILLS = 2_000;

/** Kills of a writing keeper, connections to it, and how long rubbish is sent to it, in milliseconds. */
const KEEPER_KILLS = 1_000;
const KEEPER_CONNECTIONS = 10_000;
const KEEPER_RUBBISH_MS = 3_600_000;
/** Reconnects, with a tenth as many sleeps: about half an hour on one core. */
const RECONNECTS = 10_000;

const first = process.env.HEARTH_FIRST_SEED ?? String(randomInt(1_000_000, 2 ** 31));
const count = process.env.HEARTH_SEEDS ?? String(SEEDS);
const histories = process.env.HEARTH_HISTORIES ?? String(HISTORIES);
const kills = process.env.HEARTH_KILLS ?? String(KILLS);
say(
  `simulating ${count} seeds from ${first} on, resolving ${histories} histories, killing ${kills} times. To repeat ` +
    `this run: HEARTH_FIRST_SEED=${first} HEARTH_SEEDS=${count} HEARTH_HISTORIES=${histories} HEARTH_KILLS=${kills}`,
);

const config = projectPath('build/config/vitest.config.ts');
const vitest = projectPath('node_modules/vitest/vitest.mjs');
const outcome = await runCommand(
  process.execPath,
  [vitest, 'run', '--config', config, '--project', 'long', ...process.argv.slice(2)],
  {
    cwd: projectRoot,
    output: 'inherit',
    env: {
      ...process.env,
      HEARTH_FIRST_SEED: first,
      HEARTH_SEEDS: count,
      HEARTH_HISTORIES: histories,
      HEARTH_KILLS: kills,
      HEARTH_WRITE_FAULTS: 'all',
      HEARTH_KEEPER_KILLS: process.env.HEARTH_KEEPER_KILLS ?? String(KEEPER_KILLS),
      HEARTH_KEEPER_CONNECTIONS: process.env.HEARTH_KEEPER_CONNECTIONS ?? String(KEEPER_CONNECTIONS),
      HEARTH_KEEPER_RUBBISH_MS: process.env.HEARTH_KEEPER_RUBBISH_MS ?? String(KEEPER_RUBBISH_MS),
      HEARTH_RECONNECTS: process.env.HEARTH_RECONNECTS ?? String(RECONNECTS),
    },
  },
);
process.exitCode = outcome.code ?? 1;
