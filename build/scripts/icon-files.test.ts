import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { icnsOf, icoOf } from './icon-files.ts';
import { projectPath } from './project.ts';

const PNG = Buffer.from('\x89PNG', 'latin1');
const picture = (size: number, text: string) => ({ size, png: Buffer.concat([PNG, Buffer.from(text)]) });

test('the table of an .ico points at each picture', () => {
  const ico = icoOf([picture(16, 'small'), picture(256, 'large')]);
  expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 2]);
  expect([ico.readUInt8(6), ico.readUInt8(22)]).toEqual([16, 0]);
  const second = ico.subarray(ico.readUInt32LE(22 + 12), ico.readUInt32LE(22 + 12) + ico.readUInt32LE(22 + 8));
  expect(second.toString('latin1')).toBe('\x89PNGlarge');
});

test('an .icns says its own length and leaves out sizes without a name', () => {
  const icns = icnsOf([picture(24, 'x'), picture(128, 'ok')]);
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  expect(icns.toString('latin1', 8, 12)).toBe('ic07');
  expect(icns.length).toBe(8 + 8 + 6);
});

test('the committed icons are pictures of the sizes their names say', () => {
  for (const size of [16, 256, 512]) {
    const png = readFileSync(projectPath(`build/resources/icons/${size}x${size}.png`));
    expect(png.subarray(0, 4)).toEqual(PNG);
    expect(png.readUInt32BE(16)).toBe(size);
  }
  expect(readFileSync(projectPath('build/resources/icon.ico')).readUInt16LE(4)).toBe(7);
});
