import { base32nopad } from '@scure/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceId, type EntryId, type GroupId, idFromBytes } from '../../shared/brand.ts';
import { encodeInviteCode } from '../../shared/group/invite-code.ts';
import { openPerson, PASSPHRASE, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { startAgain as startAnother } from './start-again.ts';
import { words } from './words.ts';

const stage = stageForTests();
const KEPT = 'Long talk with my neighbour about tomatoes. He gave me four.';

const goodLink = (): string => {
  const id = (fill: number, size: number) => new Uint8Array(size).fill(fill);
  const code = encodeInviteCode({
    secret: id(1, 16),
    groupId: idFromBytes<GroupId>(id(2, 16)),
    genesisHash: idFromBytes<EntryId>(id(3, 32)),
    inviter: idFromBytes<DeviceId>(id(4, 16)),
    expiresAt: Date.now() + 10 * 24 * 3_600_000,
    servers: [],
    keeper: false,
  });
  return `hearth://join/#${base32nopad.encode(code).toLowerCase()}`;
};

describe('a Hearth that is started a second time', () => {
  let ann: Person;
  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(KEPT);
  });
  afterAll(() => ann.app.kill9());

  const startAgain = (...args: readonly string[]) => startAnother(stage(), ann.app, ...args);
  const windows = () => ann.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

  it('ends at once, brings the first to the front, and harms nothing', async () => {
    const before = await windows();
    await ann.app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) if (window.isVisible()) window.minimize();
    });
    await startAgain();
    await expect
      .poll(() =>
        ann.app.electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().some((window) => window.isVisible() && !window.isMinimized()),
        ),
      )
      .toBe(true);
    expect(await windows()).toBe(before);
    await ann.seesPrivate(KEPT);
  });

  it('with rubbish for a link leaves the first as it was', async () => {
    for (const link of [
      'hearth://',
      'hearth://join/#',
      'hearth://%00%ff/../../etc/passwd',
      'hearth://join/#<script>alert(1)</script>',
    ]) {
      await startAgain(link);
      await expect.poll(() => ann.page.getByRole('heading', { level: 1 }).innerText()).not.toBe('');
      expect(await ann.button(words('join.submit')).count()).toBe(0);
    }
    await ann.seesPrivate(KEPT);
    expect(ann.app.uiProblems()).toEqual([]);
  });

  it('with a link of 100 kB leaves the first as it was', async () => {
    await startAgain(`hearth://join/#${'a'.repeat(100_000)}`);
    expect(await ann.button(words('join.submit')).count()).toBe(0);
    await ann.seesPrivate(KEPT);
    expect(ann.app.uiProblems()).toEqual([]);
  });

  it('with an invite opens its preview and does nothing more', async () => {
    await ann.go('place.today');
    await startAgain(goodLink());
    await ann.heading(words('join.preview')).waitFor();
    await ann.reads(words('join.preview.nobody'));
    await ann.go('place.groups');
    expect(await ann.heading(words('groups.waiting')).count()).toBe(0);
  });

  it('with an invite for its first start shows the preview after unlocking', async () => {
    await ann.app.close();
    await ann.app.start([goodLink()]);
    await ann.tryPassphrase(PASSPHRASE);
    await ann.heading(words('join.preview')).waitFor();
    await ann.app.close();
  });
});
