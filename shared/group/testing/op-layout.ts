/** Which bytes of an encoded operation belong to which field, found by watching the table's own codecs write. */
import { ByteWriter } from '../../bytes.ts';
import type { Field } from '../fields.ts';
import { OP_FIELDS } from '../op-fields.ts';
import type { Op, OpBodies, OpType } from '../op-types.ts';

/** One thing that a codec wrote. */
export interface Span {
  /** Names and indexes that lead to the value; a list's count has the list's own path. */
  readonly path: string;
  /** `length` is the number before `sized` bytes. */
  readonly kind: 'uint' | 'length' | 'raw';
  readonly offset: number;
  readonly size: number;
}

/** Notes where it writes, and for which value that was last looked at. */
class WatchedWriter extends ByteWriter {
  readonly spans: Span[] = [];
  path = '';
  #at = 0;
  #sized = false;

  #note(kind: Span['kind'], size: number): void {
    this.spans.push({ path: this.path, kind, offset: this.#at, size });
    this.#at += size;
  }
  override uint(value: number, bytes: number): this {
    super.uint(value, bytes);
    this.#note(this.#sized ? 'length' : 'uint', bytes);
    return this;
  }
  override raw(bytes: Uint8Array): this {
    super.raw(bytes);
    this.#note('raw', bytes.length);
    return this;
  }
  override sized(bytes: Uint8Array): this {
    this.#sized = true;
    this.uint(bytes.length, 4);
    this.#sized = false;
    return this.raw(bytes);
  }
}

/** `value` so that the writer hears of every part that is looked at. */
function watched<T extends object>(value: T, path: string, writer: WatchedWriter): T {
  return new Proxy(value, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol' || typeof part === 'function') return part;
      const isCount = Array.isArray(target) && name === 'length';
      writer.path = isCount ? path : path === '' ? name : `${path}.${name}`;
      const isBranch = typeof part === 'object' && part !== null && !(part instanceof Uint8Array);
      return isBranch ? watched(part, writer.path, writer) : part;
    },
  });
}

/** The spans of `op`, in the order of its bytes, without gaps. */
export function layoutOf(op: Op): readonly Span[] {
  const writer = new WatchedWriter();
  const field = OP_FIELDS[op.type] as Field<OpBodies[OpType]>;
  field.write(writer, watched(op, '', writer));
  // The policy is written from numbers of its own making, which are told apart by their order.
  let numbers = 0;
  return writer.spans.map((span) => {
    if (!span.path.startsWith('policy')) return span;
    numbers += 1;
    return { ...span, path: `policy#${numbers}` };
  });
}

/** A path without the indexes of lists. */
export const fieldName = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, '[]');
