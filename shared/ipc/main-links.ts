/**
 * What main says to the engine and the ui. Main holds no secret and parses no
 * peer bytes; it starts and ends processes and passes system events on.
 */
import * as v from 'valibot';
import { placeSchema } from './backup-requests.ts';
import { MAX_FILE_BYTES } from './carry-requests.ts';
import { type LookView, lookSchema } from './look.ts';
import { MAX_PROXY_CHARACTERS, type ProxyView } from './proxy.ts';
import { request } from './rpc.ts';
import type { Leftover } from './views.ts';
import { LOCK_AFTER } from './ui-engine.ts';
import type { KeychainState } from './vault-requests.ts';

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
  /** The person picked this file or folder; the ui names it by the token and never sees the path. */
  picked: v.object({ token: placeSchema, path: v.string() }),
  /** Write what is open, close the store, answer `stopped`. */
  stop: v.object({}),
} as const;

/** engine → main. */
export const engineToMain = {
  ready: v.object({}),
  stopped: v.object({}),
  /** Something new arrived: main may show a notice without content. */
  newActivity: v.object({}),
  /**
   * The person is in: the ui reads its settings, or changed them. From here on
   * the computer locks Hearth by itself. It does not come while the recovery
   * words of a first run are shown: they are shown once.
   */
  opened: v.object({
    lockAfterMinutes: v.pipe(v.number(), v.integer(), v.minValue(LOCK_AFTER.least), v.maxValue(LOCK_AFTER.most)),
    isScreenGuarded: v.boolean(),
  }),
} as const;

/**
 * engine → main, over the same port: what only Electron can do. Main passes the
 * bytes on and keeps no copy; alone they open nothing.
 */
export const engineAsksMain = {
  keychainState: request(v.object({})).gives<KeychainState>(),
  /** True once they are kept and come back the same. */
  keepInKeychain: request(
    v.object({
      bytes: v.pipe(
        v.custom<Uint8Array>((x) => x instanceof Uint8Array),
        v.check((b) => b.length === 32),
      ),
    }),
  ).gives<boolean>(),
  fetchFromKeychain: request(v.object({})).gives<Uint8Array | null>(),
  forgetInKeychain: request(v.object({})).gives<null>(),
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
  /**
   * Asks where a backup goes, which one is meant, or for a folder. The engine is
   * told the path; the answer is what the ui calls it by, null when cancelled.
   */
  chooseBackupPlace: request(
    v.object({ suggestedName: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d\.hearth-backup$/)) }),
  ).gives<string | null>(),
  chooseBackupFile: request(v.object({})).gives<string | null>(),
  chooseBackupFolder: request(v.object({})).gives<string | null>(),
  /** The deep link or invite file that started or woke the app, once; null when there is none. */
  takeInvite: request(v.object({})).gives<string | Uint8Array | null>(),
  /**
   * Ends the engine and the ui and starts both locked. What cannot be saved
   * holds a lock that a person asked for (`lockHeld`), unless `evenUnsaved`.
   */
  lock: request(v.object({ evenUnsaved: v.optional(v.boolean(), false) })).gives<null>(),
  /** The answer to `willLock`: whether all that was being written is on the disk. */
  readyToLock: request(v.object({ isAllSaved: v.boolean() })).gives<null>(),
  /** Shows a calendar in the window's place, and locks behind it. */
  hide: request(v.object({})).gives<null>(),
  /** How the app calls itself; known before it is unlocked. */
  getLook: request(v.object({})).gives<LookView>(),
  changeLook: request(lookSchema).gives<LookView>(),
  getProxy: request(v.object({})).gives<ProxyView>(),
  /** `host:port` of a SOCKS5 proxy, or null for none. Closes every connection. */
  changeProxy: request(
    v.object({ address: v.nullable(v.pipe(v.string(), v.maxLength(MAX_PROXY_CHARACTERS))) }),
  ).gives<ProxyView>(),
  /** Destroys the keys, then the data, and starts empty. There is no way back; the ui asks for two seconds first. */
  wipe: request(v.object({})).gives<null>(),
  /** What a wipe could not delete; empty when there was none, or when everything is gone. */
  getLeftovers: request(v.object({})).gives<readonly Leftover[]>(),
  quit: request(v.object({})).gives<null>(),
} as const;

/** main → ui. */
export const mainToUi = {
  /** The app is about to be locked: save what is being written, then ask `readyToLock`. It is waited for a second. */
  willLock: v.object({}),
  /** The lock that the person asked for did not come, since something could not be saved; it is on the screen again. */
  lockHeld: v.object({}),
  /** An invite came in: ask for it with `takeInvite`. */
  inviteArrived: v.object({}),
  /** The engine ended unexpectedly and was started again: what was saved is safe. */
  engineRestarted: v.object({}),
} as const;
