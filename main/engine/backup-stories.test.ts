import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { isKeyFile, isWordFile } from '../profile-files.ts';
import {
  backUp,
  createStick,
  failingFiles,
  pagesOf,
  restore,
  type Stick,
  writePage,
} from './testing/backup-stories.ts';
import { createWorld, NOON, PASSPHRASE, type Person, unwrap, type World } from './testing/engine-world.ts';
import { comeBack, found, posts, share, tagOf, wordsOf } from './testing/stories.ts';

const NEW = 'lantern meadow copper thursday owl';
let world: World;
let stick: Stick;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
  stick = createStick();
});
afterEach(() => {
  world.end();
  stick.remove();
});

const FILE = '2026-05-11.hearth-backup';
const from = (person: Person, name = FILE) => ({ place: person.pick(stick.path(name)) });
const openTag = async (person: Person, passphrase = PASSPHRASE, name = FILE): Promise<string> =>
  tagOf(await person.ask.openBackup({ from: from(person, name), key: { passphrase } }));
const phaseOf = async (person: Person): Promise<string> => unwrap(await person.ask.status({})).phase;

/** Ann, who has written a page, a post and the beginning of another. */
async function annWhoWrote() {
  const ann = await world.person('Ann', false);
  const { recoveryWords } = unwrap(await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE }));
  const groupId = await found(ann);
  await share(ann, groupId, 'one');
  await writePage(ann, 'For me alone.');
  return { ann, groupId, recoveryWords };
}
async function expectAllThere(person: Person): Promise<void> {
  expect(await pagesOf(person)).toEqual(['For me alone.']);
  const [group] = unwrap(await person.ask.listGroups({}));
  expect((await posts(person, group!.groupId)).map(wordsOf)).toEqual(['one']);
}

describe('a backup by hand', () => {
  it('[BK2] [BK4] is there once it is answered, says what it holds, and keeps nobody waiting', async () => {
    const { ann } = await annWhoWrote();
    let isMade = false;
    const making = ann.ask.makeBackup({ place: ann.pick(stick.path(FILE)) }).then((answer) => {
      isMade = true;
      return answer;
    });
    await writePage(ann, 'Written while it is made.');
    expect(isMade).toBe(false);
    const made = unwrap(await making);
    expect(made).toMatchObject({ madeAt: NOON, shared: 1, drafts: 0, groups: ['Tuesdays'] });
    expect(readdirSync(stick.folder)).toEqual([FILE]);
    expect(readFileSync(stick.path(FILE)).length).toBe(made.bytes);
    const { byHand } = unwrap(await ann.ask.viewBackups({}));
    expect(byHand).toEqual({ at: NOON, kind: 'byHand', fileName: FILE, bytes: made.bytes, testedAt: null });
  });

  it('[BK4] that fails at any step leaves the one before under its name, and no part of another', async () => {
    const { ann } = await annWhoWrote();
    await backUp(ann, stick.path(FILE));
    const before = readFileSync(stick.path(FILE));
    ann.close();
    const count = await failingAt(ann, Number.POSITIVE_INFINITY, 'ok');
    expect(count).toBeGreaterThan(5);
    writeFileSync(stick.path(FILE), before);
    for (let step = 1; step <= count; step += 1) {
      await failingAt(ann, step, step % 2 === 0 ? 'DiskFull' : 'DiskFailed');
      expect(readdirSync(stick.folder), `step ${step}`).toEqual([FILE]);
      expect(readFileSync(stick.path(FILE)).equals(before), `step ${step}`).toBe(true);
    }
  });

  /** Makes one on a copy of her profile whose disk fails at that step. */
  async function failingAt(ann: Person, step: number, tag: string): Promise<number> {
    const files = failingFiles(step, tag === 'DiskFull' ? 'ENOSPC' : 'EIO');
    const copy = await world.person(`Ann ${step}`, { copyOf: ann, files });
    unwrap(await copy.ask.unlock({ passphrase: PASSPHRASE }));
    expect(tagOf(await copy.ask.makeBackup({ place: copy.pick(stick.path(FILE)) })), `step ${step}`).toBe(tag);
    expect(readdirSync(copy.folder).filter((name) => name.startsWith('hearth.copy'))).toEqual([]);
    copy.close();
    return files.count();
  }

  it('[BK4] of a store in which something is damaged is not made', async () => {
    const { ann } = await annWhoWrote();
    ann.failWrites('StoreDamaged');
    expect(tagOf(await ann.ask.makeBackup({ place: ann.pick(stick.path(FILE)) }))).toBe('StoreDamaged');
    expect(readdirSync(stick.folder)).toEqual([]);
  });

  it('[BK13] goes only where the person picked', async () => {
    const { ann } = await annWhoWrote();
    expect(tagOf(await ann.ask.makeBackup({ place: stick.path(FILE) }))).toBe('IpcRefused');
    expect(tagOf(await ann.ask.testBackup({ from: { rolling: '../../etc/passwd' } }))).toBe('IpcRefused');
    const unknown = ann.ask.makeBackup({ place: 'f'.repeat(32) });
    world.settle(5_000);
    await new Promise(setImmediate);
    for (let i = 0; i < 200; i += 1) {
      world.settle(50);
      await new Promise(setImmediate);
    }
    expect(tagOf(await unknown)).toBe('BackupGone');
  });
});

