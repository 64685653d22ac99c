import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectPath } from './project.ts';
import { runCommand } from './run-command.ts';

/** For each rule, files that break it: path in a project of its own, and what stands in the file. */
const SEEDED: Record<string, Record<string, string>> = {
  'no-cycles': { 'main/a.ts': "import './b.ts';", 'main/b.ts': "import './a.ts';" },
  'no-orphans': { 'renderer/app/alone.ts': 'export const alone = 1;' },
  unresolved: { 'renderer/app/lost.ts': "import './nowhere.ts';" },
  'shared-is-alone': { 'shared/ports/peeks.ts': "import '../../main/a.ts';" },
  'shared-is-pure': { 'shared/ports/shows.ts': "import 'react';" },
  'shared-has-no-node': { 'shared/ports/reads.ts': "import 'node:fs';" },
  'shared-layer-1': { 'shared/result.ts': "import './ports/clock.ts';", 'shared/ports/clock.ts': 'export {};' },
  'shared-layer-2': { 'shared/ports/upward.ts': "import '../crypto/seal.ts';", 'shared/crypto/seal.ts': 'export {};' },
  'shared-layer-3': { 'shared/crypto/upward.ts': "import '../group/op.ts';", 'shared/group/op.ts': 'export {};' },
  'shared-layer-4': { 'shared/chain/upward.ts': "import '../record/gate.ts';", 'shared/record/gate.ts': 'export {};' },
  'shared-layer-5': {
    'shared/record/upward.ts': "import '../sync/session.ts';",
    'shared/sync/session.ts': 'export {};',
  },
  'measures-never-sync': {
    'shared/sync/tells.ts': "import type { Score } from '../measure/score.ts'; export type A = Score;",
    'shared/measure/score.ts': 'export type Score = number;',
  },
  'one-door-to-libsodium': { 'main/engine/raw.ts': "import 'libsodium-wrappers-sumo';" },
  'one-door-to-the-store': { 'main/system/opens.ts': "import '@signalapp/sqlcipher';" },
  'main-and-renderer-apart': {
    'main/shows.ts': "import '../renderer/app/view.ts';",
    'renderer/app/view.ts': 'export {};',
  },
  'renderer-and-main-apart': { 'renderer/app/asks.ts': "import '../../main/a.ts';" },
  'renderer-is-a-page': { 'renderer/app/reads.ts': "import 'node:fs';" },
  'engine-has-no-network': { 'main/engine/calls.ts': "import 'node:https';" },
  'main-knows-nothing': { 'main/ipc/opens.ts': "import '../../shared/crypto/seal.ts';" },
  'preload-is-small': { 'main/preload/large.ts': "import 'valibot';" },
  'ui-has-no-network': { 'renderer/app/syncs.ts': "import 'y-webrtc';" },
  'net-has-no-content': { 'renderer/net/opens.ts': "import '../../shared/crypto/seal.ts';" },
  'doubles-in-tests-only': {
    'main/fakes.ts': "import '../shared/testing/sim.ts';",
    'shared/testing/sim.ts': 'export {};',
  },
  'shipped-code-uses-shipped-packages': { 'main/probes.ts': "import 'fast-check';" },
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const configFile = projectPath('build/config/dependency-cruiser.cjs');
let root: string;
let violations: Violation[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'hearth-rooms-'));
  for (const file of ['package.json', 'tsconfig.json', 'build/tsconfig.json']) {
    cpSync(projectPath(file), join(root, file), { recursive: true });
  }
  symlinkSync(projectPath('node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.values(SEEDED).flatMap((files) => Object.entries(files))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  const program = projectPath('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', configFile, '--output-type', 'json', 'shared', 'main', 'renderer'];
  const outcome = await runCommand(process.execPath, args, { cwd: root });
  violations = (JSON.parse(outcome.stdout) as { summary: { violations: Violation[] } }).summary.violations;
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a seeded bad import is refused', () => {
  test.each(Object.entries(SEEDED))('%s', (rule, files) => {
    const seeded = Object.keys(files)[0];
    expect(violations.filter((found) => found.rule.name === rule).map((found) => found.from)).toContain(seeded);
  });
});

test('every rule of the configuration has a seeded bad import', () => {
  const { forbidden } = createRequire(import.meta.url)(configFile) as { forbidden: { name: string }[] };
  expect(Object.keys(SEEDED).sort()).toEqual(forbidden.map((rule) => rule.name).sort());
});
