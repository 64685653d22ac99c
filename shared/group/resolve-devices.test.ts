import { beforeAll, describe, expect, it } from 'vitest';
import { type EntryId, idFromBytes } from '../brand.ts';
import { cryptoReady, kemKeyPair } from '../crypto/crypto.ts';
import type { FrontierRow } from './op-types.ts';
import { activeDevices } from './select.ts';
import { GroupStory, headsOf, type Person } from './testing/group-story.ts';

beforeAll(() => cryptoReady);

const reason = (story: GroupStory, id: EntryId) => story.roster().voided.get(id);
const idOf = (person: Person) => person.identity.deviceId;
const activeOf = (story: GroupStory, ...people: readonly Person[]) => {
  const active = new Set(activeDevices(story.roster()).map((device) => device.deviceId));
  return people.filter((person) => active.has(idOf(person))).map((person) => person.name);
};
const ascending = (...rows: readonly FrontierRow[]): readonly FrontierRow[] =>
  [...rows].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
const row = (device: Person, seq: number): FrontierRow => ({
  deviceId: idOf(device),
  inc: 1,
  seq,
  id: idFromBytes<EntryId>(new Uint8Array(32).fill(seq)),
});

describe('a second device', () => {
  it('[GR14] is added by an own active device, acts for the same member, and goes with the member', () => {
    const story = new GroupStory(70);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const { device: laptop } = story.addDevice(ann, 'ann laptop');
    expect(activeOf(story, ann, laptop)).toEqual(['ann', 'ann laptop']);
    const bea = story.welcome(laptop, 'bea');
    expect(story.names([ann, bea])).toEqual(['ann F', 'bea', 'founder F']);
    story.remove(story.founder, ann);
    expect(activeOf(story, ann, laptop)).toEqual([]);
    const late = story.addDevice(laptop, 'too late');
    expect(reason(story, late.logOp.id)).toBe('NotAMember');
  });

  it('[GR14] is not added by somebody else, by a stranger, or with a certificate of another member', () => {
    const story = new GroupStory(71);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(story.founder, 'bea');
    const wanted = story.newDevice(ann, 'for ann');
    // Bea's device certifies a device for Ann.
    const byBea = story.certOf(wanted, bea.identity.deviceSigning);
    expect(reason(story, story.write(bea, { type: 'addDevice', cert: byBea, grant: null }).id)).toBe('ProofWrong');
    const byAnn = story.certOf(wanted, ann.identity.deviceSigning);
    expect(reason(story, story.write(bea, { type: 'addDevice', cert: byAnn, grant: null }).id)).toBe('ProofWrong');
    const eve = story.person('eve');
    const eves = story.certOf(story.newDevice(eve, 'eve 2'), eve.identity.deviceSigning);
    expect(reason(story, story.write(eve, { type: 'addDevice', cert: eves, grant: null }).id)).toBe('NotAMember');
    expect(activeOf(story, wanted)).toEqual([]);
  });

  it('[GR14] what was added before somebody went stays away when they are let in again', () => {
    const story = new GroupStory(72);
    const ann = story.welcome(story.founder, 'ann');
    const { device: old } = story.addDevice(ann, 'old');
    story.remove(story.founder, ann);
    const { invite } = story.invite(story.founder);
    story.admit(story.founder, story.ask(ann, invite));
    expect(activeOf(story, ann, old)).toEqual(['ann']);
  });

  it('[GR14] does not take what somebody else has', () => {
    const story = new GroupStory(73);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(story.founder, 'bea');
    // Ann's device signs for Bea as well: Bea gets nothing.
    const shared: Person = { name: 'shared', identity: { ...ann.identity, memberId: bea.identity.memberId } };
    const cert = story.certOf(shared, bea.identity.deviceSigning);
    expect(reason(story, story.write(bea, { type: 'addDevice', cert, grant: null }).id)).toBe('DeviceTaken');
    expect(story.roster().devices.find((device) => device.deviceId === idOf(ann))?.memberId).toBe(
      ann.identity.memberId,
    );
  });

  it('[GR15] three count; of concurrent ones the first in order, and the next when one goes', () => {
    const story = new GroupStory(74);
    const ann = story.welcome(story.founder, 'ann');
    const second = story.addDevice(ann, 'second').device;
    const seen = headsOf(story.ops);
    const third = story.addDevice(ann, 'third', seen).device;
    const fourth = story.addDevice(second, 'fourth', seen).device;
    expect(activeOf(story, ann, second)).toEqual(['ann', 'second']);
    const [between] = activeOf(story, third, fourth);
    expect(activeOf(story, third, fourth)).toHaveLength(1);
    expect(reason(story, story.addDevice(ann, 'fifth').logOp.id)).toBe('DeviceLimit');
    story.removeDevice(ann, second);
    expect(activeOf(story, third, fourth)).toHaveLength(2);
    expect(between).toBeDefined();
  });
});

