import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { SYNC_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { type MeetingPlace, openMeetingPlace } from './meeting-place.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Night ferry';
const ANNS = 'The lights on the other side look closer than they are.';
const BENS = 'I came by the keeper, and nobody was there, which was fine.';

describe('somebody who invites and somebody who comes, never online at the same time', () => {
  let folder: string;
  let keeper: MeetingPlace;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  let checkWords: readonly string[];

  beforeAll(async () => {
    await cryptoReady;
    folder = mkdtempSync(join(tmpdir(), 'hearth-keeper-'));
    keeper = await openMeetingPlace(join(folder, 'mail.db'));
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(GROUP);
  });
  afterAll(async () => {
    for (const person of [ann, ben]) await person?.app.kill9();
    await keeper.stop();
    rmSync(folder, { recursive: true });
  });

  /** Ben opens what he waits for. */
  const opensWaiting = async (): Promise<void> => {
    await ben.page
      .getByRole('link')
      .filter({ hasText: words('today.joins.row') })
      .first()
      .click();
  };

  it('[JK10] the invite says that the group has a keeper, to who makes it and to who reads it', async () => {
    await annIn.allowKeeper();
    await annIn.write(ANNS);
    await annIn.entry(ANNS).waitFor();
    const invite = await annIn.createInvite();
    await ann.reads(words('invite.keeper'));
    await ann.app.close();
    ben = await openPerson(stage(), 'Ben');
    benIn = ben.in(GROUP);
    await ben.lookAtInvite(invite);
    await ben.reads(words('join.keeper'));
    await ben.reads(words('join.keeper.others'));
    await ben.acceptInvite(invite, 'It is me.');
  });

  it('[JK3] [JK10] the request lies with the keeper, which the newcomer reads', async () => {
    await ben.page.getByText(words('joinKeeper.looking.lies')).waitFor({ timeout: SYNC_MS });
    await ben.page.getByText(wordsLike('joinKeeper.lies')).waitFor();
    await ben.reads(words('waiting.keep'));
    checkWords = await ben.checkWords();
    await ben.app.close();
  });

  it('[JK5] [JK7] days later it is there for who lets people in, with the same words; the keeper was restarted', async () => {
    await keeper.stop();
    await keeper.start();
    await ann.reopen();
    expect(await annIn.checkWordsOf('Ben')).toEqual(checkWords);
    await annIn.openPart('group.reach');
    await ann.app.close();
    await ben.reopen();
    await opensWaiting();
    await ben.waitsForApproval();
    await ben.reads(words('joinKeeper.approval'));
    await ben.app.close();
    await ann.reopen();
    await annIn.approve('Ben');
    await annIn.entry(ANNS).getByText(wordsLike('spread.withKeeper')).waitFor({ timeout: SYNC_MS });
    await ann.app.close();
  });

  it('[JK7] [JK9] the next start lets the newcomer in, who reads and writes by the keeper', async () => {
    await ben.reopen();
    await benIn.seesEntry(ANNS);
    await benIn.write(BENS);
    await benIn.entry(BENS).getByText(wordsLike('spread.withKeeper')).waitFor({ timeout: SYNC_MS });
    await ben.app.close();
    await ann.reopen();
    await annIn.seesEntry(BENS);
    await annIn.seesMember('Ben');
  });

  it('[PV2] what lies at the keeper holds no name and no word', async () => {
    const names = await readdir(folder);
    const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
    expect(bytes.length).toBeGreaterThan(16_384);
    for (const canary of [GROUP, ANNS.slice(0, 12), BENS.slice(0, 12), 'It is me', 'Ben', 'hearth://', 'HTH1']) {
      expect(bytes.includes(canary), canary).toBe(false);
    }
  });
});
