import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import type { Readable } from 'node:stream';
import { needSystemPackages } from './system-packages.ts';

/** A display that programs can be shown on. */
export interface Display {
  /** Value for the environment variable DISPLAY; absent where the system has no X (macOS, Windows). */
  readonly name: string | undefined;
  /** Whether it was started for this run and shows nothing to anybody. */
  readonly isVirtual: boolean;
  /** Ends a virtual display; leaves a real one alone. */
  close(): void;
}

/** The display that the person sits at, or null. One that is named but does not answer counts as none. */
export async function realDisplay(): Promise<Display | null> {
  if (process.platform !== 'linux') return { name: undefined, isVirtual: false, close: () => {} };
  const name = process.env.DISPLAY;
  if (!name || !(await answers(name))) return null;
  return { name, isVirtual: false, close: () => {} };
}

/** The person's display where there is one, otherwise a virtual one (Xvfb), which the caller closes. */
export async function openDisplay(options: { size?: string; alwaysVirtual?: boolean } = {}): Promise<Display> {
  const real = options.alwaysVirtual && process.platform === 'linux' ? null : await realDisplay();
  return real ?? startXvfb(options.size ?? '1440x1000x24');
}

async function startXvfb(size: string): Promise<Display> {
  await needSystemPackages('display');
  // Xvfb picks a free number itself and writes it to descriptor 3. No TCP; -ac lets the test's ordinary user in.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-ac', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended at once with code ${code}`)));
    (server.stdio[3] as Readable).setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
  });
  const end = (): void => void server.kill();
  process.once('exit', end);
  // The caller's program may end while the display is still up.
  server.unref();
  return {
    name: `:${number}`,
    isVirtual: true,
    close: () => {
      process.removeListener('exit', end);
      end();
    },
  };
}

/** Whether a local X server listens at `:N`; remote ones (`host:N`) are taken at their word. */
function answers(name: string): Promise<boolean> {
  const local = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(name);
  if (local === null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = createConnection(`/tmp/.X11-unix/X${local[1]}`);
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}
