/** How this start of the app was asked for: by switches, by the environment, or not at all. */
import { resolve } from 'node:path';

/** What the switches say. None of this is secret: other users of the computer can read it. */
export interface LaunchOptions {
  /** `--profile=<folder>` or HEARTH_PROFILE: where this Hearth keeps everything. Null for the system's usual place. */
  readonly profileFolder: string | null;
  /**
   * `--hearth-local-peers`: names this computer's addresses to peers as they are, not over multicast DNS, so that two
   * Hearths on one isolated machine find each other. For tests and the demo.
   */
  readonly localPeers: boolean;
  /**
   * `--hearth-same-process`: after a lock the app goes on in the same main process. For tests that are attached to it;
   * remains of what was typed stay in its memory then. Never in a package.
   */
  readonly staysInProcess: boolean;
  /** HEARTH_TEST_FILES: files are saved to this folder and opened from it, without a dialog. Never in a package. */
  readonly testFilesFolder: string | null;
  /** HEARTH_TEST_CLOCK_AHEAD_MS: how far the engine's clock is ahead, milliseconds. Never in a package. */
  readonly clockAheadMs: number;
}

/** Reads the switches; `isPackaged` takes away what only tests may ask for. */
export function readLaunchOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
): LaunchOptions {
  const profile =
    args.findLast((arg) => arg.startsWith('--profile='))?.slice('--profile='.length) || env.HEARTH_PROFILE;
  const testFiles = isPackaged ? undefined : env.HEARTH_TEST_FILES;
  return {
    profileFolder: profile ? resolve(profile) : null,
    localPeers: args.includes('--hearth-local-peers'),
    staysInProcess: !isPackaged && args.includes('--hearth-same-process'),
    testFilesFolder: testFiles ? resolve(testFiles) : null,
    clockAheadMs: isPackaged ? 0 : Number.parseInt(env.HEARTH_TEST_CLOCK_AHEAD_MS ?? '', 10) || 0,
  };
}

/** Switches that let another program look into pages; a package does not start with one of them. */
export const FORBIDDEN_SWITCHES = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
] as const;
