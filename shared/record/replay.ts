/**
 * Replays the structs of a body's updates in plain objects, as Yjs would
 * integrate them (the YATA rule, yjs 13 `Item.integrate`), with every reference
 * checked and the work counted (SPEC GA3–GA5). No document is made, and nothing
 * that a peer sends can leave anything half applied.
 */
import { err, ok, type Result } from '../result.ts';
import { BODY_ROOT, type BodyPart } from './blocks.ts';
import { cutContent, fits, type Item, partsOf, type Sequence } from './sequence.ts';
import { type DeleteRange, type Struct, type StructId, UPDATE_BOUNDS } from './yjs-update.ts';

/** Steps that the search for places among concurrent inserts may take in one record. Honest single writers need none. */
export const MAX_CONFLICT_STEPS = 1_000_000;

/** Why a struct or deletion cannot be integrated. */
export type ReplayError =
  /** It refers to what an allowed client has not written yet, as far as is known here. */
  | { readonly tag: 'ReferenceMissing'; readonly client: number }
  /**
   * It refers to itself or to later clocks of its own client, or, where `client`
   * is given, to one that is not known to write here: somebody else, or a device
   * of the owner of which nothing has come yet.
   */
  | { readonly tag: 'ReferenceForeign'; readonly client?: number }
  /** A part stands where the body's schema has no place for it. */
  | { readonly tag: 'StructureRefused' }
  | { readonly tag: 'RootRefused' }
  | { readonly tag: 'TooDeep' }
  | { readonly tag: 'TooTangled' };

const NONE = -1;

/** Index of the item that holds `clock`; items are ascending without gaps. */
function indexAt(items: readonly Item[], clock: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle] as Item).clock <= clock) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The state of one replay. */
export class Replay {
  readonly #items = new Map<number, Item[]>();
  readonly #root: Sequence = { holds: 'nodes', name: BODY_ROOT, depth: 0, start: null, attributes: new Map() };
  readonly #clients: ReadonlySet<number>;
  #conflictSteps = 0;
  #hasTombstones = false;

  /** `clients`: every client that may write into this record. */
  constructor(clients: ReadonlySet<number>) {
    this.#clients = clients;
  }
  /** True while every item found its place beside what it names: what happens without concurrent writing. */
  get isSequential(): boolean {
    return this.#conflictSteps === 0 && !this.#hasTombstones;
  }
  /** First clock of `client` that is not known yet. */
  clockOf(client: number): number {
    const last = this.#items.get(client)?.at(-1);
    return last ? last.clock + last.length : 0;
  }

  /** Checks that a reference of `client` at `clock` names something that is there. */
  #checkReference(id: StructId | null, client: number, clock: number): ReplayError | null {
    if (!id) return null;
    if (id.client === client && id.clock >= clock) return { tag: 'ReferenceForeign' };
    if (!this.#clients.has(id.client)) return { tag: 'ReferenceForeign', client: id.client };
    return id.clock < this.clockOf(id.client) ? null : { tag: 'ReferenceMissing', client: id.client };
  }
  /** What `struct` refers to and is not there, or `null`. */
  missingReference(struct: Struct): ReplayError | null {
    const { client, clock, origin, rightOrigin, parent } = struct;
    return (
      this.#checkReference(origin, client, clock) ??
      this.#checkReference(rightOrigin, client, clock) ??
      this.#checkReference(typeof parent === 'string' ? null : parent, client, clock)
    );
  }

