import { expect, it } from 'vitest';
import { menuTemplate } from './app-menu.ts';

it('[TC1] [TC7] the menu locks and hides, and says the name that was chosen and no other', () => {
  const done: string[] = [];
  const [own] = menuTemplate({ name: 'Notes', lock: () => done.push('lock'), hide: () => done.push('hide') });
  const items = own?.submenu;
  if (!Array.isArray(items)) throw new Error('no menu');
  for (const item of items) (item.click as (() => void) | undefined)?.();
  expect(done).toEqual(['lock', 'hide']);
  expect(JSON.stringify([own?.label, items])).not.toContain('Hearth');
  // A key that the menu took as well would do everything twice.
  expect(items.filter((item) => item.accelerator !== undefined && item.registerAccelerator !== false)).toEqual([]);
});