describe('a test of a backup', () => {
  it('[BK6] opens all of it, counts, and changes nothing', async () => {
    const { ann } = await annWhoWrote();
    const made = await backUp(ann, stick.path(FILE));
    await writePage(ann, 'Later.');
    const tested = unwrap(await ann.ask.testBackup({ from: from(ann) }));
    expect(tested).toEqual({ ...made, isPresentPassphrase: true, needsKeychain: false });
    expect(unwrap(await ann.ask.viewBackups({})).byHand?.testedAt).toBe(NOON);
    expect(readdirSync(ann.folder).filter((name) => name.startsWith('hearth.test'))).toEqual([]);
    expect(await pagesOf(ann)).toEqual(['Later.', 'For me alone.']);
  });

  it('[BK6] says when it opens with an earlier passphrase', async () => {
    const { ann } = await annWhoWrote();
    await backUp(ann, stick.path(FILE));
    unwrap(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: NEW }));
    expect(unwrap(await ann.ask.testBackup({ from: from(ann) })).isPresentPassphrase).toBe(false);
    await backUp(ann, stick.path('new'));
    expect(unwrap(await ann.ask.testBackup({ from: from(ann, 'new') })).isPresentPassphrase).toBe(true);
  });

  it('[BK6] tells another Hearth’s, a damaged one, and a disk that has no room for it', async () => {
    const { ann } = await annWhoWrote();
    const ben = await world.person('Ben');
    await backUp(ben, stick.path('bens'));
    expect(tagOf(await ann.ask.testBackup({ from: from(ann, 'bens') }))).toBe('BackupOther');
    await backUp(ann, stick.path(FILE));
    const bytes = readFileSync(stick.path(FILE));
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(stick.path('damaged'), bytes);
    expect(tagOf(await ann.ask.testBackup({ from: from(ann, 'damaged') }))).toBe('BackupDamaged');
    ann.close();
    const full = await world.person('Ann again', { copyOf: ann, files: failingFiles(3) });
    unwrap(await full.ask.unlock({ passphrase: PASSPHRASE }));
    expect(tagOf(await full.ask.testBackup({ from: from(full) }))).toBe('DiskFull');
    expect(readdirSync(full.folder).filter((name) => name.startsWith('hearth.test'))).toEqual([]);
  });
});

