/** What must hold in a simulated world, between any two steps and when it has healed. */
import { decodeEntry } from '../chain/entry.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { activeDevices } from '../group/select.ts';
import { chainText } from '../sync/sync-source.ts';
import type { SimPersona, SimWorld } from './sim-world.ts';

/** Reasons for which a session may end when nothing happens to frames. */
const HONEST_ENDINGS = [
  'Done',
  'InactiveDevice',
  'UnknownDevice',
  'Removed',
  'HandshakeTimeout',
  'WantTimeout',
  'SameDevice',
];

/** What must hold between any two steps; the returned function throws when it does not. It is told who wrote just now, if anybody did. */
export function createInvariants(world: SimWorld, isCalm: boolean) {
  const before = new Map<SimPersona, ReadonlyMap<string, number>>();
  function notLess(who: SimPersona): void {
    const now = world.frontier(who);
    for (const [chain, seq] of before.get(who) ?? []) {
      if ((now.get(chain) ?? 0) < seq)
        throw new Error(`${who.cast.name} lost ${chain} from ${seq} to ${now.get(chain)}`);
    }
    before.set(who, now);
  }
  function nothingStrange(who: SimPersona): void {
    const { effects, endings } = who.life?.member ?? { effects: [], endings: [] };
    if (effects.some((effect) => effect.type === 'evidence')) throw new Error('an honest chain forked');
    const strange = isCalm && endings.find(({ reason }) => !HONEST_ENDINGS.includes(reason));
    if (strange) throw new Error(`${who.cast.name} ended a session: ${strange.by} ${strange.reason}`);
  }
  /** What somebody is believed to hold is on their disk. */
  function nothingImagined(who: SimPersona): void {
    for (const { holder, chain, seq } of who.life?.store.haves() ?? []) {
      const other = world.people.find((one) => one.cast.identity.deviceId === holder);
      const held = other?.life && before.get(other)?.get(chainText(chain));
      if (held !== undefined && held !== null && held < seq) {
        throw new Error(
          `${who.cast.name} believes that ${other?.cast.name} holds ${chainText(chain)} to ${seq}, not ${held}`,
        );
      }
    }
  }
  const written = new Map<SimPersona, number>();
  /** What somebody wrote is sealed to nobody whom they knew to be out. */
  function sealedToThoseWhoAreIn(who: SimPersona): void {
    const { replica, store } = who.life ?? {};
    const roster = replica?.roster();
    if (!roster || !store) return;
    const chain = { deviceId: who.cast.identity.deviceId, inc: 1, lane: 'content' as const };
    const [last] = store.entriesInRange(chain, (written.get(who) ?? 0) + 1, Number.MAX_SAFE_INTEGER).slice(-1);
    if (!last) return;
    written.set(who, last.seq);
    const entry = decodeEntry(last.bytes);
    const epoch = entry.ok && roster.epochs.find((one) => one.epochId === entry.value.header.epochId);
    const active = new Set(activeDevices(roster).map((device) => device.deviceId));
    // One that wrote nothing and learnt of a removal in the same step has not sealed to anybody.
    if (!epoch || !active.has(chain.deviceId)) return;
    const reader = [...epoch.holders].find((holder) => !active.has(holder));
    if (reader) throw new Error(`${who.cast.name} sealed to ${reader}, who is out`);
  }
  return (wrote: SimPersona | null) => {
    if (wrote) sealedToThoseWhoAreIn(wrote);
    const living = world.people.filter((who) => who.life);
    living.forEach(notLess);
    living.forEach(nothingStrange);
    if (isCalm) living.forEach(nothingImagined);
  };
}

/** What differs between the replicas of those who belong to the group in the end; empty when they agree. */
export function differences(world: SimWorld): readonly string[] {
  const alice = world.people[0]?.life;
  const honest = world.people.filter((who) => alice?.replica.isActive(who.cast.identity.deviceId));
  const shown = alice?.player.state() ?? [];
  return honest.flatMap((who) => {
    const other = new Set(who.life?.player.state());
    const lacking = shown.filter((line) => !other.has(line)).map((line) => `${who.cast.name} lacks ${line}`);
    const own = [...other].filter((line) => !shown.includes(line)).map((line) => `${who.cast.name} alone has ${line}`);
    const waiting =
      who.life?.store.entriesWithStatus('waiting').map((entry) => `${who.cast.name} waits with ${entry.id}`) ?? [];
    return lacking.length + own.length > 0 ? [...waiting, ...lacking, ...own] : [];
  });
}

/** What is shown of somebody who is out although it lies beyond what counts of them; empty when nothing is. */
export function leftOvers(world: SimWorld): readonly string[] {
  return world.people.flatMap((who) => {
    const roster = who.life?.replica.roster();
    if (!who.life || !roster || !who.life.replica.isActive(who.cast.identity.deviceId)) return [];
    const { store } = who.life;
    return Object.values(CONTENT_KIND)
      .flatMap((kind) => store.recordsOfKind(kind))
      .filter(({ latest }) => {
        const rows = roster.cuts.get(latest.deviceId);
        return rows && latest.seq > (rows.find((row) => row.inc === latest.inc)?.seq ?? 0);
      })
      .map((row) => `${who.cast.name} still shows ${row.recordId}`);
  });
}
