/**
 * Names of the rooms where devices meet (HP1 §7, SPEC EP7, IV4). They change
 * with the UTC day and with the epoch, and say nothing about the group. A room's
 * name is public to the signalling server; its password is not.
 */
import { base32nopad } from '@scure/base';
import { ByteWriter } from '../bytes.ts';
import { keyedHash } from '../crypto/crypto.ts';
import { rendezvousSecret } from './epoch-key.ts';

const DAY_MS = 86_400_000;
/** Days since 1970 UTC of an instant in milliseconds. */
export const dayOf = (instant: number): number => Math.floor(instant / DAY_MS);
/** The first instant of a day, milliseconds. */
export const startOfDay = (day: number): number => day * DAY_MS;

/** 32 characters that match `/^[0-9a-z]+$/`: 20 bytes in base32. */
const roomText = (key: Uint8Array, use: string, day: number): string =>
  base32nopad.encode(keyedHash(key, use, new ByteWriter().uint(day, 4).finish()).subarray(0, 20)).toLowerCase();

/** Where members and the holder of an invite meet on a day. */
export const inviteTopic = (rvSeed: Uint8Array, day: number): string => roomText(rvSeed, 'inv-topic', day);
/** Password of that room. */
export const inviteRoomPassword = (rvSeed: Uint8Array, day: number): string => roomText(rvSeed, 'inv-room', day);
/** Where the members who have an epoch's key meet on a day. */
export const groupTopic = (epochKey: Uint8Array, day: number): string =>
  roomText(rendezvousSecret(epochKey), 'topic', day);
/** Password of that room. */
export const groupRoomPassword = (epochKey: Uint8Array, day: number): string =>
  roomText(rendezvousSecret(epochKey), 'room', day);
/** Where an own new computer and the one that added it meet on a day, until the new one has the group's keys (SPEC PA9). */
export const pairTopic = (seed: Uint8Array, day: number): string => roomText(seed, 'pair-topic', day);
/** Password of that room. */
export const pairRoomPassword = (seed: Uint8Array, day: number): string => roomText(seed, 'pair-room', day);
