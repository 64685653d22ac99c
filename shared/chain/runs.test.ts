import { describe, expect, it } from 'vitest';
import { type EntryId, NO_ENTRY } from '../brand.ts';
import { must } from '../testing/sample-chain.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import type { Extent } from './extent.ts';
import { addExtent, contiguous, missing, NO_RUNS, type Runs } from './runs.ts';

/** The id of the entry at a place of an imagined chain. */
const idOf = (seq: number): EntryId => (seq === 0 ? NO_ENTRY : (seq.toString(16).padStart(64, 'e') as EntryId));
const otherId = (seq: number): EntryId => seq.toString(16).padStart(64, 'f') as EntryId;

const single = (seq: number): Extent => ({
  from: seq,
  to: seq,
  before: idOf(seq - 1),
  prev: idOf(seq - 1),
  id: idOf(seq),
});
const segment = (from: number, to: number): Extent => ({ ...single(to), from, before: idOf(from - 1) });

/** A chain's bookkeeping with the store's part: which ids stand singly. */
class Held {
  runs: Runs = NO_RUNS;
  readonly ids = new Map<number, EntryId>();
  readonly add = (extent: Extent) => {
    const added = addExtent(this.runs, extent, (seq) => this.ids.get(seq));
    if (added.ok) {
      this.runs = added.value;
      this.ids.set(extent.to, extent.id);
    }
    return added;
  };
  /** As when a newcomer takes in a segment: only its own place has an id. */
  readonly dropFolded = (from: number, to: number): void => {
    for (let seq = from; seq < to; seq += 1) this.ids.delete(seq);
  };
}

const holding = (...extents: readonly Extent[]): Held => {
  const held = new Held();
  for (const extent of extents) must(held.add(extent));
  return held;
};

describe('[CH4] runs of a chain', () => {
  it('[CH4] entries that link to each other become one run', () => {
    const held = holding(single(1), single(2), single(3));
    expect(held.runs).toEqual([{ from: 1, to: 3, before: NO_ENTRY, head: idOf(3) }]);
    expect(contiguous(held.runs)).toEqual({ seq: 3, head: idOf(3) });
  });

  it('[CH4] a gap keeps runs apart until it is filled', () => {
    const held = holding(single(1), single(5), single(4));
    expect(contiguous(held.runs)).toEqual({ seq: 1, head: idOf(1) });
    expect(missing(held.runs, 7)).toEqual([
      { from: 6, to: 7 },
      { from: 2, to: 3 },
    ]);
    must(held.add(single(2)));
    must(held.add(single(3)));
    expect(held.runs).toHaveLength(1);
    expect(missing(held.runs, 5)).toEqual([]);
  });

  it('[CH4] without the first entry nothing is contiguous', () => {
    expect(contiguous(holding(single(2)).runs)).toEqual({ seq: 0, head: NO_ENTRY });
    expect(contiguous(NO_RUNS)).toEqual({ seq: 0, head: NO_ENTRY });
    expect(missing(NO_RUNS, 3)).toEqual([{ from: 1, to: 3 }]);
    expect(missing(holding(single(9)).runs, 3)).toEqual([{ from: 1, to: 3 }]);
  });

  it('[CH4] a segment covers its range alone, over some of it, and over all of it', () => {
    expect(holding(segment(1, 101)).runs).toEqual([{ from: 1, to: 101, before: NO_ENTRY, head: idOf(101) }]);
    const some = holding(single(1), single(2), single(60), segment(1, 101));
    expect(contiguous(some.runs).seq).toBe(101);
    const all = holding(...Array.from({ length: 10 }, (_, i) => single(i + 1)), segment(1, 11), single(12));
    expect(all.runs).toEqual([{ from: 1, to: 12, before: NO_ENTRY, head: idOf(12) }]);
  });

  it('[CH4] a segment joins what lies on both sides', () => {
    const held = holding(single(3), single(12), segment(4, 11));
    expect(held.runs).toEqual([{ from: 3, to: 12, before: idOf(2), head: idOf(12) }]);
  });

  it('[CH4] what is held already adds nothing', () => {
    const held = holding(single(1), segment(2, 9));
    expect(held.add(single(1))).toEqual({ ok: false, error: { tag: 'Duplicate' } });
    expect(held.add(segment(2, 9))).toEqual({ ok: false, error: { tag: 'Duplicate' } });
    expect(held.add(single(4))).toEqual({ ok: false, error: { tag: 'Covered' } });
  });

  it('[CH4] in whatever order the entries of a chain arrive, the runs end the same', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = createSeededRandom(seed);
      const extents = [
        ...Array.from({ length: 9 }, (_, i) => single(i + 1)),
        segment(3, 10),
        single(11),
        segment(11, 12),
      ];
      const held = new Held();
      while (extents.length > 0) held.add(extents.splice(random.int(extents.length), 1)[0] as Extent);
      expect(held.runs, `seed ${seed}`).toEqual([{ from: 1, to: 12, before: NO_ENTRY, head: idOf(12) }]);
    }
  });
});

describe('[CH5] forks and contradicting links', () => {
  it('[CH5] another entry at a held place is a fork', () => {
    const held = holding(single(1), single(2));
    expect(held.add({ ...single(2), id: otherId(2) })).toEqual({
      ok: false,
      error: { tag: 'Fork', seq: 2, known: idOf(2), other: otherId(2) },
    });
    expect(contiguous(held.runs).seq).toBe(2);
  });

  it('[CH5] a segment in place of another entry is a fork too, and the other way round', () => {
    expect(holding(single(9)).add({ ...segment(1, 9), id: otherId(9) })).toMatchObject({ error: { tag: 'Fork' } });
    expect(holding(segment(1, 9)).add({ ...single(9), id: otherId(9) })).toMatchObject({ error: { tag: 'Fork' } });
  });

  it('[CH5] links that name another entry than the one held contradict', () => {
    const backwards = holding(single(1)).add({ ...single(2), before: otherId(1), prev: otherId(1) });
    expect(backwards).toEqual({
      ok: false,
      error: { tag: 'LinkContradicts', seq: 1, known: idOf(1), other: otherId(1) },
    });
    const forwards = holding(single(3)).add({ ...single(2), id: otherId(2) });
    expect(forwards).toEqual({
      ok: false,
      error: { tag: 'LinkContradicts', seq: 2, known: idOf(2), other: otherId(2) },
    });
    expect(holding(single(9)).add({ ...segment(4, 10), prev: otherId(9) })).toMatchObject({
      error: { tag: 'LinkContradicts', seq: 9 },
    });
    expect(new Held().add({ ...single(1), before: otherId(0), prev: otherId(0) })).toMatchObject({
      error: { tag: 'LinkContradicts', seq: 0 },
    });
  });

  it('[CH5] a segment that begins or ends inside another is misplaced', () => {
    const held = holding(segment(1, 20));
    held.dropFolded(1, 20);
    expect(held.add(segment(11, 30))).toEqual({ ok: false, error: { tag: 'Misplaced' } });
    expect(held.add(segment(2, 10))).toEqual({ ok: false, error: { tag: 'Misplaced' } });
  });
});
