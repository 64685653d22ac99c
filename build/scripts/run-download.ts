import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How long a download may take, in milliseconds. */
export interface DownloadLimits {
  /** Within this time it must have received something, or it is ended: nobody answers. */
  readonly beginMs: number;
  /** The longest it may take in all. */
  readonly wholeMs: number;
}

/** A program that has written this many bytes is receiving something, and not only opening its own files. */
const BEGUN_BYTES = 1_000_000;

/**
 * Runs a program that downloads a file, in silence. A machine that reaches nobody should not wait for minutes, and a slow
 * line should not be cut off, so the first limit ends only a download that has not begun.
 *
 * @returns whether the program ended well
 */
export function runDownload(command: string, args: readonly string[], limits: DownloadLimits): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    const timers = [
      setTimeout(() => hasBegun(child.pid) || child.kill('SIGKILL'), limits.beginMs),
      setTimeout(() => child.kill('SIGKILL'), limits.wholeMs),
    ];
    const end = (isGood: boolean): void => {
      for (const timer of timers) clearTimeout(timer);
      resolve(isGood);
    };
    child.once('error', () => end(false));
    child.once('close', (code) => end(code === 0));
  });
}

/** Linux counts what a process writes; elsewhere a download is taken to have begun. */
function hasBegun(pid: number | undefined): boolean {
  if (process.platform !== 'linux' || pid === undefined) return true;
  try {
    const written = /^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1];
    return Number(written) >= BEGUN_BYTES;
  } catch {
    return false;
  }
}
