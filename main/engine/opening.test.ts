import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ARGON2_FLOOR, cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, PASSPHRASE, type Person, unwrap, type World } from './testing/engine-world.ts';
import { fixedCalibration } from './testing/fixed-calibration.ts';
import { found, posts, share, tagOf, wordsOf, writing } from './testing/stories.ts';
import { decodeVaultFile } from './vault/vault-codec.ts';

const NEW = 'lantern meadow copper thursday owl';
const WRONG = 'not this one, no';
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

async function setUpAnn(): Promise<{ readonly ann: Person; readonly words: readonly string[] }> {
  const ann = await world.person('Ann', false);
  const { recoveryWords } = unwrap(await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE }));
  return { ann, words: recoveryWords };
}
const phaseOf = async (person: Person): Promise<string> => unwrap(await person.ask.status({})).phase;
const unlock = async (person: Person, passphrase: string) => tagOf(await person.ask.unlock({ passphrase }));
/** Locks, and tries a passphrase; waits for what holds tries back. */
async function afterLock(person: Person, passphrase: string): Promise<string> {
  person.restart();
  return unlock(person, passphrase);
}
const vaultFiles = (person: Person): Record<string, Buffer> =>
  Object.fromEntries(
    readdirSync(person.folder)
      .filter((name) => name.startsWith('vault'))
      .map((name) => [name, readFileSync(join(person.folder, name))]),
  );
function slotsOf(person: Person) {
  const file = decodeVaultFile(new Uint8Array(readFileSync(join(person.folder, 'vault.bin'))));
  if (!file.ok) throw new Error(file.error.tag);
  return file.value.slots.map(({ type, cost }) => ({ type, cost }));
}
async function writeSomething(person: Person) {
  const groupId = await found(person);
  await share(person, groupId, 'Shared.');
  const page = unwrap(await person.ask.createJournal({}));
  unwrap(await person.ask.updateJournal({ recordId: page.recordId, update: writing(page, 'For me alone.') }));
  return groupId;
}
async function expectAllThere(person: Person, groupId: Awaited<ReturnType<typeof found>>): Promise<void> {
  expect((await posts(person, groupId)).map(wordsOf)).toEqual(['Shared.']);
  expect(unwrap(await person.ask.listJournal({ before: null, limit: 9 })).map((row) => row.excerpt)).toEqual([
    'For me alone.',
  ]);
}

describe('changing the passphrase', () => {
  it('[VT9] asks for the present one, and from then on only the new one opens', async () => {
    const { ann } = await setUpAnn();
    const groupId = await writeSomething(ann);
    const before = vaultFiles(ann);
    expect(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: 'too short' })).toEqual({
      ok: false,
      error: { tag: 'PassphraseTooShort', minCharacters: 10 },
    });
    expect(tagOf(await ann.ask.changePassphrase({ current: WRONG, passphrase: NEW }))).toBe('WrongPassphrase');
    expect(vaultFiles(ann)).toEqual(before);
    expect(tagOf(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: NEW }))).toBe('ok');
    // A rewrite by something else keeps the new slot.
    await found(ann, 'Another');
    expect(await afterLock(ann, PASSPHRASE)).toBe('WrongPassphrase');
    expect(await unlock(ann, NEW)).toBe('ok');
    await expectAllThere(ann, groupId);
    // Nor does the generation beside it open with the old one.
    ann.close();
    rmSync(join(ann.folder, 'vault.bin'));
    expect(await afterLock(ann, PASSPHRASE)).toBe('WrongPassphrase');
    expect(await unlock(ann, NEW)).toBe('ok');
  });

  it('[VT8] wrong tries of it wait like those of the lock screen', async () => {
    const { ann } = await setUpAnn();
    const waits: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const answer = await ann.ask.changePassphrase({ current: WRONG, passphrase: NEW });
      if (answer.ok || answer.error.tag !== 'WrongPassphrase') throw new Error(tagOf(answer));
      waits.push(answer.error.waitMs);
      world.settle(answer.error.waitMs);
    }
    expect(waits).toEqual([0, 1_000, 2_000]);
  });

  it('[VT9] is not half done by a full disk: when the answer is yes, it is changed', async () => {
    const { ann } = await setUpAnn();
    ann.failWrites('DiskFull');
    expect(tagOf(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: NEW }))).toBe('ok');
    expect(await afterLock(ann, PASSPHRASE)).toBe('WrongPassphrase');
    expect(await unlock(ann, NEW)).toBe('ok');
    expect(unwrap(await ann.ask.getSettings({})).name).toBe('Ann');
  });

  it('[VT9] is refused while locked', async () => {
    const { ann } = await setUpAnn();
    ann.restart();
    expect(tagOf(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: NEW }))).toBe('NotUnlocked');
    expect(tagOf(await ann.ask.viewOpening({}))).toBe('NotUnlocked');
    expect(await unlock(ann, PASSPHRASE)).toBe('ok');
  });
});

