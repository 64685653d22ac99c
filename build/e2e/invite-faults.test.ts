import { base32nopad } from '@scure/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc16 } from '../../shared/group/crc16.ts';
import { encodeInviteCode } from '../../shared/group/invite-code.ts';
import { type DeviceId, type EntryId, type GroupId, idFromBytes } from '../../shared/brand.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const DAY_MS = 24 * 3_600_000;

/** An invite of a group that does not exist: looking at it contacts nobody, so that makes no difference. */
function codeThatExpires(at: number, servers: readonly string[] = []): Uint8Array {
  const id = (fill: number, size: number) => new Uint8Array(size).fill(fill);
  return encodeInviteCode({
    secret: id(1, 16),
    groupId: idFromBytes<GroupId>(id(2, 16)),
    genesisHash: idFromBytes<EntryId>(id(3, 32)),
    inviter: idFromBytes<DeviceId>(id(4, 16)),
    expiresAt: at,
    keeper: false,
    servers,
  });
}
const linkOf = (code: Uint8Array): string => `hearth://join/#${base32nopad.encode(code).toLowerCase()}`;

describe('an invite that cannot be used', () => {
  let ann: Person;
  const good = codeThatExpires(Date.now() + 10 * DAY_MS);
  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
  });
  afterAll(async () => {
    expect(ann.app.uiProblems()).toEqual([]);
    await ann.app.close();
  });

  /** Looks at the invite and expects exactly this sentence and no way to go on. */
  async function refused(invite: string, sentence: string | RegExp): Promise<void> {
    await ann.lookAtInvite(invite);
    await ann.page.getByText(sentence).first().waitFor();
    expect(await ann.button(words('join.submit')).count()).toBe(0);
  }

  it('that is damaged says so', () => {
    const damaged = good.slice();
    damaged[20] = (damaged[20] ?? 0) ^ 1;
    return refused(linkOf(damaged), words('error.InviteDamaged'));
  });

  it('that is cut short says so', () => refused(linkOf(good).slice(0, 90), words('error.InviteTruncated')));

  it('of a later version says so', () => {
    const body = good.slice(0, -2);
    body[0] = 9;
    return refused(linkOf(new Uint8Array([...body, ...crc16(body)])), words('error.InviteVersionUnknown'));
  });

  it('of something else says so', async () => {
    await refused('https://example.org/join/abcdefgh', words('error.InviteNotAnInvite'));
    await refused('Dear Ann, see you on Tuesday.', words('error.InviteNotAnInvite'));
  });

  it('that has expired says until when it was open', () =>
    refused(linkOf(codeThatExpires(Date.now() - 3 * DAY_MS)), wordsLike('error.InviteExpired')));

  it('that is 100 kB long says so', () => refused('a'.repeat(100_000), /too long|not a Hearth invite/));

  it('and after all that a good one opens its preview, and contacts nobody', async () => {
    await ann.lookAtInvite(linkOf(good));
    await ann.heading(words('join.preview')).waitFor();
    await ann.reads(words('join.preview.nobody'));
    await ann.button(words('join.submit')).waitFor();
  });

  it('of one’s own group says where the group is', async () => {
    const group = await ann.makeGroup('Lantern');
    const link = await group.createInvite();
    await refused(link, words('error.InviteOwnGroup'));
  });
});