describe('a device that is lost', () => {
  it('[GR16] is removed by another own device or a facilitator, and not by a member or a junior', () => {
    const story = new GroupStory(75);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(story.founder, 'bea');
    const cat = story.welcome(story.founder, 'cat');
    story.promote(story.founder, cat);
    const old = story.addDevice(ann, 'old').device;
    expect(reason(story, story.removeDevice(bea, old).id)).toBe('NotAFacilitator');
    expect(reason(story, story.removeDevice(cat, story.founder).id)).toBe('TargetMoreSenior');
    expect(activeOf(story, ann, old, story.founder)).toEqual(['ann', 'old', 'founder']);
    const removal = story.removeDevice(ann, old);
    expect(activeOf(story, ann, old)).toEqual(['ann']);
    expect(story.sending()).toBe(removal.id);
    story.removeDevice(cat, ann);
    expect(activeOf(story, ann)).toEqual([]);
    // Ann is still in, and comes back by the phrase.
    const back = story.recover(ann, 'new', false).device;
    expect(activeOf(story, ann, back)).toEqual(['new']);
  });

  it('[GR16] can add no device, take no part and undo nothing once it is removed, whatever it pretends to have seen', () => {
    const story = new GroupStory(76);
    const ann = story.welcome(story.founder, 'ann');
    story.promote(story.founder, ann);
    const stolen = story.addDevice(ann, 'stolen').device;
    const seen = headsOf(story.ops);
    story.removeDevice(ann, stolen, seen);
    const before = activeOf(story, ann, stolen);
    const thiefs = story.addDevice(stolen, 'of the thief', seen);
    expect(reason(story, thiefs.logOp.id)).toBe('CutConcurrent');
    expect(reason(story, story.invite(stolen, { deps: seen }).logOp.id)).toBe('CutConcurrent');
    expect(reason(story, story.rekey(stolen, seen).id)).toBe('CutConcurrent');
    expect(reason(story, story.leave(stolen, seen).id)).toBe('CutConcurrent');
    const { dkPk } = story.certOf(stolen, stolen.identity.deviceSigning);
    const update = story.write(stolen, { type: 'deviceKeyUpdate', dkPk, capsule: null }, seen);
    expect(reason(story, update.id)).toBe('CutConcurrent');
    expect(activeOf(story, ann, stolen, thiefs.device)).toEqual(before);
    expect(story.names([ann])).toEqual(['ann F', 'founder F']);
  });

  it("[GR16] can take its owner's other devices along, stays out itself, and the phrase brings the owner back", () => {
    const story = new GroupStory(77);
    const ann = story.welcome(story.founder, 'ann');
    const stolen = story.addDevice(ann, 'stolen').device;
    const seen = headsOf(story.ops);
    story.removeDevice(ann, stolen, seen);
    story.removeDevice(stolen, ann, seen);
    expect(activeOf(story, ann, stolen, story.founder)).toEqual(['founder']);
    expect(story.names([ann])).toEqual(['ann', 'founder F']);
    const back = story.recover(ann, 'new', true).device;
    expect(activeOf(story, ann, stolen, back)).toEqual(['new']);
  });

  it('[GR17] a recovery with the phrase ends all devices that it does not know, and needs the member root', () => {
    const story = new GroupStory(78);
    const ann = story.welcome(story.founder, 'ann');
    const seen = headsOf(story.ops);
    const unknown = story.addDevice(ann, 'unknown', seen).device;
    const { device: back, logOp } = story.recover(ann, 'new', true, seen);
    expect(activeOf(story, ann, unknown, back)).toEqual(['new']);
    const { logOp: other } = story.recover(ann, 'also new', true, seen);
    expect(reason(story, other.id)).toBeUndefined();
    expect(activeOf(story, back)).toEqual(['new']);
    const thief = story.newDevice(ann, 'thief');
    const mrPk = ann.identity.memberRoot.publicKey;
    const cert = story.certOf(thief, ann.identity.deviceSigning);
    const forged = story.write(thief, { type: 'recoverDevice', mrPk, cert, removeAllOther: true });
    expect(reason(story, forged.id)).toBe('ProofWrong');
    // Written by another device than it introduces.
    const again = story.write(ann, logOp.op);
    expect(reason(story, again.id)).toBe('ProofWrong');
    const eve = story.recover(story.person('eve'), 'eve', false);
    expect(reason(story, eve.logOp.id)).toBe('NotAMember');
  });

  it('[GR18] wraps go to the key that the device told last, and a key that is none changes nothing', () => {
    const story = new GroupStory(79);
    const ann = story.welcome(story.founder, 'ann');
    const fresh = kemKeyPair(story.random.bytes(32));
    const capsule = story.random.bytes(1168);
    const seen = headsOf(story.ops);
    const update = story.write(ann, { type: 'deviceKeyUpdate', dkPk: fresh.publicKey, capsule });
    expect(story.roster().devices.find((device) => device.deviceId === idOf(ann))?.dkPk).toEqual(fresh.publicKey);
    expect(story.roster().members.find((one) => one.memberId === ann.identity.memberId)?.capsule).toEqual(capsule);
    const rekey = story.rekey(story.founder);
    expect(story.roster().epochs.find((epoch) => epoch.epochId === (rekey.id as string))?.valid).toBe(true);
    // A rekey by somebody who had not heard of the new key stands, for the key that counted then.
    const uninformed = story.rekey(story.founder, seen);
    expect(story.roster().epochs.find((epoch) => epoch.epochId === (uninformed.id as string))?.valid).toBe(true);
    const broken = story.write(ann, { type: 'deviceKeyUpdate', dkPk: new Uint8Array(1216).fill(255), capsule: null });
    expect(reason(story, broken.id)).toBe('ProofWrong');
    expect(update.op.type).toBe('deviceKeyUpdate');
  });
});

