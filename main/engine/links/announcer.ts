/**
 * This device's place on the group's board, and what others put there (HP1 §6).
 * Written after changes, on average at most every 30 s; read with suspicion:
 * what does not open and verify is ignored.
 *
 * A few announcements may follow each other sooner. Two computers that meet for
 * less than 30 s must leave each other the word of what they have now, not of
 * what they had when they met: it is what a third one is told.
 */
import type { DeviceId } from '../../../shared/brand.ts';
import { SEAL_NONCE_BYTES } from '../../../shared/crypto/crypto.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import { boardSlot, openAnnouncement, sealAnnouncement } from '../../../shared/sync/announcement.ts';
import type { OpenGroup } from '../group/open-group.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import type { EmitToNet } from './net-link.ts';

/** Time in which one more announcement is earned, milliseconds (HP1 §6). */
export const ANNOUNCE_MS = 30_000;
/** Announcements that may be saved up. */
const BURST = 4;
/** Changes come in flocks; one announcement tells of all within this time, milliseconds. */
const SETTLE_MS = 1_000;
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
  let saved = BURST;
  let countedAt = timers.steadyNow();
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
    saved -= 1;
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
    const now = timers.steadyNow();
    saved = Math.min(BURST, saved + (now - countedAt) / ANNOUNCE_MS);
    countedAt = now;
    pending = timers.after(saved >= 1 ? SETTLE_MS : (1 - saved) * ANNOUNCE_MS, put);
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