describe('restoring where nothing is', () => {
  it('[BK5] [BK7] opens with the passphrase, and everything is there', async () => {
    const { ann } = await annWhoWrote();
    const made = await backUp(ann, stick.path(FILE));
    ann.close();
    const laptop = await world.person('Laptop', false);
    expect(tagOf(await laptop.ask.lookAtBackup({ from: from(laptop) }))).toBe('ok');
    expect(await restore(laptop, stick.path(FILE))).toEqual(made);
    expect(await phaseOf(laptop)).toBe('open');
    await expectAllThere(laptop);
    expect(unwrap(await laptop.ask.viewBackups({})).restored).toEqual({ at: NOON, madeAt: NOON });
    await comeBack(laptop);
    await expectAllThere(laptop);
    expect(readdirSync(laptop.folder).filter((name) => name.includes('aside') || name.includes('setup'))).toEqual([]);
  });

  it('[BK5] opens with the words, sets another passphrase, and the one before opens nothing', async () => {
    const { ann, recoveryWords } = await annWhoWrote();
    await backUp(ann, stick.path(FILE));
    ann.close();
    const laptop = await world.person('Laptop', false);
    unwrap(await laptop.ask.openBackup({ from: from(laptop), key: { words: [...recoveryWords] } }));
    expect(tagOf(await laptop.ask.restoreBackup({ passphrase: null }))).toBe('PassphraseTooShort');
    unwrap(await laptop.ask.restoreBackup({ passphrase: NEW }));
    await expectAllThere(laptop);
    laptop.restart();
    expect(tagOf(await laptop.ask.unlock({ passphrase: PASSPHRASE }))).toBe('WrongPassphrase');
    unwrap(await laptop.ask.unlock({ passphrase: NEW }));
    await expectAllThere(laptop);
  });

  it('[BK5] tells wrong words and passphrases apart from damage, names a word that is none, and lets nobody guess quickly', async () => {
    const { ann, recoveryWords } = await annWhoWrote();
    await backUp(ann, stick.path(FILE));
    ann.close();
    const laptop = await world.person('Laptop', false);
    const withWords = async (words: readonly string[]) =>
      laptop.ask.openBackup({ from: from(laptop), key: { words: [...words] } });
    expect(await withWords(['lanten', ...recoveryWords.slice(1)])).toEqual({
      ok: false,
      error: { tag: 'RecoveryWordUnknown', place: 1, word: 'lanten' },
    });
    expect(tagOf(await withWords(recoveryWords.slice(1)))).toBe('RecoveryWordsCount');
    const another = Array.from({ length: 12 }, (_, i) => (i < 11 ? 'abandon' : 'about'));
    expect(await withWords(another)).toMatchObject({ error: { tag: 'BackupWordsWrong', waitMs: 0 } });
    expect(await laptop.ask.openBackup({ from: from(laptop), key: { passphrase: 'not this one, no' } })).toEqual({
      ok: false,
      error: { tag: 'BackupPassphraseWrong', waitMs: 1_000 },
    });
    expect(await openTag(laptop)).toBe('BackupPassphraseWrong');
    world.settle(1_000);
    expect(await openTag(laptop)).toBe('ok');
    expect(tagOf(await laptop.ask.restoreBackup({ passphrase: null }))).toBe('ok');
  });

  it('[BK5] of one that was bound to the keychain of another computer asks for the words', async () => {
    const { ann, recoveryWords } = await annWhoWrote();
    unwrap(await ann.ask.bindKeychain({ passphrase: PASSPHRASE, use: true }));
    await backUp(ann, stick.path(FILE));
    expect(unwrap(await ann.ask.testBackup({ from: from(ann) })).needsKeychain).toBe(true);
    ann.close();
    const laptop = await world.person('Laptop', false);
    expect(await openTag(laptop)).toBe('BackupNeedsWords');
    unwrap(await laptop.ask.openBackup({ from: from(laptop), key: { words: [...recoveryWords] } }));
    unwrap(await laptop.ask.restoreBackup({ passphrase: NEW }));
    await expectAllThere(laptop);
    expect(unwrap(await laptop.ask.viewOpening({})).withKeychain).toBe(false);
  });

  it('[BK7] changes nothing when the disk is full, at whatever step, and works once there is room', async () => {
    const { ann } = await annWhoWrote();
    await backUp(ann, stick.path(FILE));
    const probe = failingFiles(Number.POSITIVE_INFINITY);
    await restore(await world.person('Probe', { ready: false, files: probe }), stick.path(FILE));
    for (let step = 1; step <= probe.count(); step += 1) {
      const laptop = await world.person(`Laptop ${step}`, { ready: false, files: failingFiles(step) });
      unwrap(await laptop.ask.openBackup({ from: from(laptop), key: { passphrase: PASSPHRASE } }));
      expect(tagOf(await laptop.ask.restoreBackup({ passphrase: null })), `step ${step}`).toBe('DiskFull');
      expect(await phaseOf(laptop)).toBe('new');
      expect(readdirSync(laptop.folder), `step ${step}`).toEqual([]);
    }
    expect(probe.count()).toBeGreaterThan(3);
  });

  it('[BK7] of a file that was changed after it was opened changes nothing', async () => {
    const { ann } = await annWhoWrote();
    await backUp(ann, stick.path(FILE));
    const laptop = await world.person('Laptop', false);
    expect(await openTag(laptop)).toBe('ok');
    const bytes = readFileSync(stick.path(FILE));
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(stick.path(FILE), bytes);
    expect(tagOf(await laptop.ask.restoreBackup({ passphrase: null }))).toBe('BackupDamaged');
    expect(await phaseOf(laptop)).toBe('new');
    expect(readdirSync(laptop.folder)).toEqual([]);
  });
});

