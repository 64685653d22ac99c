import { describe, expect, it } from 'vitest';
import { blocksToMarkdown, escapeMarkdown } from './markdown.ts';

describe('words as Markdown', () => {
  it('[EG25] what the words hold is not taken for Markdown', () => {
    expect(escapeMarkdown('# a')).toBe('\\# a');
    expect(escapeMarkdown('- a\n+ b\n12. c\n3) d\nx - y')).toBe('\\- a\n\\+ b\n12\\. c\n3\\) d\nx - y');
    expect(escapeMarkdown('<b>&amp; `x` *y* _z_ [l](u) ![i] | ~ \\')).toBe(
      '\\<b\\>\\&amp; \\`x\\` \\*y\\* \\_z\\_ \\[l\\](u) !\\[i\\] \\| \\~ \\\\',
    );
  });

  it('[EG25] keeps headings, lists, quotes, line breaks and emphasis', () => {
    const span = (text: string, more: { bold?: true; italic?: true } = {}) => ({ text, ...more });
    expect(
      blocksToMarkdown([
        { kind: 'heading', level: 1, spans: [span('A day')] },
        { kind: 'paragraph', spans: [span('It was '), span('good ', { bold: true }), span('so', { italic: true })] },
        { kind: 'paragraph', spans: [span('all', { bold: true, italic: true }), span('\nnext line')] },
        { kind: 'bullet', spans: [span('one')] },
        { kind: 'bullet', spans: [span('two\nmore')] },
        { kind: 'number', spans: [span('first')] },
        { kind: 'quote', spans: [span('said\nso')] },
      ]),
    ).toBe(
      [
        '### A day',
        'It was **good** *so*',
        '***all***\\\nnext line',
        '- one\n- two\\\n  more',
        '1. first',
        '> said\\\n> so',
      ].join('\n\n'),
    );
    expect(blocksToMarkdown([])).toBe('');
    expect(blocksToMarkdown([{ kind: 'paragraph', spans: [{ text: '  ', bold: true }] }])).toBe('  ');
  });
});
