/** What a group has agreed on at genesis, as numbers that every replica reads alike (SPEC GR3). */
import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Field } from './fields.ts';

/** A group with facilitators, or one of equals who look after each other. */
export type GroupMode = 'facilitated' | 'equals';

/** Newcomers read everything that the group still has. */
export const HISTORY_ALL = 0xffff;

/** The policy of a group. */
export interface Policy {
  /** Fixed at genesis. */
  readonly mode: GroupMode;
  /** Members who are not facilitators may make invites. */
  readonly membersInvite: boolean;
  /** Nobody's address is shown to other members: relayed paths only. */
  readonly hideIp: boolean;
  /** Facilitator required, no private messages, no pictures of people. */
  readonly youth: boolean;
  /** What newcomers read: 0 for nothing older than their admission, a number of days, or `HISTORY_ALL`. */
  readonly history: number;
  /** Days after which entries are erased everywhere; 0 for never. */
  readonly retentionDays: number;
  /** Days of silence after which a facilitator may suspend a device. */
  readonly staleDays: number;
  /** What facilitators may do with others' entries: 0 nothing, 1 hide, 2 hide and redact. */
  readonly moderation: number;
  /** Fields of a later version, kept as they came: field number from 9, value. */
  readonly later: readonly (readonly [field: number, value: number])[];
}

/** What a new group starts with. */
export const DEFAULT_POLICY: Policy = {
  mode: 'facilitated',
  membersInvite: false,
  hideIp: false,
  youth: false,
  history: HISTORY_ALL,
  retentionDays: 0,
  staleDays: 180,
  moderation: 2,
  later: [],
};

/** Number of the policy field in the encoding and in `policyChange`. */
export const POLICY_FIELD = {
  mode: 1,
  membersInvite: 2,
  hideIp: 3,
  youth: 4,
  history: 5,
  retentionDays: 6,
  staleDays: 7,
  moderation: 8,
} as const;
const KNOWN_FIELDS = Object.keys(POLICY_FIELD).length;
/**
 * Field of a later version than the first eight: 1 when keepers may hold sealed
 * entries of the group (SPEC ML17). Older versions pass it on; of concurrent
 * changes 0 counts, as for every later field. In a group of equals it is what
 * voices say (SPEC GR27).
 */
export const KEEPER_FIELD = 9;

/** True when the group has agreed to keepers. Off until somebody turns it on. */
export const keeperAllowed = (policy: Policy): boolean =>
  policy.later.some(([field, value]) => field === KEEPER_FIELD && value === 1);
/** Most fields a policy may have, later ones included. */
export const MAX_POLICY_FIELDS = 32;

const MODES: readonly GroupMode[] = ['facilitated', 'equals'];
/** Greatest value of each known field, in order of its number. */
export const KNOWN_MAX: readonly number[] = [1, 1, 1, 1, HISTORY_ALL, 0xffff, 0xffff, 2];

const valuesOf = (policy: Policy): readonly number[] => [
  MODES.indexOf(policy.mode),
  policy.membersInvite ? 1 : 0,
  policy.hideIp ? 1 : 0,
  policy.youth ? 1 : 0,
  policy.history,
  policy.retentionDays,
  policy.staleDays,
  policy.moderation,
];

/** Every field with its number, ascending. */
export const policyToFields = (policy: Policy): readonly (readonly [field: number, value: number])[] => [
  ...valuesOf(policy).map((value, i) => [i + 1, value] as const),
  ...policy.later,
];

/** The policy of fields that name all known ones. */
export function policyFromFields(fields: ReadonlyMap<number, number>): Policy {
  const valueIn = (field: number): number => fields.get(field) ?? 0;
  return {
    mode: MODES[valueIn(POLICY_FIELD.mode)] ?? 'facilitated',
    membersInvite: valueIn(POLICY_FIELD.membersInvite) === 1,
    hideIp: valueIn(POLICY_FIELD.hideIp) === 1,
    youth: valueIn(POLICY_FIELD.youth) === 1,
    history: valueIn(POLICY_FIELD.history),
    retentionDays: valueIn(POLICY_FIELD.retentionDays),
    staleDays: valueIn(POLICY_FIELD.staleDays),
    moderation: valueIn(POLICY_FIELD.moderation),
    later: [...fields].filter(([field]) => field > KNOWN_FIELDS).sort(([a], [b]) => a - b),
  };
}

/** `u8 count ‖ (field u8 ‖ value u32)*`: fields 1 to 8 always, later ones ascending. */
export const policyField: Field<Policy> = {
  write: (writer: ByteWriter, policy) => {
    const pairs = policyToFields(policy);
    writer.uint(pairs.length, 1);
    for (const [field, value] of pairs) writer.uint(field, 1).uint(value, 4);
  },
  read: (reader: ByteReader) => {
    const count = reader.uint(1);
    const fields = new Map<number, number>();
    if (count < KNOWN_FIELDS || count > MAX_POLICY_FIELDS) reader.failed = true;
    let last = 0;
    for (let i = 0; i < count && !reader.failed; i += 1) {
      const field = reader.uint(1);
      const value = reader.uint(4);
      const limit = KNOWN_MAX[i] ?? 2 ** 32 - 1;
      if (field <= last || (i < KNOWN_FIELDS && field !== i + 1) || value > limit) reader.failed = true;
      last = field;
      fields.set(field, value);
    }
    return policyFromFields(fields);
  },
};
