/**
 * The circle check (HP1 §1, SPEC EG21): eight words that a whole group reads to
 * each other. They are the same for everybody who sees the same people with the
 * same roles and keys, and so tell whether there is somebody whom one does not
 * see. Stretched, so that whoever could choose keys cannot search for a roster
 * with the same words.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { idToBytes } from '../brand.ts';
import { ByteWriter } from '../bytes.ts';
import { type Argon2Cost, hash } from '../crypto/crypto.ts';
import type { Role } from './op-types.ts';
import { policyField } from './policy.ts';
import type { Member, Roster } from './roster.ts';
import { activeDevices } from './select.ts';

/** Cost of one check: half a second on an old laptop. */
export const CIRCLE_CHECK_COST: Argon2Cost = { memoryBytes: 64 * 1024 * 1024, passes: 2 };

const WORDS = 8;
const WORD_BITS = 11;
const ROLE_CODE: Readonly<Record<Role, number>> = { facilitator: 1, member: 2, listener: 3 };

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** `memberId ‖ role ‖ MR.pk ‖ (depth u32 ‖ op)? ‖ devices`, devices as `count ‖ (deviceId ‖ DS.pk ‖ DK.pk)*` ascending. */
function writeMember(writer: ByteWriter, roster: Roster, { memberId, role, mrPk, rank }: Member): void {
  const devices = activeDevices(roster)
    .filter((device) => device.memberId === memberId)
    .sort((a, b) => byText(a.deviceId, b.deviceId));
  writer.raw(idToBytes(memberId)).uint(ROLE_CODE[role], 1).raw(mrPk);
  if (rank) writer.uint(1, 1).uint(rank.depth, 4).raw(idToBytes(rank.id));
  else writer.uint(0, 1);
  writer.uint(devices.length, 2);
  for (const { deviceId, dsPk, dkPk } of devices) writer.raw(idToBytes(deviceId)).raw(dsPk).raw(dkPk);
}

/** `H('circle-check', roster, policy, genesis)`, with members in ascending order of id: what is stretched, with the group's id as salt. */
export function circleDigest(roster: Roster): Uint8Array {
  const people = new ByteWriter();
  for (const member of [...roster.members].sort((a, b) => byText(a.memberId, b.memberId))) {
    writeMember(people, roster, member);
  }
  const policy = new ByteWriter();
  policyField.write(policy, roster.policy);
  return hash('circle-check', people.finish(), policy.finish(), idToBytes(roster.genesisId));
}

/** Eight words of the BIP-39 English list, 11 bits each, from the first 88 bits of the stretched digest. */
export function circleWords(stretched: Uint8Array): readonly string[] {
  const bits = [...stretched].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: WORDS }, (_, i) => {
    const index = Number.parseInt(bits.slice(i * WORD_BITS, (i + 1) * WORD_BITS), 2);
    return wordlist[index] ?? '';
  });
}
