/** Defects about devices that the second resolver found, each as the smallest story that shows it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type EntryId, idFromBytes } from '../brand.ts';
import { cryptoReady, kemKeyPair } from '../crypto/crypto.ts';
import type { FrontierRow } from './op-types.ts';
import { activeDevices } from './select.ts';
import { disagreements } from './testing/compare-resolvers.ts';
import { GroupStory, headsOf, type Person } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const reason = (story: GroupStory, id: EntryId) => story.roster().voided.get(id);
const agreed = (story: GroupStory) => disagreements(story.ops, story.genesis.id);
const idOf = (person: Person) => person.identity.deviceId;
const activeOf = (story: GroupStory, ...people: readonly Person[]) => {
  const active = new Set(activeDevices(story.roster()).map((device) => device.deviceId));
  return people.filter((person) => active.has(idOf(person))).map((person) => person.name);
};
const row = (device: Person, seq: number): FrontierRow => ({
  deviceId: idOf(device),
  inc: 1,
  seq,
  id: idFromBytes<EntryId>(new Uint8Array(32).fill(seq)),
});

describe('found by the second resolver: recovery', () => {
  it('[GR17] a later recovery takes the device of an earlier one away', () => {
    const story = new GroupStory(930);
    const ann = story.welcome(story.founder, 'ann');
    const { device: first } = story.recover(ann, 'first', true);
    const { device: second } = story.recover(ann, 'second', true);
    expect(activeOf(story, ann, first, second)).toEqual(['second']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR17] two recoveries beside each other leave alone what the device of the other writes', () => {
    const story = new GroupStory(931);
    const ann = story.welcome(story.founder, 'ann');
    const seen = headsOf(story.ops);
    const { device: first, logOp } = story.recover(ann, 'first', true, seen);
    const { device: second } = story.recover(ann, 'second', true, seen);
    const added = story.addDevice(first, 'third', [logOp.id]);
    expect(reason(story, added.logOp.id)).toBeUndefined();
    // What the other introduced is no recovery: it goes.
    expect(activeOf(story, ann, first, second, added.device)).toEqual(['first', 'second']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR17] a device that was recovered away removes nothing beside the recovery', () => {
    const story = new GroupStory(932);
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop, logOp } = story.addDevice(ann, 'laptop');
    const { device: fresh } = story.recover(ann, 'fresh', true, [logOp.id]);
    const removal = story.removeDevice(laptop, ann, [logOp.id], [row(ann, 9)]);
    expect(reason(story, removal.id)).toBe('CutConcurrent');
    expect(activeOf(story, ann, laptop, fresh)).toEqual(['fresh']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR17] a claim in a void operation lets no recovery take a device away', () => {
    const story = new GroupStory(933);
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop } = story.addDevice(ann, 'laptop');
    const taken = { ...laptop, identity: { ...laptop.identity, memberId: story.founder.identity.memberId } };
    const cert = story.certOf(taken, story.founder.identity.deviceSigning);
    const claim = story.write(story.founder, { type: 'addDevice', cert, grant: null });
    expect(reason(story, claim.id)).toBe('DeviceTaken');
    const { device: fresh } = story.recover(story.founder, 'fresh', true);
    expect(activeOf(story, ann, laptop, fresh)).toEqual(['ann', 'laptop', 'fresh']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR9] by such a claim nobody leaves in the name of another', () => {
    const story = new GroupStory(934);
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop } = story.addDevice(ann, 'laptop');
    const seen = headsOf(story.ops);
    const taken = { ...laptop, identity: { ...laptop.identity, memberId: story.founder.identity.memberId } };
    const cert = story.certOf(taken, story.founder.identity.deviceSigning);
    story.write(story.founder, { type: 'addDevice', cert, grant: null }, seen);
    story.leave(laptop, seen);
    expect(story.names([ann])).toEqual(['founder F']);
    expect(agreed(story)).toEqual([]);
  });
});

describe('found by the second resolver: own devices', () => {
  it('[GR9] what somebody adds or changes beside the own removal or leave has no effect', () => {
    const story = new GroupStory(940);
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop } = story.addDevice(ann, 'laptop');
    const seen = headsOf(story.ops);
    const dkPk = kemKeyPair(story.random.bytes(32)).publicKey;
    const writeBoth = () => [
      story.addDevice(laptop, 'more', seen).logOp,
      story.write(laptop, { type: 'deviceKeyUpdate', dkPk, capsule: null }, seen),
    ];
    const ops = writeBoth();
    story.leave(ann, seen);
    expect(ops.map((op) => reason(story, op.id))).toEqual(['CutConcurrent', 'CutConcurrent']);
    story.remove(story.founder, ann, seen);
    expect(ops.map((op) => reason(story, op.id))).toEqual(['CutConcurrent', 'CutConcurrent']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR16] the leave of a removed device takes along nothing that its owner did', () => {
    const story = new GroupStory(941, { mode: 'equals' });
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop } = story.addDevice(ann, 'laptop');
    const seen = headsOf(story.ops);
    story.removeDevice(ann, laptop, seen);
    const { logOp: made } = story.invite(ann, { deps: seen });
    const { device: fresh } = story.addDevice(ann, 'fresh', seen);
    story.leave(laptop, seen);
    expect(reason(story, made.id)).toBeUndefined();
    expect(activeOf(story, ann, laptop, fresh)).toEqual(['ann', 'fresh']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR9] a demoted member undoes nothing that the demotion had seen by removing an own device', () => {
    const story = new GroupStory(942);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const { device: laptop } = story.addDevice(ann, 'laptop');
    const before = headsOf(story.ops);
    const ben = story.welcome(laptop, 'ben');
    story.demote(story.founder, ann);
    story.removeDevice(ann, laptop, before);
    expect(story.names([ann, ben])).toEqual(['ann', 'ben', 'founder F']);
    expect(activeOf(story, ann, laptop)).toEqual(['ann']);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR24] who removes a removed device again says nothing about what it wrote', () => {
    const story = new GroupStory(943);
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop } = story.addDevice(ann, 'laptop');
    story.removeDevice(story.founder, laptop, undefined, [row(laptop, 3)]);
    story.removeDevice(ann, laptop, undefined, [row(laptop, 90)]);
    expect(story.roster().cuts.get(idOf(laptop))).toEqual([row(laptop, 3)]);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR24] a leave cuts nothing of a device that came with a later admission', () => {
    const story = new GroupStory(944);
    const ann = story.welcome(story.founder, 'ann');
    story.leave(ann);
    const { invite } = story.invite(story.founder);
    const back = story.newDevice(ann, 'back');
    story.admit(story.founder, story.ask(back, invite));
    story.recover(ann, 'fresh', true);
    expect(activeOf(story, back)).toEqual([]);
    expect(story.roster().cuts.has(idOf(back))).toBe(false);
    expect(story.roster().cuts.has(idOf(ann))).toBe(true);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR14] of two who add the same device the earlier in order has it, whoever is senior', () => {
    const story = new GroupStory(945);
    const ann = story.welcome(story.founder, 'ann');
    const { device: laptop } = story.addDevice(ann, 'laptop');
    const taken = { ...laptop, identity: { ...laptop.identity, memberId: story.founder.identity.memberId } };
    const cert = story.certOf(taken, story.founder.identity.deviceSigning);
    const claim = story.write(story.founder, { type: 'addDevice', cert, grant: null });
    expect(reason(story, claim.id)).toBe('DeviceTaken');
    const owner = story.roster().devices.find((device) => device.deviceId === idOf(laptop))?.memberId;
    expect(owner).toBe(ann.identity.memberId);
    expect(agreed(story)).toEqual([]);
  });

  it('[GR6] an admission by an invite that nobody made takes no device from anybody', () => {
    const story = new GroupStory(946);
    const { device: laptop } = story.addDevice(story.founder, 'laptop');
    const seen = headsOf(story.ops);
    const { invite } = story.invite(story.founder, { deps: seen });
    const made = headsOf(story.ops);
    const ann = story.person('ann');
    const ben = { name: 'ben', identity: { ...story.person('ben').identity, ...deviceOf(ann) } };
    // One depth for both, and only the second one's author had seen the invite.
    const wrong = story.admit(laptop, story.ask(ben, invite), [story.rekey(story.founder, seen).id]);
    const right = story.admit(story.founder, story.ask(ann, invite), made);
    expect(reason(story, wrong.id)).toBe('InviteUnknown');
    expect(reason(story, right.id)).toBeUndefined();
    expect(agreed(story)).toEqual([]);
  });
});

/** The keys of a device without those of its member. */
const deviceOf = ({ identity: { deviceSigning, deviceKem, deviceId } }: Person) => ({
  deviceSigning,
  deviceKem,
  deviceId,
});
