import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { backUp, createStick, pagesOf, restore, writePage } from './testing/backup-stories.ts';
import { createWorld, PASSPHRASE, unwrap } from './testing/engine-world.ts';
import { admit, found, share, tagOf } from './testing/stories.ts';
import { createWriteFaults, type Fault, FAULTS, tagsOf } from './testing/write-faults.ts';

beforeAll(() => cryptoReady);

const KINDS = Object.keys(FAULTS) as Fault[];

describe('a restore on a disk that refuses', () => {
  it('[SF6] [BK7] any one write, or all from there on: says so, leaves it new or whole, and works once space returns', async () => {
    const world = createWorld();
    const stick = createStick();
    try {
      const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
      const groupId = await found(ann);
      await admit(world, ann, groupId, ben);
      await writePage(ann, 'A quiet day.');
      await backUp(ann, stick.path('ann'));
      const probe = createWriteFaults();
      await restore(await world.person('Probe', { ready: false, faults: probe }), stick.path('ann'));
      const writes = probe.count;
      expect(writes).toBeGreaterThan(10);
      ann.close();
      for (let at = 1; at <= writes; at += 1) {
        for (const forGood of [false, true]) {
          const faults = createWriteFaults();
          const kind = KINDS[(at + (forGood ? 1 : 0)) % KINDS.length] ?? 'full';
          const name = `${kind} at write ${at}${forGood ? ' and after it' : ''}`;
          const laptop = await world.person(name, { ready: false, faults });
          const from = { place: laptop.pick(stick.path('ann')) };
          unwrap(await laptop.ask.openBackup({ from, key: { passphrase: PASSPHRASE } }));
          faults.plan(at, kind, forGood);
          const tag = tagOf(await laptop.ask.restoreBackup({ passphrase: null }));
          expect(faults.refused, name).toBeGreaterThan(0);
          // What is refused once may be what can wait: then it is open all the same.
          if (tag !== 'ok') expect(tagsOf(kind), `${name}: ${faults.where}`).toContain(tag);
          faults.spaceReturns();
          laptop.restart();
          const { phase } = unwrap(await laptop.ask.status({}));
          if (tag === 'ok') expect(phase, name).toBe('locked');
          if (phase === 'new') await restore(laptop, stick.path('ann'));
          else unwrap(await laptop.ask.unlock({ passphrase: PASSPHRASE }));
          expect(await pagesOf(laptop), name).toEqual(['A quiet day.']);
          expect((await share(laptop, groupId, 'Back.')).isMine).toBe(true);
          laptop.close();
        }
      }
    } finally {
      world.end();
      stick.remove();
    }
  }, 300_000);
});
