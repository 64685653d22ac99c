/** Tells the ui what is worth asking again: the first change at once, a burst once more when it is over. */
import type { DiskProblem } from '../disk-codes.ts';
import type * as v from 'valibot';
import type { GroupId } from '../../shared/brand.ts';
import type { engineEvents } from '../../shared/ipc/ui-engine.ts';
import type { Timers } from './system-ports.ts';

/** Shortest time between two equal events, milliseconds: faster than anybody reads, slow enough for a first sync. */
const BURST_MS = 100;

/** Tells the ui something; goes nowhere while there is no ui. */
export type EmitToUi = <Name extends keyof typeof engineEvents & string>(
  name: Name,
  payload: v.InferInput<(typeof engineEvents)[Name]>,
) => void;

/** See the file's head. */
export interface UiEvents {
  journal(): void;
  groups(): void;
  group(groupId: GroupId): void;
  timeline(groupId: GroupId): void;
  joins(): void;
  settings(): void;
  /** The networks of this computer, or how they are paid. */
  paidNetworks(): void;
  /** Own computers, or a pairing. */
  computers(): void;
  /** A backup was made or tested, or could not be. */
  backups(): void;
  writeFailed(tag: DiskProblem): void;
}

/** Events for one ui. */
export function createUiEvents(emit: EmitToUi, timers: Timers): UiEvents {
  const resting = new Map<string, { isDue: boolean }>();
  function tell(key: string, say: () => void): void {
    const rest = resting.get(key);
    if (rest) {
      rest.isDue = true;
      return;
    }
    resting.set(key, { isDue: false });
    say();
    timers.after(BURST_MS, () => {
      const wasDue = resting.get(key)?.isDue ?? false;
      resting.delete(key);
      if (wasDue) tell(key, say);
    });
  }
  return {
    journal: () => tell('journal', () => emit('journalChanged', {})),
    groups: () => tell('groups', () => emit('groupsChanged', {})),
    group: (groupId) => tell(`group/${groupId}`, () => emit('groupChanged', { groupId })),
    timeline: (groupId) => tell(`timeline/${groupId}`, () => emit('timelineChanged', { groupId })),
    joins: () => tell('joins', () => emit('joinsChanged', {})),
    settings: () => tell('settings', () => emit('settingsChanged', {})),
    paidNetworks: () => tell('paid-networks', () => emit('paidNetworksChanged', {})),
    computers: () => tell('computers', () => emit('computersChanged', {})),
    backups: () => tell('backups', () => emit('backupsChanged', {})),
    writeFailed: (tag) => tell(`write/${tag}`, () => emit('writeFailed', { tag })),
  };
}
