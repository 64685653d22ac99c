/** Yjs updates (V1) written field by field, for what no honest document would say. */
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeAny,
  writeUint8,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';

/** (client, clock). */
export type At = readonly [client: number, clock: number];
/** Where a crafted item says it belongs; `parent` counts only without the two others, as in Yjs. */
export interface Link {
  readonly origin?: At;
  readonly right?: At;
  readonly parent?: string | At;
  readonly sub?: string;
}
/** Writes one struct. */
export type Craft = (encoder: Encoder) => void;

const id = (encoder: Encoder, [client, clock]: At): void => {
  writeVarUint(encoder, client);
  writeVarUint(encoder, clock);
};

/** An item of content kind `kind`, its content written by `content`. */
export const item =
  (kind: number, link: Link, content: Craft): Craft =>
  (encoder) => {
    const { origin, right, parent, sub } = link;
    writeUint8(encoder, kind | (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (sub === undefined ? 0 : 0x20));
    if (origin) id(encoder, origin);
    if (right) id(encoder, right);
    if (!origin && !right) {
      writeVarUint(encoder, typeof parent === 'string' ? 1 : 0);
      if (typeof parent === 'string') writeVarString(encoder, parent);
      else id(encoder, parent ?? [0, 0]);
      if (sub !== undefined) writeVarString(encoder, sub);
    }
    content(encoder);
  };

export const gc =
  (length: number): Craft =>
  (encoder) => {
    writeUint8(encoder, 0);
    writeVarUint(encoder, length);
  };
export const skip =
  (length: number): Craft =>
  (encoder) => {
    writeUint8(encoder, 10);
    writeVarUint(encoder, length);
  };
export const deleted = (link: Link, length: number): Craft => item(1, link, (e) => writeVarUint(e, length));
export const string = (link: Link, text: string): Craft => item(4, link, (e) => writeVarString(e, text));
export const embed = (link: Link, json: string): Craft => item(5, link, (e) => writeVarString(e, json));
export const format = (link: Link, key: string, json: string): Craft =>
  item(6, link, (e) => {
    writeVarString(e, key);
    writeVarString(e, json);
  });
export const element = (link: Link, name: string): Craft =>
  item(7, link, (e) => {
    writeVarUint(e, 3);
    writeVarString(e, name);
  });
/** A type other than an element: 6 for text, 0 array, 1 map, 2 plain text, 4 fragment. */
export const type = (link: Link, typeRef: number): Craft => item(7, link, (e) => writeVarUint(e, typeRef));
export const any = (link: Link, ...values: readonly unknown[]): Craft =>
  item(8, link, (e) => {
    writeVarUint(e, values.length);
    for (const value of values) writeAny(e, value as never);
  });

/** One client's structs. */
export interface CraftSection {
  readonly client: number;
  readonly clock?: number;
  readonly structs: readonly Craft[];
  /** Stands in for the true number of structs. */
  readonly announced?: number;
}

/** The update of `sections` and deletions (client, clock, length). */
export function craftUpdate(
  sections: readonly CraftSection[],
  deletes: readonly (readonly [client: number, clock: number, length: number])[] = [],
): Uint8Array {
  const encoder = createEncoder();
  writeVarUint(encoder, sections.length);
  for (const { client, clock = 0, structs, announced = structs.length } of sections) {
    writeVarUint(encoder, announced);
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
    for (const struct of structs) struct(encoder);
  }
  const clients = [...new Set(deletes.map(([client]) => client))];
  writeVarUint(encoder, clients.length);
  for (const client of clients) {
    const ranges = deletes.filter((range) => range[0] === client);
    writeVarUint(encoder, client);
    writeVarUint(encoder, ranges.length);
    for (const [, clock, length] of ranges) {
      writeVarUint(encoder, clock);
      writeVarUint(encoder, length);
    }
  }
  return toUint8Array(encoder);
}
