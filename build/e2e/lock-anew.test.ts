import { afterEach, expect, it } from 'vitest';
import { KEY_REST_MS } from '../../main/windows/quick-hide.ts';
import { openPerson, PASSPHRASE } from './person.ts';
import { allProcesses } from './process-tree.ts';
import { stageForTests } from './stage-for-tests.ts';
import { UnattachedHearth } from './unattached.ts';
import { until } from './until.ts';

const stage = stageForTests();
let app: UnattachedHearth | null = null;
afterEach(async () => {
  await app?.kill9();
  app = null;
});

/** The profile of somebody who is not there at the moment. */
async function profileOf(name: string): Promise<string> {
  const person = await openPerson(stage(), name);
  await person.app.close();
  return person.app.profile;
}

/** Unlocks, and locks by the key until that shows an effect: what is locked is not locked again. */
async function unlockAndPress(hearth: UnattachedHearth, key: string, effect: () => Promise<boolean> | boolean) {
  await until('the key to have its effect', async () => {
    await hearth.press('ctrl+a');
    await hearth.type(PASSPHRASE);
    await hearth.press('Return');
    return until(
      'an effect',
      async () => {
        if (await effect()) return true;
        await hearth.press(key);
        return effect();
      },
      5_000,
    ).catch(() => null);
  });
}

it('[TC12] under the calendar the process stays; when it is left there is another one, in the same place', async () => {
  const hearth = await UnattachedHearth.start(stage(), await profileOf('Ann'));
  app = hearth;
  const main = hearth.main();
  await hearth.placeAt(60, 90, 700, 600);
  await until('the calendar', () => hearth.processes().length > 6);
  await hearth.press('ctrl+h');
  await until('the calendar', async () => (await hearth.titles()).includes('Calendar'));
  const hiddenAt = performance.now();
  await until('everything but the calendar to end', () => !hearth.hasEngine());
  expect(hearth.main()).toBe(main);
  expect(await hearth.titles()).toEqual(['Calendar']);
  await until('the key to lead back', () => performance.now() - hiddenAt > KEY_REST_MS);
  await hearth.press('ctrl+h');
  await until('the lock screen', async () => (await hearth.titles()).includes('Hearth'));
  expect(await hearth.titles()).toEqual(['Hearth']);
  expect(await hearth.place()).toEqual({ x: 60, y: 90, width: 700, height: 600 });
  expect(allProcesses().some(({ pid }) => pid === main)).toBe(false);
});

it('[TC12] `npm start` goes on with the process that a lock starts, and ends it when it is told to', async () => {
  const hearth = await UnattachedHearth.start(stage(), await profileOf('Ben'), 'npm start');
  app = hearth;
  const main = hearth.main();
  await unlockAndPress(hearth, 'ctrl+l', () => hearth.main() !== main);
  await hearth.window();
  expect(hearth.main()).not.toBe(main);
  expect(hearth.started.exitCode).toBeNull();
  hearth.started.kill('SIGTERM');
  await until('the app to end with its launcher', () => hearth.main() === null);
  await until('the launcher to end', () => hearth.started.exitCode !== null || hearth.started.signalCode !== null);
});