describe('a forgotten passphrase', () => {
  it('[VT10] the recovery words set another one, open, and lose nothing; they stay good', async () => {
    const { ann, words } = await setUpAnn();
    const groupId = await writeSomething(ann);
    ann.restart();
    expect(await phaseOf(ann)).toBe('locked');
    expect(tagOf(await ann.ask.checkRecoveryWords({ words: [...words] }))).toBe('ok');
    expect(await phaseOf(ann)).toBe('locked');
    expect(tagOf(await ann.ask.recover({ words: [...words], passphrase: 'short' }))).toBe('PassphraseTooShort');
    expect(tagOf(await ann.ask.recover({ words: words.map((word) => word.toUpperCase()), passphrase: NEW }))).toBe(
      'ok',
    );
    expect(await phaseOf(ann)).toBe('open');
    await expectAllThere(ann, groupId);
    expect(await afterLock(ann, PASSPHRASE)).toBe('WrongPassphrase');
    expect(await unlock(ann, NEW)).toBe('ok');
    ann.restart();
    expect(tagOf(await ann.ask.recover({ words: [...words], passphrase: PASSPHRASE }))).toBe('ok');
    expect(await afterLock(ann, PASSPHRASE)).toBe('ok');
  });

  it('[VT10] is set anew with the words while Hearth is open, too', async () => {
    const { ann, words } = await setUpAnn();
    expect(tagOf(await ann.ask.recover({ words: [...words], passphrase: NEW }))).toBe('ok');
    await found(ann);
    expect(await afterLock(ann, PASSPHRASE)).toBe('WrongPassphrase');
    expect(await unlock(ann, NEW)).toBe('ok');
    expect(unwrap(await ann.ask.listGroups({}))).toHaveLength(1);
  });

  it('[VT11] says which word is none, and of words in another order only that they do not open', async () => {
    const { ann, words } = await setUpAnn();
    const others = unwrap(
      await (await world.person('Ben', false)).ask.setUp({ name: 'Ben', passphrase: PASSPHRASE }),
    ).recoveryWords;
    ann.restart();
    const before = vaultFiles(ann);
    const check = (typed: readonly string[]) => ann.ask.checkRecoveryWords({ words: [...typed] });
    expect(await check(words.slice(1))).toEqual({ ok: false, error: { tag: 'RecoveryWordsCount', count: 11 } });
    expect(await check(words.with(6, 'hearthh'))).toEqual({
      ok: false,
      error: { tag: 'RecoveryWordUnknown', place: 7, word: 'hearthh' },
    });
    // What is not yet a try makes nobody wait.
    const swapped = words.with(0, words[1] ?? '').with(1, words[0] ?? '');
    const waits: number[] = [];
    for (const typed of [swapped, others, words.toReversed()]) {
      const answer = await check(typed);
      if (answer.ok || answer.error.tag !== 'RecoveryWordsWrong') throw new Error(tagOf(answer));
      waits.push(answer.error.waitMs);
      // While it waits, neither the right words nor the right passphrase are looked at.
      if (answer.error.waitMs > 0) {
        expect(tagOf(await check(words))).toBe('RecoveryWordsWrong');
        expect(await unlock(ann, PASSPHRASE)).toBe('WrongPassphrase');
      }
      world.settle(answer.error.waitMs);
    }
    expect(waits).toEqual([0, 1_000, 2_000]);
    expect(vaultFiles(ann)).toEqual(before);
    expect(tagOf(await check(words))).toBe('ok');
  });

  it('[VT10] with a damaged vault or none says so, and writes nothing', async () => {
    const { ann, words } = await setUpAnn();
    ann.close();
    const damaged = readFileSync(join(ann.folder, 'vault.bin'));
    damaged[300] = (damaged[300] ?? 0) ^ 1;
    writeFileSync(join(ann.folder, 'vault.bin'), damaged);
    const before = vaultFiles(ann);
    ann.restart();
    expect(tagOf(await ann.ask.recover({ words: [...words], passphrase: NEW }))).toBe('VaultDamaged');
    expect(vaultFiles(ann)).toEqual(before);
  });
});

