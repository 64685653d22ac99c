import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InGroup } from './in-group.ts';
import { newPerson, openPerson, PASSPHRASE, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { until } from './until.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Lighthouse';
const CLEOS = 'Evenings';
const KEPT = 'The tomatoes came through the frost. I did too.';
const ANNS = 'I walked to the harbour and back, which I had not planned.';
const BENS = 'The stick was in an envelope with a drawing on it.';
const LATER = 'Written after the backup, so only Ben has it now.';
const AGAIN = 'It is me, on another laptop.';
/** A backup is made by itself after two quiet minutes. */
const ROLLING_MS = 240_000;

const backupsIn = async (folder: string) =>
  (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.hearth-backup'));

describe('a lost laptop and a damaged file', () => {
  let ann: Person;
  let ben: Person;
  let laptop: Person;
  let cleo: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  let backup: Buffer;
  let fileName = '';

  beforeAll(async () => {
    // She writes now and is quiet from then on, so that her backup makes itself while the others go on.
    cleo = await openPerson(stage(), 'Cleo');
    await cleo.writePrivate(KEPT);
    await (await cleo.makeGroup(CLEOS)).write(ANNS);
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(stage().meeting.address);
    await ann.writePrivate(KEPT);
    annIn = await ann.makeGroup(GROUP);
    await annIn.write(ANNS);
    ben = await openPerson(stage(), 'Ben');
    await ben.acceptInvite(await annIn.createInvite());
    await annIn.approve('Ben');
    benIn = ben.in(GROUP);
    await benIn.seesEntry(ANNS);
    await benIn.write(BENS);
    await annIn.seesEntry(BENS);
    await annIn.react(BENS, 'Strength to you');
    await benIn.seesReaction(BENS, 'Strength to you', 'Ann');
  });
  afterAll(async () => {
    for (const person of [ann, ben, laptop, cleo]) await person?.app.kill9();
  });

  it('a backup is made by hand and tested, and its name says the day alone', async () => {
    await ann.go('place.settings');
    await ann.link(words('backup.open')).click();
    await ann.reads(words('backup.last.none'));
    await ann.button(words('backup.make')).click();
    await ann.reads(words('backup.made', { entries: 2, groups: 1 }));
    [fileName = ''] = await backupsIn(ann.app.files);
    expect(fileName).toMatch(/^\d{4}-\d\d-\d\d\.hearth-backup$/);
    backup = await readFile(join(ann.app.files, fileName));
    expect(backup.includes('tomatoes')).toBe(false);
    await ann.button(words('backup.test')).click();
    await ann.page
      .getByText(/^This backup opens and holds 2 entries up to (today at .*|just now)\. It was made/)
      .waitFor();
    await ann.reads(words('backup.tested.present'));
    await ann.page.getByText(wordsLike('backup.last.tested')).waitFor();
    // What was taken back and written since is not in it.
    await annIn.takeReactionBack(BENS);
    await annIn.write(LATER);
    await benIn.seesEntry(LATER);
    await ann.app.kill9();
  });

  it('on another laptop a file that was cut or changed is told, and nothing is changed', async () => {
    laptop = await newPerson(stage(), 'Laptop');
    const put = (bytes: Uint8Array) => writeFile(join(laptop.app.files, fileName), bytes, { mode: 0o644 });
    const choose = () => laptop.button(words('restore.choose')).click();
    await laptop.button(words('restore.door')).click();
    await laptop.heading(words('restore.title')).waitFor();
    await put(backup.subarray(0, 5_000));
    await choose();
    await laptop.reads(words('error.BackupCut'));
    await put(backup.map((byte, at) => (at === 9_000 ? byte ^ 1 : byte)));
    await choose();
    await laptop.reads(words('error.BackupDamaged'));
    await put(Buffer.from('A letter'));
    await choose();
    await laptop.reads(words('error.BackupNotOne'));
    await put(backup);
    await choose();
    await laptop.heading(words('restore.key.title')).waitFor();
    await laptop.field(words('restore.key.passphrase')).fill('something else entirely');
    await laptop.button(words('restore.key.open')).click();
    await laptop.reads(words('error.BackupPassphraseWrong'));
    expect((await readdir(laptop.app.profile)).filter((name) => /^(vault|hearth)/.test(name))).toEqual([]);
  });

  it('it is restored, and the friend reads the same person without a fork', async () => {
    await laptop.field(words('restore.key.passphrase')).fill(PASSPHRASE);
    await laptop.button(words('restore.key.open')).click();
    await laptop.heading(words('restore.ready.title')).waitFor();
    await laptop.reads(words('restore.ready.deleted'));
    await laptop.button(words('restore.now')).click();
    await laptop.heading(words('today.title')).waitFor();
    await laptop.seesPrivate(KEPT);
    const laptopIn = laptop.in(GROUP);
    await laptopIn.write(AGAIN);
    await benIn.seesEntry(AGAIN);
    await laptopIn.seesEntry(LATER);
    for (const one of [laptopIn, benIn]) {
      const entry = await one.seesEntry(BENS);
      await until(
        'the reaction to stay taken back',
        async () => (await entry.getByText('Strength to you').count()) === 0,
      );
    }
    await laptop.reopen();
    await laptop.in(GROUP).seesEntry(ANNS);
    expect(laptop.app.uiProblems()).toEqual([]);
  });

  it('and after a file was damaged, a backup that was made by itself brings it back', {
    timeout: 2 * ROLLING_MS,
  }, async () => {
    const { profile } = cleo.app;
    await until(
      'a backup made by itself',
      async () => (await backupsIn(join(profile, 'backups'))).length > 0,
      ROLLING_MS,
    );
    await cleo.app.close();
    await writeFile(join(profile, 'hearth.db'), 'nothing that opens');
    await cleo.app.start();
    await cleo.tryPassphrase(PASSPHRASE);
    await cleo.reads(words('error.StoreDamaged'));
    await cleo.button(words('restore.door.damaged')).click();
    await cleo.heading(words('restore.found')).waitFor();
    await cleo.page.getByRole('button', { name: wordsLike('restore.found.use') }).click();
    await cleo.field(words('restore.key.passphrase')).fill(PASSPHRASE);
    await cleo.button(words('restore.key.open')).click();
    await cleo.button(words('restore.now')).click();
    await cleo.heading(words('today.title')).waitFor();
    await cleo.seesPrivate(KEPT);
    await cleo.in(CLEOS).seesEntry(ANNS);
    const aside = (await readdir(profile)).filter((name) => name.startsWith('hearth.db.aside'));
    expect(aside).toHaveLength(1);
    expect(cleo.app.uiProblems()).toEqual([]);
  });
});
