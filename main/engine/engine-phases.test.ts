import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, PASSPHRASE, type Person, SERVER, unwrap, type World } from './testing/engine-world.ts';
import { found, posts, share, wordsOf, writing } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const phaseOf = async (person: Person): Promise<string> => unwrap(await person.ask.status({})).phase;
const tagOf = (answer: { ok: boolean; error?: { tag: string } }): string =>
  answer.ok ? 'ok' : (answer.error?.tag ?? '');
const file = (person: Person, name: string): string => join(person.folder, name);
const unlock = async (person: Person, passphrase = PASSPHRASE) => person.ask.unlock({ passphrase });

describe('setting up', () => {
  it('[EG5] goes from new to open, once; then locked and open', async () => {
    const ann = await world.person('Ann', false);
    expect(await phaseOf(ann)).toBe('new');
    expect(tagOf(await ann.ask.listGroups({}))).toBe('NotUnlocked');
    expect(await ann.ask.setUp({ name: 'Ann', passphrase: 'too short' })).toEqual({
      ok: false,
      error: { tag: 'PassphraseTooShort', minCharacters: 10 },
    });
    expect(tagOf(await ann.ask.setUp({ name: ' \n ', passphrase: PASSPHRASE }))).toBe('NameEmpty');
    expect(readdirSync(ann.folder)).toEqual([]);
    const { recoveryWords } = unwrap(await ann.ask.setUp({ name: ' Ann  Lee ', passphrase: PASSPHRASE }));
    expect(recoveryWords).toHaveLength(12);
    expect(await phaseOf(ann)).toBe('open');
    expect(unwrap(await ann.ask.getSettings({}))).toEqual({
      name: 'Ann Lee',
      theme: 'system',
      textSize: 100,
      server: null,
      lockAfterMinutes: 5,
      isScreenGuarded: false,
    });
    expect(tagOf(await ann.ask.setUp({ name: 'Eve', passphrase: PASSPHRASE }))).toBe('AlreadySetUp');
    ann.restart();
    expect(await phaseOf(ann)).toBe('locked');
    expect(tagOf(await ann.ask.setUp({ name: 'Eve', passphrase: PASSPHRASE }))).toBe('AlreadySetUp');
    expect(tagOf(await ann.ask.getSettings({}))).toBe('NotUnlocked');
    unwrap(await unlock(ann));
    expect(unwrap(await ann.ask.getSettings({})).name).toBe('Ann Lee');
  });

  it('[TC10] takes the marker of a wipe away, so that the next start does not wipe what is new', async () => {
    const ann = await world.person('Ann', false);
    writeFileSync(file(ann, 'wipe.begun'), '');
    unwrap(await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE }));
    expect(readdirSync(ann.folder)).toContain('vault.bin');
    expect(readdirSync(ann.folder)).not.toContain('wipe.begun');
  });

  it('[EG5] does not work twice at once: the second press of the button is refused', async () => {
    const ann = await world.person('Ann', false);
    const both = await Promise.all([
      ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE }),
      ann.ask.setUp({ name: 'Ann', passphrase: 'another passphrase' }),
    ]);
    expect(both.map(tagOf)).toEqual(['ok', 'IpcRefused']);
    ann.restart();
    expect(tagOf(await unlock(ann))).toBe('ok');
  });

  it('[EG5] that lost power before its words were handed over starts anew, whatever it left', async () => {
    const ann = await world.person('Ann', false);
    writeFileSync(file(ann, 'hearth.setup.db'), 'half of a store');
    writeFileSync(file(ann, 'vault.tmp'), 'half of a vault');
    expect(await phaseOf(ann)).toBe('new');
    unwrap(await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE }));
    // The vault as it was when it had been written and had not met its store.
    const first = readFileSync(file(ann, 'vault.prev'));
    ann.close();
    rmSync(file(ann, 'vault.prev'));
    writeFileSync(file(ann, 'vault.bin'), first);
    renameSync(file(ann, 'hearth.db'), file(ann, 'hearth.setup.db'));
    ann.restart();
    // Nobody knows the recovery words of that vault.
    expect(await phaseOf(ann)).toBe('new');
    const other = 'nine copper kettles on the wall';
    unwrap(await ann.ask.setUp({ name: 'Ann Lee', passphrase: other }));
    ann.restart();
    expect(tagOf(await unlock(ann))).toBe('WrongPassphrase');
    unwrap(await unlock(ann, other));
    expect(unwrap(await ann.ask.getSettings({})).name).toBe('Ann Lee');
    expect(readdirSync(ann.folder).sort()).toEqual(['hearth.db', 'hearth.db-wal', 'vault.bin', 'vault.prev']);
  });
});

describe('a wrong passphrase', () => {
  it('[VT8] is slow by delay and says only that it did not open', async () => {
    const ann = await world.person('Ann');
    ann.restart();
    const waits: number[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      const answer = await unlock(ann, 'not this one, no');
      if (answer.ok || answer.error.tag !== 'WrongPassphrase') throw new Error(tagOf(answer));
      waits.push(answer.error.waitMs);
      if (answer.error.waitMs > 0) {
        // While it waits, even the right one is not looked at.
        expect(await unlock(ann)).toEqual({
          ok: false,
          error: { tag: 'WrongPassphrase', waitMs: answer.error.waitMs },
        });
      }
      world.settle(answer.error.waitMs);
    }
    expect(waits).toEqual([0, 1_000, 2_000, 4_000]);
    expect(tagOf(await unlock(ann))).toBe('ok');
  });
});

