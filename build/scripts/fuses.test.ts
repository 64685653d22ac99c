import { FuseV1Options } from '@electron/fuses';
import { expect, test } from 'vitest';
import { fuseProblems, SHIPPED_FUSES } from '../config/fuses.mjs';

const good = Object.fromEntries(Object.entries(SHIPPED_FUSES).map(([name, on]) => [name, on ? 'on' : 'off']));

test('every fuse that this version of the tool knows is decided', () => {
  const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
  expect(Object.keys(SHIPPED_FUSES).sort()).toEqual(known.sort());
});

test('a program with all fuses as decided is fine, also an older one without the newest', () => {
  expect(fuseProblems(good)).toEqual([]);
  const { WasmTrapHandlers: _, ...older } = good;
  expect(fuseProblems(older)).toEqual([]);
});

test('an open inspector, a fuse that was never decided, and a program without fuses are told', () => {
  expect(fuseProblems({ ...good, EnableNodeCliInspectArguments: 'on' })).toEqual([
    'EnableNodeCliInspectArguments is on and should be off',
  ]);
  expect(fuseProblems({ ...good, 'fuse 9': 'on' })).toEqual(['fuse 9 is on, and nobody decided about it']);
  expect(fuseProblems({})).toEqual(['the program has no fuses that could be read']);
});
