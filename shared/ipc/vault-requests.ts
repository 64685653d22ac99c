/** The part of the ui's requests that is about opening Hearth: passphrase, recovery words, keychain. */
import * as v from 'valibot';
import { request } from './rpc.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
/** Most characters of a passphrase. */
export const MAX_PASSPHRASE_CHARACTERS = 1_000;
const passphrase = text(MAX_PASSPHRASE_CHARACTERS);
/** Words as they were typed: twice as many as there should be, so that the answer can say how many came. */
const words = v.pipe(v.array(text(40)), v.maxLength(24));

/**
 * What the system's keychain is good for: `ready`; `plain` when what it keeps
 * could be read by anybody with the disk (Electron's `basic_text`); `none` when
 * there is none.
 */
export type KeychainState = 'ready' | 'plain' | 'none';

/** How Hearth is opened now. */
export interface OpeningView {
  /** Whether the passphrase opens only together with the keychain. */
  readonly withKeychain: boolean;
  readonly keychain: KeychainState;
}

/** See the file's head; `ui-engine.ts` takes these in. */
export const vaultRequests = {
  /** Whether these are this Hearth's recovery words; changes nothing. Wrong ones make the next try wait. */
  checkRecoveryWords: request(v.object({ words })).gives<null>(),
  /** With the recovery words: sets another passphrase and opens Hearth, or changes the passphrase of an open one. */
  recover: request(v.object({ words, passphrase })).gives<null>(),
  changePassphrase: request(v.object({ current: passphrase, passphrase })).gives<null>(),
  viewOpening: request(v.object({})).gives<OpeningView>(),
  /** Binds the passphrase to the system's keychain, or frees it again. */
  bindKeychain: request(v.object({ passphrase, use: v.boolean() })).gives<OpeningView>(),
} as const;
