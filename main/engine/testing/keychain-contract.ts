/**
 * The exam of every `Keychain`. An adapter's test runs it in three lines:
 *
 *   describe('safeStorage', () => {
 *     keychainContract({ it, expect }, () => openExamined());
 *   });
 */
import { Redacted } from '../../../shared/redacted.ts';
import type { KeychainState } from '../../../shared/ipc/vault-requests.ts';
import type { Keychain } from '../vault/keychain.ts';

/** The parts of a test runner that the exam needs; vitest's fit. */
interface TestRunner {
  it(title: string, run: () => Promise<void>): void;
  expect(actual: unknown): { toEqual(expected: unknown): void };
}

/** A keychain to examine, with nothing in it, on a system that can be changed. */
export interface ExaminedKeychain {
  readonly keychain: Keychain;
  /** From now on the system is like this. */
  become(state: KeychainState): void;
}

const half = (fill: number): Redacted<Uint8Array> => new Redacted(new Uint8Array(32).fill(fill));

/** See the file's head. */
export function keychainContract({ it, expect }: TestRunner, fresh: () => ExaminedKeychain): void {
  const fetched = async (keychain: Keychain) => (await keychain.fetch())?.reveal() ?? null;

  it('[VT13] gives what was kept last, and nothing before or afterwards', async () => {
    const { keychain } = fresh();
    expect(await keychain.state()).toEqual('ready');
    expect(await fetched(keychain)).toEqual(null);
    expect(await keychain.keep(half(1))).toEqual(true);
    expect(await fetched(keychain)).toEqual(half(1).reveal());
    expect(await keychain.keep(half(2))).toEqual(true);
    expect(await fetched(keychain)).toEqual(half(2).reveal());
    await keychain.forget();
    expect(await fetched(keychain)).toEqual(null);
    await keychain.forget();
  });

  it('[VT13] keeps and gives nothing while the system has no keychain or a plain one, and loses nothing by that', async () => {
    const { keychain, become } = fresh();
    await keychain.keep(half(1));
    for (const state of ['plain', 'none'] as const) {
      become(state);
      expect(await keychain.state()).toEqual(state);
      expect(await keychain.keep(half(2))).toEqual(false);
      expect(await fetched(keychain)).toEqual(null);
    }
    become('ready');
    expect(await fetched(keychain)).toEqual(half(1).reveal());
  });
}
