import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, EpochId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { makeGrant } from './grant.ts';
import type { KeyWrap } from './op-types.ts';
import { grantsDue } from './select.ts';
import { GroupStory, headsOf } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const reason = (story: GroupStory, id: string) => story.roster().voided.get(id as never);

describe('epochs', () => {
  it('[EP4] a rekey for too few, too many or other keys does not stand', () => {
    const story = new GroupStory(70);
    const ann = story.welcome(story.founder, 'ann');
    const eve = story.person('eve').identity;
    const heads = headsOf(story.ops);
    const stranger = { deviceId: eve.deviceId, memberId: eve.memberId, dkPk: eve.deviceKem.publicKey };
    const good = story.block(heads);
    const wrongs = [
      story.block(heads, [ann]),
      story.block(heads, [], [stranger]),
      { ...good, rosterHash: new Uint8Array(32) },
      { ...good, wraps: good.wraps.slice(1) },
      { ...good, wraps: [...good.wraps, { ...(good.wraps[0] as KeyWrap), deviceId: 'f'.repeat(32) as DeviceId }] },
    ];
    for (const epoch of wrongs) {
      const logOp = story.make(ann, { type: 'rekey', reason: 'asked', epoch }, heads);
      const roster = story.roster([...story.ops, logOp]);
      expect(roster.voided.get(logOp.id)).toBe('RecipientsWrong');
      expect(story.sending([...story.ops, logOp])).toBe(story.genesis.id);
    }
    for (const supersedes of [[], ['f'.repeat(64) as EpochId]]) {
      const logOp = story.make(ann, { type: 'rekey', reason: 'asked', epoch: { ...good, supersedes } }, heads);
      expect(story.roster([...story.ops, logOp]).voided.get(logOp.id)).toBe('EpochUnknown');
    }
    const right = story.write(ann, { type: 'rekey', reason: 'asked', epoch: good }, heads);
    expect(story.sending()).toBe(right.id);
  });

  it('[EP5] a removal stands even when its epoch does not, and then a rekey is due', () => {
    const story = new GroupStory(71);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(story.founder, 'bea');
    const heads = headsOf(story.ops);
    const epoch = story.block(heads, [ann, bea]);
    story.write(
      story.founder,
      { type: 'remove', memberId: ann.identity.memberId, frontier: [], reason: 'safety', epoch },
      heads,
    );
    expect(story.names([ann, bea])).toEqual(['bea', 'founder F']);
    expect(story.sending()).toBe('RekeyDue');
  });

  it('[EP5] two concurrent removals that each included the other target need a merging rekey', () => {
    const story = new GroupStory(72);
    const [ann, bea, zoe] = [
      story.welcome(story.founder, 'ann'),
      story.welcome(story.founder, 'bea'),
      story.welcome(story.founder, 'zoe'),
    ];
    story.promote(story.founder, zoe);
    const heads = headsOf(story.ops);
    story.remove(story.founder, ann, heads);
    story.remove(zoe, bea, heads);
    expect(story.names([ann, bea, zoe])).toEqual(['founder F', 'zoe F']);
    expect(story.sending()).toBe('RekeyDue');
    const merge = story.rekey(zoe, headsOf(story.ops), 'merge');
    expect(story.sending()).toBe(merge.id);
    expect(story.keysOf(ann).has(merge.id as string as EpochId)).toBe(false);
  });

  it('[EP5] of several eligible epochs the smallest id is used', () => {
    const story = new GroupStory(73);
    const ann = story.welcome(story.founder, 'ann');
    const heads = headsOf(story.ops);
    const ids = [story.rekey(ann, heads).id, story.rekey(story.founder, heads).id].sort();
    expect(story.sending()).toBe(ids[0]);
  });

  it('[EP6] who came in beside a new epoch is owed its key, and a grant by a holder pays it', () => {
    const story = new GroupStory(74);
    const { invite } = story.invite(story.founder);
    const ann = story.person('ann');
    const heads = headsOf(story.ops);
    const asking = story.ask(ann, invite);
    const fresh = story.rekey(story.founder, heads);
    story.write(story.founder, story.admitOp(story.founder, asking, 'member', story.pastOf(heads)), heads);
    expect(grantsDue(story.roster()).map((due) => due.device.deviceId)).toEqual([ann.identity.deviceId]);
    const epochKeys = new Map([...story.keysOf(story.founder)].filter(([id]) => id === (fresh.id as string)));
    const grant = makeGrant({
      groupId: story.groupId,
      device: { deviceId: ann.identity.deviceId, dkPk: ann.identity.deviceKem.publicKey },
      epochKeys,
      random: story.random,
    });
    if (!grant) throw new Error('no grant');
    story.write(story.founder, { type: 'keyGrant', grant });
    expect(grantsDue(story.roster())).toEqual([]);
    expect(story.keysOf(ann).get(fresh.id as string as EpochId)).toEqual([...epochKeys.values()][0]);
  });

  it('[EP5] an epoch whose key was granted to somebody outside is not used any more', () => {
    const story = new GroupStory(75);
    const ann = story.welcome(story.founder, 'ann');
    const eve = story.person('eve').identity;
    const grant = makeGrant({
      groupId: story.groupId,
      device: { deviceId: eve.deviceId, dkPk: eve.deviceKem.publicKey },
      epochKeys: story.keysOf(ann),
      random: story.random,
    });
    if (!grant) throw new Error('no grant');
    const logOp = story.write(ann, { type: 'keyGrant', grant });
    expect(reason(story, logOp.id)).toBe('NothingToDo');
    expect(story.sending()).toBe('RekeyDue');
  });

  it('[EP5] a grant by somebody who never held the key changes nothing', () => {
    const story = new GroupStory(76);
    const ann = story.welcome(story.founder, 'ann');
    story.remove(story.founder, ann);
    const sending = story.sending();
    const grant = makeGrant({
      groupId: story.groupId,
      device: { deviceId: ann.identity.deviceId, dkPk: ann.identity.deviceKem.publicKey },
      epochKeys: new Map([[sending as EpochId, new Uint8Array(32)]]),
      random: story.random,
    });
    if (!grant) throw new Error('no grant');
    story.write(ann, { type: 'keyGrant', grant });
    expect(story.sending()).toBe(sending);
  });
});
