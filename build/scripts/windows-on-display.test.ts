import { expect, test } from 'vitest';
import { coloursOf, windowsIn } from './windows-on-display.ts';

test('windows are read from the tree of xwininfo', () => {
  const tree = [
    'xwininfo: Window id: 0x50f (the root window) (has no name)',
    '     0x200003 "Hearth": ("hearth" "Hearth")  800x500+100+50  +100+50',
    '     0x200001 (has no name): ()  1x1+-1+-1  +-1+-1',
  ].join('\n');
  expect(windowsIn(tree)).toEqual([{ id: '0x200003', title: 'Hearth', className: 'Hearth', width: 800, height: 500 }]);
});

test('colours are counted behind the header and the colour table, and below the menu', () => {
  const header = Buffer.alloc(100);
  const lines = 10;
  for (const [index, value] of [
    [0, 100],
    [5, lines],
    [11, 32],
    [12, 8],
    [19, 2],
  ] as const) {
    header.writeUInt32BE(value, index * 4);
  }
  const table = Buffer.alloc(24, 7);
  const menu = Buffer.from([5, 5, 5, 0, 6, 6, 6, 0]);
  const content = Buffer.from([1, 2, 3, 0, 1, 2, 3, 255]);
  const pixels = Buffer.concat([menu, ...Array.from({ length: lines - 1 }, () => content)]);
  expect(coloursOf(Buffer.concat([header, table, pixels]))).toBe(1);
});
