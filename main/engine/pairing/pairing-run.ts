/** A pairing under way, as it is kept in the encrypted store: it outlives a lock while somebody carries a file. */
import { hex } from '@scure/base';
import * as v from 'valibot';
import type { DeviceId, EntryId, GroupId } from '../../../shared/brand.ts';
import { utf8, utf8ToText } from '../../../shared/bytes.ts';
import type { KeyValues } from '../store/key-values.ts';

/** How long a pairing may take, milliseconds. */
export const PAIRING_MS = 86_400_000;

const bytes = v.pipe(
  v.string(),
  v.transform((text): Uint8Array => hex.decode(text)),
);
const id = <I extends string>() => v.custom<I>((x) => typeof x === 'string');
const words = v.array(v.string());
/** The code of a run that meets at a meeting place. */
const code = v.nullable(v.object({ secret: bytes, server: v.string() }));
const base = { since: v.number(), code };
const ask = { ask: bytes, kemSeed: bytes, nonce: bytes };
const offer = v.object({
  at: v.number(),
  recoveryPublicKey: bytes,
  groups: v.array(
    v.object({
      groupId: id<GroupId>(),
      genesisHash: id<EntryId>(),
      memberRootPublicKey: bytes,
      servers: v.array(v.string()),
    }),
  ),
});
/** Keys that were made for a group and are no group's of ours before the words were compared. */
const keys = v.array(v.object({ groupId: id<GroupId>(), deviceSeed: bytes, kemSecret: bytes }));
const groupIds = v.array(id<GroupId>());
const outcome = v.array(v.object({ groupId: id<GroupId>(), state: v.picklist(['added', 'full', 'no-room', 'gone']) }));
const devices = v.array(v.object({ groupId: id<GroupId>(), dsPk: bytes, dkPk: bytes, deviceSignature: bytes }));
const answered = { reply: bytes, answer: bytes, words };
const replied = { ask: bytes, reply: bytes, secret: bytes, at: v.number(), groupIds };

const stored = v.union([
  v.object({ ...base, side: v.literal('new'), step: v.literal('asked'), ...ask }),
  v.object({
    ...base,
    side: v.literal('new'),
    step: v.literal('compare'),
    ...ask,
    ...answered,
    secret: bytes,
    offer,
    keys,
  }),
  v.object({ ...base, side: v.literal('new'), step: v.literal('done'), ask: bytes, ...answered, outcome }),
  v.object({ ...base, side: v.literal('old'), step: v.literal('looking') }),
  v.object({ ...base, side: v.literal('old'), step: v.literal('replied'), ...replied }),
  v.object({ ...base, side: v.literal('old'), step: v.literal('compare'), ...replied, answer: bytes, words, devices }),
  v.object({ ...base, side: v.literal('old'), step: v.literal('done'), ask: bytes, reply: bytes, words, outcome }),
]);

/** See the file's head. */
export type PairingRun = v.InferOutput<typeof stored>;
/** A run of one side at one step. */
export type RunAt<Side extends PairingRun['side'], Step extends PairingRun['step']> = Extract<
  PairingRun,
  { readonly side: Side; readonly step: Step }
>;
/** What became of each group. */
export type PairingOutcome = RunAt<'new', 'done'>['outcome'];

const KEY = 'pairing';

/** JSON with bytes as hex. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, function replace(this: Record<string, unknown>, key, plain: unknown) {
    // What `Buffer` makes of itself came before: the bytes themselves are looked at.
    const raw = this[key];
    return raw instanceof Uint8Array ? hex.encode(raw) : plain;
  });

/** The pairing that is under way at `now`, or null; one that took too long is forgotten. */
export function readRun(values: KeyValues, now: number): PairingRun | null {
  const raw = values.get(KEY);
  if (!raw) return null;
  const run = v.parse(stored, JSON.parse(utf8ToText(raw)));
  if (Math.abs(now - run.since) < PAIRING_MS) return run;
  values.delete(KEY);
  return null;
}

/** Keeps or, with null, forgets it. */
export const writeRun = (values: KeyValues, run: PairingRun | null): void =>
  run === null ? values.delete(KEY) : values.put(KEY, utf8(toJson(run)));

/** A computer that was paired with this one. */
export interface KnownComputer {
  /** The pairing's own name, 16 bytes in hex. */
  readonly computerId: string;
  readonly pairedAt: number;
  /** `added`: this one added it; `added-us`: it added this one. */
  readonly how: 'added' | 'added-us';
  /** The device that was added, in each group. */
  readonly devices: readonly { readonly groupId: GroupId; readonly deviceId: DeviceId }[];
}

const COMPUTERS_KEY = 'computers';
const known = v.array(
  v.object({
    computerId: v.string(),
    pairedAt: v.number(),
    how: v.picklist(['added', 'added-us']),
    devices: v.array(v.object({ groupId: id<GroupId>(), deviceId: id<DeviceId>() })),
  }),
);

/** Newest first. */
export function readComputers(values: KeyValues): readonly KnownComputer[] {
  const raw = values.get(COMPUTERS_KEY);
  return raw ? v.parse(known, JSON.parse(utf8ToText(raw))) : [];
}
/** Adds one in front; a pairing is known once. */
export function noteComputer(values: KeyValues, computer: KnownComputer): void {
  const others = readComputers(values).filter(({ computerId }) => computerId !== computer.computerId);
  values.put(COMPUTERS_KEY, utf8(toJson([computer, ...others])));
}
