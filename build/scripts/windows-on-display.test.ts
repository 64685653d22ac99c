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

test('colours are counted behind the header and the colour table', () => {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(100, 0);
  header.writeUInt32BE(32, 11 * 4);
  header.writeUInt32BE(2, 19 * 4);
  const table = Buffer.alloc(24, 7);
  const pixels = Buffer.from([1, 2, 3, 0, 1, 2, 3, 255, 9, 9, 9, 0]);
  expect(coloursOf(Buffer.concat([header, table, pixels]))).toBe(2);
});