describe('the frontier', () => {
  it('[GR24] content of a removed member or device counts up to the rows of the removal', () => {
    const story = new GroupStory(80);
    const ann = story.welcome(story.founder, 'ann');
    const bea = story.welcome(story.founder, 'bea');
    const phone = story.addDevice(bea, 'phone').device;
    story.removeDevice(bea, phone, headsOf(story.ops), ascending(row(phone, 7), row(bea, 99)));
    expect(story.roster().cuts).toEqual(new Map([[idOf(phone), [row(phone, 7)]]]));
    story.remove(story.founder, ann, headsOf(story.ops), ascending(row(ann, 3), row(bea, 1)));
    story.remove(story.founder, bea, headsOf(story.ops), ascending(row(bea, 5), row(phone, 50)));
    const { cuts, former } = story.roster();
    expect(cuts.get(idOf(ann))).toEqual([row(ann, 3)]);
    expect(cuts.get(idOf(bea))).toEqual([row(bea, 5)]);
    expect(cuts.get(idOf(phone))).toEqual([row(phone, 7)]);
    expect(former.map((one) => one.frontier.length).sort()).toEqual([1, 2]);
  });

  it('[GR20] what a facilitator accepts late widens it, for rows of that member, after the removal', () => {
    const story = new GroupStory(81);
    const ann = story.welcome(story.founder, 'ann');
    const { memberId } = ann.identity;
    const early = story.write(story.founder, { type: 'acceptLate', memberId, frontier: [row(ann, 50)] });
    expect(reason(story, early.id)).toBe('NothingToDo');
    story.remove(story.founder, ann, headsOf(story.ops), [row(ann, 3)]);
    expect(story.roster().cuts.get(idOf(ann))).toEqual([row(ann, 3)]);
    const frontier = ascending(row(ann, 9), row(story.founder, 1));
    story.write(story.founder, { type: 'acceptLate', memberId, frontier });
    expect(story.roster().cuts.get(idOf(ann))).toEqual([row(ann, 9)]);
    const byAnn = story.write(ann, { type: 'acceptLate', memberId, frontier: [row(ann, 99)] });
    expect(reason(story, byAnn.id)).toBe('NotAMember');
    expect(story.roster().cuts.get(idOf(ann))).toEqual([row(ann, 9)]);
  });

  it('[GR25] a role is the one that given heads tell', () => {
    const story = new GroupStory(82);
    const ann = story.welcome(story.founder, 'ann');
    const before = headsOf(story.ops);
    const demotion = story.demote(story.founder, ann, before, 'listener');
    const { roleAt } = story.roster();
    expect(roleAt(ann.identity.memberId, before)).toBe('member');
    expect(roleAt(ann.identity.memberId, [demotion.id])).toBe('listener');
    expect(roleAt(ann.identity.memberId, [story.genesis.id])).toBeNull();
    expect(roleAt(ann.identity.memberId, [idFromBytes<EntryId>(new Uint8Array(32))])).toBeNull();
  });
});