describe('restoring where something is', () => {
  it('[BK7] is refused while it opens, locked or not', async () => {
    const { ann } = await annWhoWrote();
    await backUp(ann, stick.path(FILE));
    expect(await openTag(ann)).toBe('ok');
    expect(tagOf(await ann.ask.restoreBackup({ passphrase: null }))).toBe('RestoreNotDue');
    ann.restart();
    expect(await openTag(ann)).toBe('ok');
    expect(tagOf(await ann.ask.restoreBackup({ passphrase: null }))).toBe('RestoreNotDue');
    expect(tagOf(await ann.ask.restoreBackup({ passphrase: null }))).toBe('RestoreNotDue');
    unwrap(await ann.ask.unlock({ passphrase: PASSPHRASE }));
    await expectAllThere(ann);
  });

  it.each(['hearth.db', 'vault.bin'])(
    '[BK7] [BK9] puts a damaged %s aside and everything is there again',
    async (name) => {
      const { ann } = await annWhoWrote();
      await backUp(ann, stick.path(FILE));
      ann.close();
      const path = join(ann.folder, name);
      const damaged = readFileSync(path);
      damaged.fill(7, 600, 900);
      writeFileSync(path, damaged);
      ann.restart();
      const problem = tagOf(await ann.ask.unlock({ passphrase: PASSPHRASE }));
      expect(problem).toBe(name === 'hearth.db' ? 'StoreDamaged' : 'VaultDamaged');
      await restore(ann, stick.path(FILE));
      await expectAllThere(ann);
      await comeBack(ann);
      await expectAllThere(ann);
      const aside = readdirSync(ann.folder).filter((one) => one.startsWith(`${name}.aside-`));
      expect(aside).toHaveLength(1);
      expect(readFileSync(join(ann.folder, aside[0]!)).equals(damaged)).toBe(true);
      // The wipe knows what was put aside for what it is.
      for (const other of readdirSync(ann.folder).filter((one) => one.includes('aside'))) {
        expect(isKeyFile(other) || isWordFile(other), other).toBe(true);
      }
    },
  );

  it('[BK7] of another person’s backup takes that person’s place, and keeps what was there', async () => {
    const { ann } = await annWhoWrote();
    const ben = await world.person('Ben');
    await writePage(ben, 'Ben’s own.');
    await backUp(ben, stick.path(FILE));
    ben.close();
    ann.close();
    writeFileSync(join(ann.folder, 'vault.bin'), 'nothing');
    copyFileSync(join(ann.folder, 'vault.prev'), stick.path('kept'));
    ann.restart();
    await restore(ann, stick.path(FILE));
    expect(await pagesOf(ann)).toEqual(['Ben’s own.']);
    expect(readFileSync(join(ann.folder, 'vault.prev.aside-1'))).toEqual(readFileSync(stick.path('kept')));
    expect(existsSync(join(ann.folder, 'hearth.db.aside-2'))).toBe(true);
  });
});
