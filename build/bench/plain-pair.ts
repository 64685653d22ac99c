/** Two Electrons with the competitor's page (plain-app/), which meet as two apps do: over a data channel on this machine. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { build } from 'vite';
import type { Stage } from '../e2e/stage.ts';
import { treeOf } from '../e2e/process-tree.ts';
import { commandFor } from '../scripts/launch.ts';
import { projectPath } from '../scripts/project.ts';
import { viteBuild } from '../scripts/vite-builds.ts';
import type { PlainPage, PlainTaken } from './plain-app/page.ts';
import { peakBytes } from './peak-memory.ts';

declare const window: { readonly plain: PlainPage };

/** One first sync of plain Yjs. */
export interface PlainRun extends PlainTaken {
  /** The most memory that the taker's processes held, each at its own time, summed up; bytes. */
  readonly peakBytes: number;
}

/** See the file's head. */
export interface PlainPair {
  /** A first sync of `records` records to an app that was just started. */
  run(records: number): Promise<PlainRun>;
  stop(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Serves the built page on this machine alone: IndexedDB wants an origin. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    readFile(join(folder, path)).then(
      (bytes) => response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain').end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Builds the page and makes ready to start it on the stage's display. */
export async function openPlainPair(stage: Stage): Promise<PlainPair> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-plain-'));
  await build(
    viteBuild(
      { kind: 'page', name: 'plain', source: 'build/bench/plain-app/page.html', output: 'page.html' },
      folder,
      false,
    ),
  );
  await cp(projectPath('build/bench/plain-app/main.cjs'), join(folder, 'main.cjs'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'plain', version: '1.0.0', main: 'main.cjs' }));
  const server = await serve(folder);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`;
  const digest = createHash('sha256')
    .update(await readFile(join(folder, 'main.cjs')))
    .digest('hex');
  const command = await commandFor(
    stage.command.runtime,
    new Map(['main.cjs', 'package.json'].map((name) => [name, join(folder, name)])),
    `plain-${digest.slice(0, 16)}`,
  );

  async function start(name: string): Promise<{ electron: ElectronApplication; page: Page; profile: string }> {
    const profile = await stage.folder(name);
    const electron = await _electron.launch({
      executablePath: command.executable,
      // Without it Chromium names its addresses over multicast DNS, as for Hearth under test.
      args: [...command.args, '--disable-features=WebRtcHideLocalIpsWithMdns', address],
      cwd: command.cwd,
      chromiumSandbox: true,
      env: { ...command.env(stage.display), PLAIN_PROFILE: profile },
    });
    const page = await electron.firstWindow();
    await page.waitForFunction(() => 'plain' in window);
    return { electron, page, profile };
  }

  let giver: Awaited<ReturnType<typeof start>> | null = null;
  return {
    async run(records) {
      giver ??= await start('plain-giver');
      const taker = await start('plain-taker');
      const offer = await giver.page.evaluate((count) => window.plain.give(count), records);
      const answer = await taker.page.evaluate((from) => window.plain.take(from), offer);
      await giver.page.evaluate((from) => window.plain.connect(from), answer);
      const taken = await taker.page.evaluate(() => window.plain.taken());
      const peak = peakBytes(treeOf(taker.electron.process().pid ?? -1, taker.profile).map(({ pid }) => pid));
      await giver.page.evaluate(() => window.plain.end());
      await taker.electron.close();
      if (taken.records !== records) throw new Error(`${taken.records} of ${records} records came`);
      return { ...taken, peakBytes: peak };
    },
    async stop() {
      await giver?.electron.close();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
