import { expect, test } from 'vitest';
import { runDownload } from './run-download.ts';

const node = (code: string, limits: { beginMs: number; wholeMs: number }): Promise<boolean> =>
  runDownload(process.execPath, ['-e', code], limits);

/** Receives two megabytes and takes a while over the rest. */
const SLOW = "require('fs').writeFileSync('/dev/null', Buffer.alloc(2e6)); setTimeout(() => {}, 1500)";

test('a download that nobody answers is ended soon', async () => {
  const started = performance.now();
  expect(await node('setTimeout(() => {}, 20_000)', { beginMs: 300, wholeMs: 20_000 })).toBe(false);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test.runIf(process.platform === 'linux')('a slow download that has begun is let go on', async () => {
  expect(await node(SLOW, { beginMs: 900, wholeMs: 20_000 })).toBe(true);
});

test('one that takes too long in all is ended', async () => {
  expect(await node(SLOW, { beginMs: 10_000, wholeMs: 1_000 })).toBe(false);
});

test('a program that fails, or is not there, is no success', async () => {
  const limits = { beginMs: 10_000, wholeMs: 10_000 };
  expect(await node('process.exit(3)', limits)).toBe(false);
  expect(await runDownload('no-such-program-here', [], limits)).toBe(false);
});
