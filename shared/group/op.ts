/** The codec of operations, and the view of one that the resolver takes (SPEC GR1, GR2). */
import { type DeviceId, type EntryId, NO_ENTRY, type OpId } from '../brand.ts';
import { ByteReader, ByteWriter, equalBytes } from '../bytes.ts';
import { type Entry, MAX_OP_BYTES } from '../chain/entry.ts';
import { OP_KIND, type OpKind } from '../chain/kinds.ts';
import { err, ok, type Result } from '../result.ts';
import type { Field } from './fields.ts';
import { OP_FIELDS } from './op-fields.ts';
import type { Op, OpBodies, OpType, PlacedOp } from './op-types.ts';

/** Largest encoded operation body: the entry around it (header with 16 deps, signature) fits `MAX_OP_BYTES`. */
export const MAX_OP_BODY_BYTES = MAX_OP_BYTES - 1024;

/** Why bytes are not an operation. */
export type OpError =
  /** A kind of a newer version. */
  | { readonly tag: 'OpKindUnknown'; readonly kind: number }
  | { readonly tag: 'OpTooLarge'; readonly bytes: number }
  /** A field is missing, out of bounds or of an unknown word, or bytes are left over. */
  | { readonly tag: 'OpMalformed' }
  /** It reads, but is not the one encoding of what it says. */
  | { readonly tag: 'OpNotCanonical' }
  /** The payload was erased, so that nothing can be read. */
  | { readonly tag: 'OpErased' };

const typeByKind = new Map<number, OpType>(
  Object.entries(OP_KIND).map(([type, kind]) => [kind as number, type as OpType]),
);

/** The kind of the entry that carries `op`. */
export const kindOfOp = (op: Op): OpKind => OP_KIND[op.type];

// The table pairs every type with its own field; TypeScript cannot follow that pairing through a union.
const fieldOf = (type: OpType): Field<OpBodies[OpType]> => OP_FIELDS[type] as Field<OpBodies[OpType]>;

/** The plain body (`ct`) of the entry. Throws on values out of bounds: a defect of whoever built the op. */
export function encodeOp(op: Op): Uint8Array {
  const writer = new ByteWriter();
  fieldOf(op.type).write(writer, op);
  return writer.finish();
}

/** Reads the body of an entry of `kind`. */
export function decodeOp(kind: number, bytes: Uint8Array): Result<Op, OpError> {
  const type = typeByKind.get(kind);
  if (type === undefined) return err({ tag: 'OpKindUnknown', kind });
  if (bytes.length > MAX_OP_BODY_BYTES) return err({ tag: 'OpTooLarge', bytes: bytes.length });
  const reader = new ByteReader(bytes);
  const body = fieldOf(type).read(reader);
  if (!reader.finished) return err({ tag: 'OpMalformed' });
  const op = { type, ...body } as Op;
  return equalBytes(encodeOp(op), bytes) ? ok(op) : err({ tag: 'OpNotCanonical' });
}

/** An operation with what the resolver needs of its entry's header. */
export interface LogOp {
  readonly id: OpId;
  readonly deviceId: DeviceId;
  /** What the author had seen: the heads of the log, and the entry before in the same chain. Ascending. */
  readonly deps: readonly OpId[];
  /** The author's clock, milliseconds. */
  readonly ts: number;
  readonly lamport: number;
  readonly op: PlacedOp;
}

/** The operation in a membership entry, for whoever shows or answers it. */
export function readOp(entry: Entry): Result<Op, OpError> {
  return entry.ct === null ? err({ tag: 'OpErased' }) : decodeOp(entry.header.kind, entry.ct);
}

/**
 * The resolver's view of a membership entry; one that cannot be read is opaque.
 * `prev` counts among the deps:
 * what stands earlier in one's own chain is always in one's past, so that no
 * device can claim to be concurrent with itself.
 */
export function logOpOf(entry: Entry): LogOp {
  const { deviceId, kind, prev, deps, ts, lamport } = entry.header;
  const read = readOp(entry);
  const past = new Set<EntryId>(deps);
  if (prev !== NO_ENTRY) past.add(prev);
  const op: PlacedOp = read.ok ? read.value : { type: 'opaque', kind };
  return { id: entry.id, deviceId, deps: [...past].sort(), ts, lamport, op };
}
