/**
 * This device's place on the group's board, and what others put there (HP1 §6).
 * Written after changes and at most every 30 s; read with suspicion: what does
 * not open and verify is ignored.
 */
import type { DeviceId } from '../../../shared/brand.ts';
import { SEAL_NONCE_BYTES } from '../../../shared/crypto/crypto.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import { boardSlot, openAnnouncement, sealAnnouncement } from '../../../shared/sync/announcement.ts';
import type { OpenGroup } from '../group/open-group.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import type { EmitToNet } from './net-link.ts';

/** Shortest time between two announcements, milliseconds. */
export const ANNOUNCE_MS = 30_000;
const NO_HEAD = new Uint8Array(8);

/** See the file's head. */
export interface Announcer {
  /** Something to tell may have changed. */
  changed(): void;
  /** The membership changed: slots follow from it. */
  rosterChanged(): void;
  /** Says the last announcement again: the board was opened anew. */
  again(): void;
  /** Takes a value off the board. */
  read(slot: string, value: Uint8Array): void;
  stop(): void;
}

/** What an announcer is made of. */
export interface AnnouncerParts {
  readonly group: OpenGroup;
  readonly timers: Timers;
  readonly emit: EmitToNet;
  /** A room whose board is the group's, or null. */
  readonly boardRoom: () => string | null;
  /** A value was not believed. */
  readonly onRefused: (tag: string) => void;
}

/** Announces for one group. */
export function createAnnouncer({ group, timers, emit, boardRoom, onRefused }: AnnouncerParts): Announcer {
  let putAt: number | null = null;
  let pending: StopTimer | null = null;
  let lastSaid = '';
  let slots: ReadonlyMap<string, { readonly deviceId: DeviceId; readonly epochKey: Uint8Array }> | null = null;

  function put(): void {
    pending = null;
    const roomKey = boardRoom();
    const sending = group.sendingKey();
    if (roomKey === null || !sending || !group.isMember()) return;
    const { deviceId, ports, signing } = group;
    const rows = group.replica.frontier();
    const said = JSON.stringify([sending.epochId, rows.map((row) => [row.deviceId, row.inc, row.lane, row.seq])]);
    if (said === lastSaid) return;
    lastSaid = said;
    putAt = timers.steadyNow();
    const announcement = {
      deviceId,
      ts: ports.clock.now(),
      own: rows.filter((row) => row.deviceId === deviceId),
      haves: rows.filter((row) => row.deviceId !== deviceId),
    };
    const nonce = ports.random.bytes(SEAL_NONCE_BYTES);
    const value = sealAnnouncement({ announcement, epochKey: sending.key, keys: signing, nonce });
    emit('boardPut', { roomKey, slot: boardSlot(sending.key, deviceId), value });
  }

  function changed(): void {
    if (pending) return;
    const waitMs = putAt === null ? 0 : Math.max(0, putAt + ANNOUNCE_MS - timers.steadyNow());
    if (waitMs === 0) put();
    else pending = timers.after(waitMs, put);
  }

  function knownSlots() {
    const roster = group.replica.roster();
    const found = new Map<string, { readonly deviceId: DeviceId; readonly epochKey: Uint8Array }>();
    for (const epochKey of group.replica.keys().epochKeys.values()) {
      for (const { deviceId } of roster ? activeDevices(roster) : []) {
        if (deviceId !== group.deviceId) found.set(boardSlot(epochKey, deviceId), { deviceId, epochKey });
      }
    }
    return found;
  }

  return {
    changed,
    rosterChanged() {
      slots = null;
      changed();
    },
    again() {
      lastSaid = '';
      changed();
    },
    read(slot, value) {
      slots ??= knownSlots();
      const known = slots.get(slot);
      if (!known) return;
      const opened = openAnnouncement({ value, slot, epochKey: known.epochKey, directory: group.replica });
      if (!opened.ok) {
        onRefused(opened.error.tag);
        return;
      }
      const { deviceId, own, haves } = opened.value;
      group.replica.noteHave(deviceId, [...own, ...haves.map((held) => ({ ...held, head8: NO_HEAD }))]);
    },
    stop() {
      pending?.();
      pending = null;
    },
  };
}
