import { createElement, Fragment, type ReactNode } from 'react';
import type { TextBlock, TextSpan } from '../../../shared/ipc/views.ts';
import { type BlockRun, blockRuns } from './block-runs.ts';
import styles from './rich-text.module.css';

/** What somebody wrote, as a page. Links and pictures do not exist: words are words. */
export function RichText({ blocks }: { readonly blocks: readonly TextBlock[] }) {
  return (
    <div className={styles['text']} dir="auto">
      {blockRuns(blocks).map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name, and hold no state.
        <Fragment key={index}>{showRun(run)}</Fragment>
      ))}
    </div>
  );
}

function showRun(run: BlockRun): ReactNode {
  switch (run.kind) {
    case 'bullet':
    case 'number':
      return createElement(
        run.kind === 'bullet' ? 'ul' : 'ol',
        null,
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        run.blocks.map((block, index) => <li key={index}>{showSpans(block.spans)}</li>),
      );
    case 'quote':
      return (
        <blockquote>
          {run.blocks.map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above.
            <p key={index}>{showSpans(block.spans)}</p>
          ))}
        </blockquote>
      );
    case 'heading':
      return createElement(`h${run.level + 1}`, { 'data-level': run.level }, showSpans(run.blocks[0]?.spans ?? []));
    case 'paragraph':
      return <p>{showSpans(run.blocks[0]?.spans ?? [])}</p>;
  }
}

function showSpans(spans: readonly TextSpan[]): ReactNode {
  return spans.map((span, index) => {
    const italic = span.italic ? <em>{span.text}</em> : span.text;
    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
    return <Fragment key={index}>{span.bold ? <strong>{italic}</strong> : italic}</Fragment>;
  });
}
