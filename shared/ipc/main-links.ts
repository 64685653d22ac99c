/**
 * What main says to the engine and the ui. Main holds no secret and parses no
 * peer bytes; it starts and ends processes and passes system events on.
 */
import * as v from 'valibot';
import { MAX_FILE_BYTES } from './carry-requests.ts';
import { request } from './rpc.ts';

/** main → engine, over the utility process's parent port; ports to ui and net travel with `connect`. */
export const mainToEngine = {
  /** `clockAheadMs`: how far the engine's clock is ahead of the computer's, for tests; 0 in a package. */
  start: v.object({
    profileFolder: v.string(),
    version: v.string(),
    clockAheadMs: v.pipe(v.number(), v.safeInteger()),
  }),
  /** One MessagePort comes with it. */
  connect: v.object({ to: v.picklist(['ui', 'net']) }),
  /** Write what is open, close the store, answer `stopped`. */
  stop: v.object({}),
} as const;

/** engine → main. */
export const engineToMain = {
  ready: v.object({}),
  stopped: v.object({}),
  /** Something new arrived: main may show a notice without content. */
  newActivity: v.object({}),
} as const;

/** ui → main, over `ipcMain.handle`, through the preload's bridge. */
export const uiToMain = {
  /** Asks for a place and writes the file there; false when the person cancelled. */
  saveFile: request(
    v.object({
      suggestedName: v.pipe(v.string(), v.regex(/^[\w.-]{1,80}$/)),
      bytes: v.pipe(
        v.custom<Uint8Array>((x) => x instanceof Uint8Array),
        v.check((b) => b.length <= MAX_FILE_BYTES),
      ),
    }),
  ).gives<boolean>(),
  /** Puts text on the clipboard and clears it after 60 s if it is still there. */
  copyText: request(v.object({ text: v.pipe(v.string(), v.maxLength(10_000)) })).gives<null>(),
  /** Asks for an invite file and reads it (at most 64 KiB); null when cancelled. */
  openInviteFile: request(v.object({})).gives<Uint8Array | null>(),
  /** As `openInviteFile`, for the file that holds somebody's request to join. */
  openRequestFile: request(v.object({})).gives<Uint8Array | null>(),
  /** Asks for a `.hearth` file and reads it (at most 64 MiB); null when cancelled. */
  openBundleFile: request(v.object({})).gives<Uint8Array | null>(),
  /** Asks for a `.hearth-pair` file and reads it (at most 128 KiB); null when cancelled. */
  openPairFile: request(v.object({})).gives<Uint8Array | null>(),
  /** The deep link or invite file that started or woke the app, once; null when there is none. */
  takeInvite: request(v.object({})).gives<string | Uint8Array | null>(),
  /** Ends the engine and the ui and starts both locked. */
  lock: request(v.object({})).gives<null>(),
  quit: request(v.object({})).gives<null>(),
} as const;

/** main → ui. */
export const mainToUi = {
  /** An invite came in: ask for it with `takeInvite`. */
  inviteArrived: v.object({}),
  /** The engine ended unexpectedly and was started again: what was saved is safe. */
  engineRestarted: v.object({}),
} as const;
