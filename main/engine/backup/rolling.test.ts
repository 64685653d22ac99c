import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import type { BackupsView } from '../../../shared/ipc/backup-requests.ts';
import { backUp, createStick, failingFiles, pagesOf, type Stick, writePage } from '../testing/backup-stories.ts';
import { createWorld, PASSPHRASE, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { comeBack, found, share, tagOf } from '../testing/stories.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How long a real disk may take, milliseconds. */
const PATIENCE_MS = 15_000;
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

const view = async (person: Person): Promise<BackupsView> => unwrap(await person.ask.viewBackups({}));
const filesIn = (folder: string): readonly string[] => readdirSync(folder).sort();
const filesOf = (person: Person): readonly string[] => filesIn(join(person.folder, 'backups'));
const daysOf = (names: readonly string[]) => names.map((name) => /\d{4}-\d\d-\d\d/.exec(name)?.[0]);
/** Lets so much time pass, and waits until the engine tells the ui that what it was writing then is settled. */
async function pass(person: Person, ms: number, until: (backups: BackupsView) => boolean): Promise<BackupsView> {
  person.heard();
  world.settle(ms);
  let isTold = false;
  for (const from = performance.now(); performance.now() - from < PATIENCE_MS; ) {
    const now = await view(person);
    isTold ||= person.heard().some(({ event }) => event === 'backupsChanged');
    if (isTold && until(now)) return now;
    await new Promise(setImmediate);
    // So that the engine tells what it has to tell: far less than a minute in all.
    world.settle(1);
  }
  throw new Error('no such backup was made');
}
const madeAfter = (at: number) => (backups: BackupsView) => (backups.rolling?.at ?? 0) > at;
/** Nothing is made in this time: whoever makes one reads the store within the same step. */
async function expectNothing(person: Person, ms: number): Promise<void> {
  const before = await view(person);
  const names = filesOf(person);
  world.settle(ms);
  for (let looks = 0; looks < 50; looks += 1) await new Promise(setImmediate);
  expect((await view(person)).rolling).toEqual(before.rolling);
  expect(filesOf(person)).toEqual(names);
}

describe('backups by themselves', () => {
  it('[BK10] are made once it is quiet, daily when something changed, and the latest three are kept', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    await writePage(ann, 'Day 0');
    const first = await pass(ann, 2 * MINUTE_MS, madeAfter(0));
    expect(daysOf(filesOf(ann))).toEqual(['2026-05-11']);
    expect(first.rolling).toMatchObject({ kind: 'rolling', fileName: filesOf(ann)[0], testedAt: null });
    await writePage(ann, 'Day 0, later');
    await expectNothing(ann, 10 * HOUR_MS);
    for (let day = 1; day <= 4; day += 1) {
      const { rolling } = await view(ann);
      await writePage(ann, `Day ${day}`);
      await pass(ann, 25 * HOUR_MS, madeAfter(rolling!.at));
    }
    expect(daysOf(filesOf(ann))).toEqual(['2026-05-14', '2026-05-15', '2026-05-16']);
    await expectNothing(ann, 72 * HOUR_MS);
  });

  it('[BK10] wait while somebody writes, but not for ever', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    for (let minute = 0; minute < 20; minute += 1) {
      await writePage(ann, `Minute ${minute}`);
      world.settle(MINUTE_MS);
    }
    // Had one been begun, it would be there by the time that two others are.
    for (const name of ['one', 'two']) await backUp(ann, stick.path(name));
    expect((await view(ann)).rolling).toBeNull();
    for (let minute = 20; minute < 33; minute += 1) {
      await writePage(ann, `Minute ${minute}`);
      world.settle(MINUTE_MS);
    }
    await pass(ann, 0, madeAfter(0));
  });

  it('[BK10] can be switched off and on, and are found by a Hearth that does not open', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    await writePage(ann, 'Kept.');
    unwrap(await ann.ask.setRolling({ isOn: false }));
    world.settle(30 * HOUR_MS);
    expect((await view(ann)).rolling).toBeNull();
    expect((await view(ann)).isRollingOn).toBe(false);
    unwrap(await ann.ask.setRolling({ isOn: true }));
    await pass(ann, 3 * MINUTE_MS, madeAfter(0));
    ann.close();
    writeFileSync(join(ann.folder, 'hearth.db'), 'nothing that opens');
    ann.restart();
    expect(tagOf(await ann.ask.unlock({ passphrase: PASSPHRASE }))).toBe('StoreDamaged');
    const [backup] = unwrap(await ann.ask.findBackups({}));
    expect(backup).toMatchObject({ day: '2026-05-12' });
    const from = { rolling: backup!.name };
    unwrap(await ann.ask.openBackup({ from, key: { passphrase: PASSPHRASE } }));
    unwrap(await ann.ask.restoreBackup({ passphrase: null }));
    expect(await pagesOf(ann)).toEqual(['Kept.']);
  });

  it('[BK11] are made anew within minutes after something was deleted, and those before it go', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    const recordId = await writePage(ann, 'Deleted later.');
    await pass(ann, 2 * MINUTE_MS, madeAfter(0));
    await writePage(ann, 'Stays.');
    await pass(ann, 25 * HOUR_MS, madeAfter((await view(ann)).rolling!.at));
    expect(filesOf(ann)).toHaveLength(2);
    unwrap(await ann.ask.deleteJournal({ recordId }));
    await pass(ann, 3 * MINUTE_MS, madeAfter((await view(ann)).rolling!.at));
    expect(daysOf(filesOf(ann))).toEqual(['2026-05-12']);
    const laptop = await world.person('Laptop', false);
    const place = laptop.pick(join(ann.folder, 'backups', filesOf(ann)[0]!));
    unwrap(await laptop.ask.openBackup({ from: { place }, key: { passphrase: PASSPHRASE } }));
    unwrap(await laptop.ask.restoreBackup({ passphrase: null }));
    expect(await pagesOf(laptop)).toEqual(['Stays.']);
  });

  it('[BK11] are made anew after another passphrase, also when the app was closed meanwhile, and the old one opens none', async () => {
    const next = 'lantern meadow copper thursday owl';
    const ann = await world.person('Ann', { isRolling: true });
    await pass(ann, 2 * MINUTE_MS, madeAfter(0));
    unwrap(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: next }));
    ann.restart();
    unwrap(await ann.ask.unlock({ passphrase: next }));
    await pass(ann, 3 * MINUTE_MS, madeAfter((await view(ann)).rolling!.at));
    expect(filesOf(ann)).toHaveLength(1);
    const open = async (passphrase: string) =>
      tagOf(await ann.ask.openBackup({ from: { rolling: filesOf(ann)[0]! }, key: { passphrase } }));
    expect(await open(PASSPHRASE)).toBe('BackupPassphraseWrong');
    expect(await open(next)).toBe('ok');
  });

  it('[BK11] are made anew soon after the keys of a group changed, since with the old ones nobody is found', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    const groupId = await found(ann);
    await pass(ann, 3 * MINUTE_MS, madeAfter(0));
    const at = (await view(ann)).rolling!.at;
    await share(ann, groupId, 'one');
    await expectNothing(ann, 3 * HOUR_MS);
    await found(ann, 'Another');
    expect((await pass(ann, 2 * HOUR_MS, madeAfter(at))).rolling!.at).toBeLessThan(at + 6 * HOUR_MS);
  });

  it('[BK12] go to a folder that was chosen, and touch nothing else in it', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    const others = ['daily-zzzz-2020-01-01.hearth-backup', '2026-05-11.hearth-backup', 'letter.txt'];
    for (const name of others) writeFileSync(stick.path(name), 'not ours');
    unwrap(await ann.ask.setRolling({ place: ann.pick(stick.folder) }));
    await writePage(ann, 'One.');
    let at = (await pass(ann, 3 * MINUTE_MS, madeAfter(0))).rolling!.at;
    for (let day = 1; day <= 4; day += 1) {
      await writePage(ann, `Day ${day}`);
      at = (await pass(ann, 25 * HOUR_MS, madeAfter(at))).rolling!.at;
    }
    const names = filesIn(stick.folder);
    expect(names).toEqual(expect.arrayContaining(others));
    expect(names).toHaveLength(others.length + 3);
    expect((await view(ann)).folderName).toBe(stick.folder.split('/').at(-1));
  });

  it('[BK12] wait for a folder that is not there, make none in its place, and go on when it is back', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    unwrap(await ann.ask.setRolling({ place: ann.pick(stick.folder) }));
    renameSync(stick.folder, `${stick.folder}-out`);
    await pass(ann, 3 * MINUTE_MS, (backups) => backups.rollingProblem === 'FolderMissing');
    renameSync(`${stick.folder}-out`, stick.folder);
    await pass(ann, 2 * HOUR_MS, madeAfter(0));
    expect((await view(ann)).rollingProblem).toBeNull();
    expect(filesIn(stick.folder)).toHaveLength(1);
  });

  it('[BK4] [BK10] on a full disk say so, and leave nothing half-made', async () => {
    const ann = await world.person('Ann', { isRolling: true, files: failingFiles(4) });
    await writePage(ann, 'One.');
    await pass(ann, 3 * MINUTE_MS, (backups) => backups.rollingProblem === 'DiskFull');
    expect(filesOf(ann)).toEqual([]);
    expect(await pagesOf(ann)).toEqual(['One.']);
  });

  it('[BK4] that a lock cuts off leave nothing that counts, and are made after the next opening', async () => {
    const ann = await world.person('Ann', { isRolling: true });
    await writePage(ann, 'One.');
    mkdirSync(join(ann.folder, 'backups'), { recursive: true });
    world.settle(2 * MINUTE_MS);
    ann.close();
    const isBusy = () => filesOf(ann).length > 0 || existsSync(join(ann.folder, 'hearth.copy.db'));
    for (const from = performance.now(); isBusy() && performance.now() - from < PATIENCE_MS; ) {
      await new Promise(setImmediate);
    }
    expect(filesOf(ann)).toEqual([]);
    await comeBack(ann);
    await pass(ann, 3 * MINUTE_MS, madeAfter(0));
    expect(filesOf(ann)).toHaveLength(1);
  });
});