describe('what is on the disk', () => {
  it('[EG6] is never replaced: a store that is gone, cut or flipped is told, and stays as it is', async () => {
    const ann = await world.person('Ann');
    await found(ann);
    ann.close();
    const whole = file(ann, 'whole');
    copyFileSync(file(ann, 'hearth.db'), whole);
    const outcome = async (): Promise<string> => {
      const before = existsSync(file(ann, 'hearth.db')) ? readFileSync(file(ann, 'hearth.db')) : null;
      ann.restart();
      expect(await phaseOf(ann)).toBe('locked');
      const tag = tagOf(await unlock(ann));
      expect(await phaseOf(ann)).toBe('locked');
      expect(existsSync(file(ann, 'hearth.db')) ? readFileSync(file(ann, 'hearth.db')) : null).toEqual(before);
      return tag;
    };
    rmSync(file(ann, 'hearth.db'));
    expect(await outcome()).toBe('StoreMissing');
    copyFileSync(whole, file(ann, 'hearth.db'));
    truncateSync(file(ann, 'hearth.db'), 4096 * 5);
    expect(await outcome()).toBe('StoreDamaged');
    const flipped = readFileSync(whole);
    flipped[9_000] = (flipped[9_000] ?? 0) ^ 4;
    writeFileSync(file(ann, 'hearth.db'), flipped);
    expect(await outcome()).toBe('StoreDamaged');
    copyFileSync(whole, file(ann, 'hearth.db'));
    ann.restart();
    expect(tagOf(await unlock(ann))).toBe('ok');
    expect(unwrap(await ann.ask.listGroups({}))).toHaveLength(1);
  });

  it('[EG6] is never replaced: without its vault, or with a damaged one, the store waits', async () => {
    const ann = await world.person('Ann');
    ann.close();
    const vault = readFileSync(file(ann, 'vault.bin'));
    for (const name of ['vault.bin', 'vault.prev']) rmSync(file(ann, name));
    ann.restart();
    expect(await phaseOf(ann)).toBe('locked');
    expect(tagOf(await unlock(ann))).toBe('VaultDamaged');
    expect(tagOf(await ann.ask.setUp({ name: 'Eve', passphrase: PASSPHRASE }))).toBe('AlreadySetUp');
    const flipped = Buffer.from(vault);
    flipped[200] = (flipped[200] ?? 0) ^ 1;
    writeFileSync(file(ann, 'vault.bin'), flipped);
    ann.restart();
    expect(tagOf(await unlock(ann))).toBe('VaultDamaged');
    writeFileSync(file(ann, 'vault.bin'), vault);
    ann.restart();
    expect(tagOf(await unlock(ann))).toBe('ok');
  });
});

describe('after a restart', () => {
  it('[DC2] journal entries, drafts, groups, meeting places and settings are there', async () => {
    const ann = await world.person('Ann');
    const groupId = await found(ann);
    await share(ann, groupId, 'Shared.');
    const page = unwrap(await ann.ask.createJournal({}));
    const saved = unwrap(
      await ann.ask.updateJournal({ recordId: page.recordId, update: writing(page, 'For me alone.') }),
    );
    expect(saved.savedAt).toBe(world.time.clock.now());
    const draft = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: page.recordId }));
    unwrap(await ann.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'And for you.') }));
    unwrap(await ann.ask.setServers({ groupId, servers: ['wss://meet.example/hearth', SERVER] }));
    unwrap(await ann.ask.changeSettings({ theme: 'dark', textSize: 150 }));
    ann.restart();
    unwrap(await unlock(ann));
    expect(unwrap(await ann.ask.getSettings({}))).toMatchObject({ theme: 'dark', textSize: 150, server: SERVER });
    expect(unwrap(await ann.ask.listJournal({ before: null, limit: 10 }))).toMatchObject([
      { recordId: page.recordId, excerpt: 'For me alone.' },
    ]);
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(['Shared.']);
    const again = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    expect(again).toMatchObject({ recordId: draft.recordId, clientId: draft.clientId });
    const shared = unwrap(await ann.ask.shareDraft({ groupId, recordId: again.recordId }));
    expect(wordsOf(shared)).toBe('For me alone.\nAnd for you.');
    expect(tagOf(await ann.ask.shareDraft({ groupId, recordId: again.recordId }))).toBe('RecordUnknown');
    const servers = unwrap(await ann.ask.viewGroup({ groupId })).reach.servers.map((server) => server.address);
    expect(servers).toEqual(['wss://meet.example/hearth', SERVER]);
  });

  it('[DC3] keys without a group, as a power cut while founding leaves them, are passed over', async () => {
    const ann = await world.person('Ann');
    ann.close();
    const store = readFileSync(file(ann, 'hearth.db'));
    ann.restart();
    unwrap(await unlock(ann));
    await found(ann);
    ann.close();
    writeFileSync(file(ann, 'hearth.db'), store);
    ann.restart();
    unwrap(await unlock(ann));
    expect(unwrap(await ann.ask.listGroups({}))).toEqual([]);
    // Nor do they count among the 32 groups that one may have.
    for (let n = 0; n < 32; n += 1) await found(ann, `Group ${n}`);
    const input = { name: 'One more', myName: 'Ann', agreement: '', mode: 'facilitated' } as const;
    expect(tagOf(await ann.ask.createGroup(input))).toBe('TooManyGroups');
    expect(unwrap(await ann.ask.listGroups({}))).toHaveLength(32);
  });
});