describe('the keychain', () => {
  const bind = async (person: Person, use: boolean, passphrase = PASSPHRASE) =>
    person.ask.bindKeychain({ passphrase, use });

  it('[VT13] is asked for only when the person wants it, needs the passphrase, and can be left again', async () => {
    const { ann } = await setUpAnn();
    expect(unwrap(await ann.ask.viewOpening({}))).toEqual({ withKeychain: false, keychain: 'ready' });
    expect(tagOf(await bind(ann, true, WRONG))).toBe('WrongPassphrase');
    expect(await ann.keychain.fetch()).toBeNull();
    expect(unwrap(await bind(ann, true))).toEqual({ withKeychain: true, keychain: 'ready' });
    expect(await afterLock(ann, WRONG)).toBe('WrongPassphrase');
    expect(await unlock(ann, PASSPHRASE)).toBe('ok');
    expect(slotsOf(ann).map(({ type }) => type)).toEqual(['passphrase+keychain', 'recovery']);
    // Changed while bound: bound still.
    expect(tagOf(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: NEW }))).toBe('ok');
    expect(slotsOf(ann).map(({ type }) => type)).toEqual(['passphrase+keychain', 'recovery']);
    expect(unwrap(await bind(ann, false, NEW))).toEqual({ withKeychain: false, keychain: 'ready' });
    expect(await ann.keychain.fetch()).toBeNull();
    expect(await afterLock(ann, NEW)).toBe('ok');
  });

  it('[VT13] that keeps things in plain text, is not there or does not take it is refused by name, and nothing changes', async () => {
    const { ann } = await setUpAnn();
    const before = slotsOf(ann);
    const outcomes: string[] = [];
    for (const now of [
      { state: 'plain', takes: true },
      { state: 'none', takes: true },
      { state: 'ready', takes: false },
    ] as const) {
      Object.assign(ann.keychain.now, now);
      outcomes.push(tagOf(await bind(ann, true)));
    }
    expect(outcomes).toEqual(['KeychainPlain', 'KeychainNone', 'KeychainFailed']);
    expect(slotsOf(ann)).toEqual(before);
    expect(await afterLock(ann, PASSPHRASE)).toBe('ok');
  });

  it('[VT13] that lost its half is told from a wrong passphrase; the recovery words open and the passphrase is free of it', async () => {
    const { ann, words } = await setUpAnn();
    const groupId = await writeSomething(ann);
    unwrap(await bind(ann, true));
    await ann.keychain.forget();
    expect(await afterLock(ann, PASSPHRASE)).toBe('KeychainLost');
    expect(await unlock(ann, WRONG)).toBe('KeychainLost');
    expect(tagOf(await ann.ask.recover({ words: [...words], passphrase: NEW }))).toBe('ok');
    expect(unwrap(await ann.ask.viewOpening({})).withKeychain).toBe(false);
    expect(await afterLock(ann, NEW)).toBe('ok');
    await expectAllThere(ann, groupId);
  });
});

describe('the cost of guessing', () => {
  it('[VT14] is raised at the unlock after the computer turned out to be faster, once, and the passphrase stays', async () => {
    const { ann } = await setUpAnn();
    const more = { ...ARGON2_FLOOR, passes: 4 };
    ann.calibrate({ ...fixedCalibration, raise: ({ cost }) => (cost.passes < more.passes ? more : null) });
    expect(await afterLock(ann, PASSPHRASE)).toBe('ok');
    expect(slotsOf(ann)[0]).toEqual({ type: 'passphrase', cost: more });
    const raised = vaultFiles(ann)['vault.bin'];
    expect(await afterLock(ann, WRONG)).toBe('WrongPassphrase');
    expect(vaultFiles(ann)['vault.bin']).not.toEqual(raised);
    expect(await unlock(ann, PASSPHRASE)).toBe('ok');
    expect(slotsOf(ann)[0]).toEqual({ type: 'passphrase', cost: more });
    // Bound to the keychain it is no cheaper; for another passphrase this computer is measured anew.
    unwrap(await ann.ask.bindKeychain({ passphrase: PASSPHRASE, use: true }));
    expect(slotsOf(ann)[0]).toEqual({ type: 'passphrase+keychain', cost: more });
    unwrap(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: NEW }));
    expect(slotsOf(ann)[0]).toEqual({ type: 'passphrase+keychain', cost: ARGON2_FLOOR });
    expect(await afterLock(ann, NEW)).toBe('ok');
    expect(slotsOf(ann)[0]).toEqual({ type: 'passphrase+keychain', cost: more });
    expect(await afterLock(ann, NEW)).toBe('ok');
  });
});
