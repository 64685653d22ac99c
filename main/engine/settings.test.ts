import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { utf8 } from '../../shared/bytes.ts';
import { readSettings } from './settings.ts';
import type { KeyValues } from './store/key-values.ts';
import { createWorld, PASSPHRASE, unwrap, type World } from './testing/engine-world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('[TC2] what main has to know', () => {
  const openings = (heard: readonly { event: string; payload: unknown }[]) =>
    heard.filter(({ event }) => event === 'opened').map(({ payload }) => payload);

  it('[TC2] is told when the ui reads its settings, not while the recovery words of a first run are shown', async () => {
    const ann = await world.person('Ann', false);
    unwrap(await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE }));
    expect(openings(ann.heard())).toEqual([]);
    unwrap(await ann.ask.getSettings({}));
    expect(openings(ann.heard())).toEqual([{ lockAfterMinutes: 5, isScreenGuarded: false }]);
  });

  it('[TC2] is told again when a setting changes, and after the next unlocking, but never while locked', async () => {
    const ann = await world.person('Ann');
    ann.heard();
    unwrap(await ann.ask.changeSettings({ lockAfterMinutes: 60, isScreenGuarded: true }));
    expect(openings(ann.heard())).toEqual([{ lockAfterMinutes: 60, isScreenGuarded: true }]);
    ann.restart();
    await ann.ask.getSettings({});
    expect(openings(ann.heard())).toEqual([]);
    unwrap(await ann.ask.unlock({ passphrase: PASSPHRASE }));
    unwrap(await ann.ask.getSettings({}));
    expect(openings(ann.heard())).toEqual([{ lockAfterMinutes: 60, isScreenGuarded: true }]);
  });

  it.each([0, 61, 5.5, Number.NaN, -1])(
    '[TC2] %d minutes are refused, and nothing changes',
    async (lockAfterMinutes) => {
      const ann = await world.person('Ann');
      expect(await ann.ask.changeSettings({ lockAfterMinutes })).toEqual({ ok: false, error: { tag: 'IpcRefused' } });
      expect(unwrap(await ann.ask.getSettings({})).lockAfterMinutes).toBe(5);
    },
  );
});

it('[TC2] settings from before the computer locked by itself are read, with five minutes', () => {
  const old = { name: 'Ann', theme: 'dark', textSize: 120, server: null };
  const values: KeyValues = { get: () => utf8(JSON.stringify(old)), put: () => {}, delete: () => {} };
  expect(readSettings(values)).toEqual({ ...old, lockAfterMinutes: 5, isScreenGuarded: false });
});
