/**
 * Unlocking by its parts, on a profile with a group of 300 posts and 100
 * journal entries: the derivation, which is slow on purpose; reading and opening
 * the vault; opening the store, checked whole; the step of both (SPEC VT16),
 * which is what fsyncs; everything that is open then; the first screen.
 */
import { join } from 'node:path';
import { viewTimeline } from '../../main/engine/group/group-view.ts';
import { openProfile } from '../../main/engine/profile.ts';
import { createRingLog } from '../../main/engine/ring-log.ts';
import { openSqlcipherStore, storeKey } from '../../main/engine/store/sqlcipher-store.ts';
import { systemTimers } from '../../main/engine/system-ports.ts';
import { unwrap } from '../../main/engine/testing/engine-world.ts';
import { quickStretch } from '../../main/engine/testing/quick-stretch.ts';
import { writing } from '../../main/engine/testing/stories.ts';
import { createUiEvents } from '../../main/engine/ui-events.ts';
import { createCalibration } from '../../main/engine/vault/calibration.ts';
import { keepVault } from '../../main/engine/vault/kept-vault.ts';
import { createPlaces } from '../../main/engine/vault/place.ts';
import { openVault } from '../../main/engine/vault/vault.ts';
import { createVaultDisk } from '../../main/engine/vault/vault-disk.ts';
import type { Stretch } from '../../main/engine/vault/vault-slots.ts';
import { STORE_FILE, VAULT_FILE } from '../../main/profile-files.ts';
import { utf8 } from '../../shared/bytes.ts';
import { argon2id } from '../../shared/crypto/crypto.ts';
import { createSystemRandom, nodeDeflate, systemClock } from './node-ports.ts';
import { BENCH_PASSPHRASE, type BenchProfile, withProfile } from './profile-in-node.ts';
import { type BenchRow, type Benchmark, median, timed } from './row.ts';

const POSTS = 300;
const JOURNAL = 100;
const WORDS = 'A quiet day. '.repeat(30);
const PARTS = ['vault', 'store', 'step', 'profile', 'first-screen'] as const;
type Part = (typeof PARTS)[number];
const random = createSystemRandom();
const inThisThread: Stretch = async (passphrase, salt, cost) => argon2id(passphrase, salt, cost);

async function fill({ ask, groupId }: BenchProfile): Promise<void> {
  for (let post = 0; post < POSTS; post += 1) {
    const draft = unwrap(await ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, WORDS) }));
    unwrap(await ask.shareDraft({ groupId, recordId: draft.recordId }));
  }
  for (let entry = 0; entry < JOURNAL; entry += 1) {
    const doc = unwrap(await ask.createJournal({}));
    unwrap(await ask.updateJournal({ recordId: doc.recordId, update: writing(doc, WORDS) }));
  }
}

/** Milliseconds of each part, once. */
async function unlockOnce(folder: string): Promise<Readonly<Record<Part, number>>> {
  const from = performance.now();
  const doors = { disk: createVaultDisk(folder), random, stretch: quickStretch, keychainHalf: async () => null };
  const vault = await openVault(doors, BENCH_PASSPHRASE);
  if (!vault.ok) throw new Error(vault.error.tag);
  const vaultMs = performance.now() - from;
  const input = { path: join(folder, STORE_FILE), key: storeKey(vault.value.masterKey), create: false };
  const store = timed(() => openSqlcipherStore({ ...input, now: systemClock.now() }));
  if (!store.value.ok) throw new Error(store.value.error.tag);
  const opened = store.value.value;
  const step = timed(() => {
    const places = createPlaces(folder, { store: STORE_FILE, vault: VAULT_FILE.current });
    const kept = keepVault({ vault: vault.value, values: opened.values, places, random });
    kept.step(kept.rollback());
    return kept;
  });
  const profile = timed(() =>
    openProfile({
      vault: step.value,
      store: opened,
      ports: { clock: systemClock, random, deflate: nodeDeflate },
      timers: systemTimers,
      log: createRingLog(systemClock),
      events: createUiEvents(() => {}, systemTimers),
      emitToNet: () => {},
      sendBeacon: () => {},
      networks: [],
      onActivity: () => {},
      stretch: quickStretch,
    }),
  );
  const screen = timed(() => {
    const [group] = profile.value.groups();
    if (!group) throw new Error('the group is not there');
    return viewTimeline(group, null, 30).length + profile.value.journal.list(null, 30).length;
  });
  if (screen.value < 60) throw new Error('the first screen is not whole');
  profile.value.close();
  return { vault: vaultMs, store: store.ms, step: step.ms, profile: profile.ms, 'first-screen': screen.ms };
}

/** Seconds are spent here on purpose: the cost that this computer chooses, timed once more. */
async function deriveMs(runs: number): Promise<readonly number[]> {
  const cost = await createCalibration(inThisThread, random, systemTimers.steadyNow).choose();
  const salt = random.bytes(16);
  return Array.from({ length: runs }, () => timed(() => argon2id(utf8(BENCH_PASSPHRASE), salt, cost)).ms);
}

const row = (name: string, times: readonly number[], goal: string): BenchRow => ({
  name,
  value: median(times),
  unit: 'ms',
  against: null,
  ratio: null,
  goal,
  runs: times.length,
});

export const unlock: Benchmark = {
  name: 'unlock',
  run: ({ runs }): Promise<readonly BenchRow[]> =>
    withProfile(async (profile) => {
      await fill(profile);
      profile.stop();
      const times: Readonly<Record<Part, number>>[] = [];
      for (let run = 0; run <= runs; run += 1) times.push(await unlockOnce(profile.folder));
      const counted = times.slice(1);
      const all = counted.map((one) => PARTS.reduce((sum, part) => sum + one[part], 0));
      return [
        row('unlock/argon2id', await deriveMs(Math.min(runs, 5)), '500 to 1,500: slow for whoever guesses'),
        ...PARTS.map((part) =>
          row(
            `unlock/${part}`,
            counted.map((one) => one[part]),
            'a part of the next',
          ),
        ),
        row('unlock/without-argon2id', all, '≤ 150'),
      ];
    }),
};
