/**
 * What a person does about opening Hearth: unlock, come back with the recovery
 * words, change the passphrase, bind it to the keychain (SPEC VT8–VT15). One at
 * a time: the caller sees to that.
 */
import type { AppError } from '../../shared/ipc/errors.ts';
import type { OpeningView } from '../../shared/ipc/vault-requests.ts';
import type { Log } from '../../shared/ports/log.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type OpenedByPassphrase, type Opening, passphraseProblem } from './opening.ts';
import type { Profile } from './profile.ts';
import { guard } from './store/disk-error.ts';
import type { Keychain } from './vault/keychain.ts';
import type { Vault } from './vault/vault.ts';
import type { Slot } from './vault/vault-codec.ts';

/** What the acts are made of. */
export interface OpeningActsParts {
  readonly opening: Opening;
  readonly keychain: Keychain;
  readonly log: Log;
  /** The open profile, or null while locked. */
  profile(): Profile | null;
  /** Opens store and profile with a vault that is open. */
  open(vault: Vault): Result<null, AppError>;
}

type Answer<T> = Result<T, AppError>;

/** See the file's head. A failing disk throws. */
export interface OpeningActs {
  unlock(passphrase: string): Promise<Answer<null>>;
  checkWords(words: readonly string[]): Answer<null>;
  recover(words: readonly string[], passphrase: string): Promise<Answer<null>>;
  changePassphrase(current: string, passphrase: string): Promise<Answer<null>>;
  viewOpening(): Promise<Answer<OpeningView>>;
  bindKeychain(passphrase: string, use: boolean): Promise<Answer<OpeningView>>;
}

/** The acts of one engine. */
export function createOpeningActs({ opening, keychain, log, profile, open }: OpeningActsParts): OpeningActs {
  async function unlock(passphrase: string): Promise<Answer<null>> {
    if (profile()) return ok(null);
    const opened = await opening.withPassphrase(passphrase);
    if (!opened.ok) return opened;
    const answer = open(opened.value.vault);
    if (answer.ok) await raiseCost(opened.value, passphrase);
    return answer;
  }

  /** Once, on a computer that has become faster: the passphrase is made as costly to guess as it can bear. */
  async function raiseCost(opened: OpenedByPassphrase, passphrase: string): Promise<void> {
    const current = profile();
    const slot = await opening.raisedSlot(opened, passphrase);
    if (!slot || !current || current !== profile()) return;
    const done = guard(() => ok(current.vault.replacePassphrase(slot)));
    if (!done.ok) log.event('disk.failed', { where: 'cost' });
  }

  async function recover(words: readonly string[], passphrase: string): Promise<Answer<null>> {
    const problem = passphraseProblem(passphrase);
    if (problem) return err(problem);
    const vault = opening.withWords(words);
    if (!vault.ok) return vault;
    const current = profile();
    const slot = await opening.newSlot(vault.value.masterKey, passphrase, null);
    if (current !== profile()) return err({ tag: 'NotUnlocked' });
    const wasBound = vault.value.way.withKeychain;
    // First the new passphrase, then the store: whatever is wrong with the store, the way in is there again.
    const opened = current ? ok(current.vault.replacePassphrase(slot)) : open(vault.value.replacePassphrase(slot));
    if (wasBound) await keychain.forget();
    return opened.ok ? ok(null) : opened;
  }

  /** Work on an open profile that waits for a derivation: nothing is done when it was locked meanwhile. */
  async function replaceWith(
    passphrase: string,
    slotFor: (vault: Vault) => Promise<Answer<Slot>>,
  ): Promise<Answer<null>> {
    const current = profile();
    if (!current) return err({ tag: 'NotUnlocked' });
    const opened = await opening.withPassphrase(passphrase);
    if (!opened.ok) return opened;
    const slot = await slotFor(opened.value.vault);
    if (!slot.ok) return slot;
    if (current !== profile()) return err({ tag: 'NotUnlocked' });
    current.vault.replacePassphrase(slot.value);
    return ok(null);
  }

  async function changePassphrase(current: string, passphrase: string): Promise<Answer<null>> {
    const problem = passphraseProblem(passphrase);
    if (problem) return err(problem);
    return replaceWith(current, async (vault) => {
      const half = await opening.halfOf(vault);
      return half.ok ? ok(await opening.newSlot(vault.masterKey, passphrase, half.value)) : half;
    });
  }

  async function viewOpening(): Promise<Answer<OpeningView>> {
    const current = profile();
    if (!current) return err({ tag: 'NotUnlocked' });
    return ok({ withKeychain: current.vault.way.withKeychain, keychain: await keychain.state() });
  }

  async function bindKeychain(passphrase: string, use: boolean): Promise<Answer<OpeningView>> {
    if (profile()?.vault.way.withKeychain === use) return viewOpening();
    // The keychain has its half before the vault needs it, and keeps it until the vault needs it no more.
    const done = await replaceWith(passphrase, async (vault) => {
      const half = use ? await opening.freshHalf() : ok(null);
      return half.ok ? ok(await opening.sameSlot(vault, passphrase, half.value)) : half;
    });
    if (!done.ok) return done;
    if (!use) await keychain.forget();
    return viewOpening();
  }

  return {
    unlock,
    checkWords(words) {
      const vault = opening.withWords(words);
      return vault.ok ? ok(null) : vault;
    },
    recover,
    changePassphrase,
    viewOpening,
    bindKeychain,
  };
}
