import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { buildLogGraph, isConcurrent } from './log-graph.ts';
import type { Roster } from './roster.ts';
import { activeDevices, epochHeads, memberOfDevice, sendingEpoch } from './select.ts';
import { createPool, History, type HistoryPool, rosterText, shuffled } from './testing/histories.ts';

const SEEDS = 800;
let pool: HistoryPool;
let equals: HistoryPool;
beforeAll(async () => {
  await cryptoReady;
  pool = createPool(1, 4);
  equals = createPool(2, 4, { mode: 'equals' });
});

/** One history per seed; every second one begins with a group of three, every fifth is a group of equals. */
function historyOf(seed: number): {
  readonly history: History;
  readonly random: ReturnType<typeof createSeededRandom>;
} {
  const random = createSeededRandom(seed);
  const history = new History(seed % 5 === 0 ? equals : pool, random);
  if (seed % 2 === 0) history.begin();
  for (let i = 0; i < 16; i += 1) history.step();
  return { history, random };
}

/** What others see of a group: everything but the void operations and the heads. */
function outcome(roster: Roster): unknown {
  return {
    members: roster.members,
    active: activeDevices(roster).map((device) => device.deviceId),
    removed: roster.former.filter((former) => former.how === 'removed'),
    invites: roster.invites,
    requests: roster.requests,
    epochs: epochHeads(roster).map((epoch) => epoch.epochId),
    sending: sendingEpoch(roster),
  };
}

describe('any history', () => {
  it(`[GR13] the order of arrival does not matter (${SEEDS} histories)`, () => {
    const seen = { members: 0, removed: 0, voided: 0, pending: 0 };
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { history, random } = historyOf(seed);
      const roster = history.roster();
      const twice = [...shuffled(history.ops, random), ...history.ops.slice(0, 3)];
      expect(rosterText(history.roster(twice)), `seed ${seed}`).toBe(rosterText(roster));
      seen.members += roster.members.length;
      seen.removed += roster.former.filter((former) => former.how === 'removed').length;
      seen.voided += roster.voided.size;
      seen.pending += roster.pendingAdmissions.length;
    }
    // The histories are worth something only if all of this happens in them.
    expect(seen.members).toBeGreaterThan(SEEDS * 1.5);
    expect(Math.min(seen.removed, seen.voided, seen.pending)).toBeGreaterThan(SEEDS / 50);
  });

  it(`[GR9] whatever a removed member appends changes nothing for anybody (${SEEDS} histories)`, () => {
    let attacks = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { history } = historyOf(seed);
      const before = history.roster();
      const people = [...(seed % 5 === 0 ? equals : pool).people];
      for (const former of before.former.filter((one) => one.how === 'removed')) {
        const author = people.find((person) => person.identity.memberId === former.memberId);
        if (!author) throw new Error('a stranger was removed');
        history.attack(author, 3);
        attacks += 1;
      }
      expect(outcome(history.roster()), `seed ${seed}`).toEqual(outcome(before));
    }
    expect(attacks).toBeGreaterThan(SEEDS / 20);
  });

  it(`[GR8] nobody but the founder ends the founder (${SEEDS} histories)`, () => {
    let present = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { history } = historyOf(seed);
      const roster = history.roster();
      const founder = (seed % 5 === 0 ? equals : pool).story.founder.identity.memberId;
      const former = roster.former.find((one) => one.memberId === founder);
      expect(former?.how ?? 'present', `seed ${seed}`).not.toBe('removed');
      if (!former) present += 1;
      const member = roster.members.find((one) => one.memberId === founder);
      if (member && seed % 5 !== 0) expect(member.role, `seed ${seed}`).toBe('facilitator');
    }
    expect(present).toBeGreaterThan(SEEDS / 2);
  });

  it(`[GR9] nothing takes effect that is concurrent with the author's own end (${SEEDS} histories)`, () => {
    let ends = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { history } = historyOf(seed);
      const roster = history.roster();
      const valid = buildLogGraph(history.ops).nodes.filter((node) => roster.valid.has(node.id));
      for (const end of valid) {
        const { op } = end.logOp;
        const target =
          op.type === 'leave' ? memberOfDevice(roster, end.logOp.deviceId) : op.type === 'remove' ? op.memberId : null;
        if (target === null) continue;
        ends += 1;
        const acts = valid.filter(
          (node) => memberOfDevice(roster, node.logOp.deviceId) === target && node.logOp.op.type !== 'leave',
        );
        for (const act of acts) expect(isConcurrent(end, act), `seed ${seed}: ${act.logOp.op.type}`).toBe(false);
      }
    }
    expect(ends).toBeGreaterThan(SEEDS / 5);
  });

  it(`[GR5] no invite lets in more people than it says (${SEEDS} histories)`, () => {
    let full = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      for (const invite of historyOf(seed).history.roster().invites) {
        expect(invite.used, `seed ${seed}`).toBeLessThanOrEqual(invite.maxUses);
        if (invite.used === invite.maxUses) full += 1;
      }
    }
    expect(full).toBeGreaterThan(SEEDS / 5);
  });

  it(`[EP5] nobody outside the group holds the epoch that is sealed under (${SEEDS} histories)`, () => {
    let sending = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const roster = historyOf(seed).history.roster();
      const rule = sendingEpoch(roster);
      if (rule.tag !== 'Epoch') continue;
      sending += 1;
      const active = new Set(activeDevices(roster).map((device) => device.deviceId));
      const epoch = roster.epochs.find((one) => one.epochId === rule.epochId);
      expect(
        [...(epoch?.recipients ?? [])].filter((id) => !active.has(id)),
        `seed ${seed}`,
      ).toEqual([]);
    }
    expect(sending).toBeGreaterThan(SEEDS / 3);
  });
});
