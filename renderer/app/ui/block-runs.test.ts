import { expect, test } from 'vitest';
import type { TextBlock } from '../../../shared/ipc/views.ts';
import { blockRuns } from './block-runs.ts';

const block = (kind: 'paragraph' | 'quote' | 'bullet' | 'number', text: string): TextBlock => ({
  kind,
  spans: [{ text }],
});
const shape = (blocks: readonly TextBlock[]) => blockRuns(blocks).map((run) => `${run.kind} ${run.blocks.length}`);

test('points of a list and paragraphs of a quote stay together, everything else alone', () => {
  const blocks = [
    block('paragraph', 'a'),
    block('paragraph', 'b'),
    block('bullet', 'c'),
    block('bullet', 'd'),
    block('number', 'e'),
    block('quote', 'f'),
    block('quote', 'g'),
    block('bullet', 'h'),
  ];
  expect(shape(blocks)).toEqual(['paragraph 1', 'paragraph 1', 'bullet 2', 'number 1', 'quote 2', 'bullet 1']);
  expect(blockRuns(blocks).flatMap((run) => run.blocks)).toEqual(blocks);
});

test('headings keep their level and never join', () => {
  const heading = (level: 1 | 2 | 3): TextBlock => ({ kind: 'heading', level, spans: [] });
  expect(blockRuns([heading(3), heading(3), heading(1)]).map((run) => run.kind === 'heading' && run.level)).toEqual([
    3, 3, 1,
  ]);
  expect(blockRuns([])).toEqual([]);
});