  #itemAt(id: StructId): Item {
    const items = this.#items.get(id.client) as Item[];
    return items[indexAt(items, id.clock)] as Item;
  }
  /** Splits so that an item begins at `id`; gives that item. */
  #startingAt(id: StructId): Item {
    const items = this.#items.get(id.client) as Item[];
    const index = indexAt(items, id.clock);
    const item = items[index] as Item;
    const offset = id.clock - item.clock;
    if (offset === 0) return item;
    const [kept, cut] = cutContent(item.content, offset);
    const rest: Item = {
      ...item,
      clock: id.clock,
      length: item.length - offset,
      content: cut,
      originClient: item.client,
      originClock: id.clock - 1,
      left: item,
    };
    item.content = kept;
    item.length = offset;
    if (item.parent) {
      item.right = rest;
      if (rest.right) rest.right.left = rest;
      else if (item.parentSub !== null) item.parent.attributes.set(item.parentSub, rest);
    }
    items.splice(index + 1, 0, rest);
    return rest;
  }
  /** Splits so that an item ends with `id`; gives that item. */
  #endingAt(id: StructId): Item {
    const item = this.#itemAt(id);
    if (item.clock + item.length > id.clock + 1) this.#startingAt({ client: id.client, clock: id.clock + 1 });
    return item;
  }

  /** Where an item belongs: from its left, its right, or what it states. Null for what has lost its place. */
  #placeOf(
    struct: Struct,
    left: Item | null,
    right: Item | null,
  ): Result<[Sequence, string | null] | null, ReplayError> {
    if (struct.content.type === 'gc' || (left && !left.parent) || (right && !right.parent)) return ok(null);
    const neighbour = left ?? right;
    if (neighbour?.parent) {
      if (left && right && (left.parent !== right.parent || left.parentSub !== right.parentSub)) {
        return err({ tag: 'StructureRefused' });
      }
      return ok([neighbour.parent, neighbour.parentSub]);
    }
    if (typeof struct.parent === 'string') {
      return struct.parent === BODY_ROOT ? ok([this.#root, struct.parentSub]) : err({ tag: 'RootRefused' });
    }
    const parentItem = struct.parent && this.#itemAt(struct.parent);
    if (!parentItem || parentItem.content.type === 'gc' || parentItem.content.type === 'deleted') return ok(null);
    return parentItem.sequence ? ok([parentItem.sequence, struct.parentSub]) : err({ tag: 'StructureRefused' });
  }

  /** Adds one struct, the next of its client. On an error the whole replay is void. */
  add(struct: Struct): ReplayError | null {
    const unknown = this.missingReference(struct);
    if (unknown) return unknown;
    const left = struct.origin && this.#endingAt(struct.origin);
    const right = struct.rightOrigin && this.#startingAt(struct.rightOrigin);
    const placed = this.#placeOf(struct, left, right);
    if (!placed.ok) return placed.error;
    const [parent, parentSub] = placed.value ?? [null, null];
    const { content } = struct;
    if (parent && !fits(content, parent, parentSub)) return { tag: 'StructureRefused' };
    const depth = (parent?.depth ?? 0) + 1;
    const isType = content.type === 'element' || content.type === 'text';
    if (isType && depth > UPDATE_BOUNDS.depth) return { tag: 'TooDeep' };
    const item: Item = {
      client: struct.client,
      clock: struct.clock,
      length: struct.length,
      content: parent ? content : { type: 'gc' },
      originClient: struct.origin?.client ?? NONE,
      originClock: struct.origin?.clock ?? NONE,
      rightOrigin: right,
      left,
      right,
      parent,
      parentSub,
      deleted: content.type === 'deleted' || !parent,
      sequence: isType
        ? {
            holds: content.type === 'text' ? 'text' : 'nodes',
            name: content.type === 'element' ? content.name : '',
            depth,
            start: null,
            attributes: new Map(),
          }
        : null,
    };
    if (parent) {
      const lost = this.#findPlace(item, parent);
      if (lost) return lost;
      this.#link(item, parent);
    } else if (content.type !== 'gc') this.#hasTombstones = true;
    const items = this.#items.get(item.client);
    if (items) items.push(item);
    else this.#items.set(item.client, [item]);
    return null;
  }

  /** Counts one step of a search. */
  #takesTooLong(): boolean {
    this.#conflictSteps += 1;
    return this.#conflictSteps > MAX_CONFLICT_STEPS;
  }

  /** The YATA rule: moves `item.left` past concurrent items that come first. */
  #findPlace(item: Item, parent: Sequence): ReplayError | null {
    const { left, right } = item;
    const isBeside = left ? left.right === right : right !== null && right.left === null;
    if (isBeside) return null;
    let place = left;
    let other: Item | null = null;
    if (left) other = left.right;
    else if (item.parentSub !== null) {
      other = parent.attributes.get(item.parentSub) ?? null;
      while (other?.left) {
        if (this.#takesTooLong()) return { tag: 'TooTangled' };
        other = other.left;
      }
    } else other = parent.start;
    // Redoing in Yjs can name a right that stands before the left. Looking for it counts as a step at least, so
    // that such a record is left to Yjs.
    for (let between = other; right && between !== right; between = between.right) {
      if (this.#takesTooLong()) return { tag: 'TooTangled' };
      if (!between) break;
    }
    if (!other || other === right) return null;
    const conflicting = new Set<Item>();
    const passed = new Set<Item>();
    while (other && other !== right) {
      if (this.#takesTooLong()) return { tag: 'TooTangled' };
      passed.add(other);
      conflicting.add(other);
      if (other.originClient === item.originClient && other.originClock === item.originClock) {
        if (other.client < item.client) {
          place = other;
          conflicting.clear();
        } else if (other.rightOrigin === right) break;
      } else {
        const origin =
          other.originClient === NONE ? null : this.#itemAt({ client: other.originClient, clock: other.originClock });
        if (!origin || !passed.has(origin)) break;
        if (!conflicting.has(origin)) {
          place = other;
          conflicting.clear();
        }
      }
      other = other.right;
    }
    item.left = place;
    return null;
  }

  /** Puts `item` behind `item.left` in its sequence or among the values of its attribute. */
  #link(item: Item, parent: Sequence): void {
    const { left, parentSub } = item;
    if (left) {
      item.right = left.right;
      left.right = item;
    } else if (parentSub !== null) {
      let first = parent.attributes.get(parentSub) ?? null;
      while (first?.left) first = first.left;
      item.right = first;
    } else {
      item.right = parent.start;
      parent.start = item;
    }
    if (item.right) item.right.left = item;
    else if (parentSub !== null) {
      parent.attributes.set(parentSub, item);
      if (left) left.deleted = true;
    }
    if (parentSub !== null && item.right) item.deleted = true;
  }

  /** Deletes a range of clocks, all of which must be known. */
  delete(range: DeleteRange): ReplayError | null {
    const { client, clock, length } = range;
    if (!this.#clients.has(client)) return { tag: 'ReferenceForeign', client };
    if (clock + length > this.clockOf(client)) return { tag: 'ReferenceMissing', client };
    this.#startingAt({ client, clock });
    this.#endingAt({ client, clock: clock + length - 1 });
    const items = this.#items.get(client) as Item[];
    for (let i = indexAt(items, clock); i < items.length; i += 1) {
      const item = items[i] as Item;
      if (item.clock >= clock + length) break;
      item.deleted = true;
    }
    return null;
  }

  /** What is visible now. */
  tree(): readonly BodyPart[] {
    return partsOf(this.#root);
  }
}
