import type { TextBlock } from '../../../shared/ipc/views.ts';

/** Blocks that belong together on the page: the points of one list, the paragraphs of one quote, or one block alone. */
export type BlockRun =
  | { readonly kind: 'bullet' | 'number' | 'quote' | 'paragraph'; readonly blocks: readonly TextBlock[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly blocks: readonly TextBlock[] };

/** Gathers neighbouring list points and quoted paragraphs; everything else stays alone. */
export function blockRuns(blocks: readonly TextBlock[]): readonly BlockRun[] {
  const runs: { kind: TextBlock['kind']; level: 1 | 2 | 3; blocks: TextBlock[] }[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    const gathers = block.kind === 'bullet' || block.kind === 'number' || block.kind === 'quote';
    if (gathers && last?.kind === block.kind) last.blocks.push(block);
    else runs.push({ kind: block.kind, level: block.kind === 'heading' ? block.level : 1, blocks: [block] });
  }
  return runs;
}
