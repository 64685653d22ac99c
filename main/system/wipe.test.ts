import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY_FILES, WIPE_MARKER } from '../profile-files.ts';
import { finishWipe, isWipeBegun, type WipeDisk, wipeProfile } from './wipe.ts';
import { createWipeDisk } from './wipe-disk.ts';

/** What stands in every key file, and what a search of the disk must not find. */
const KEY = 'sealed-master-key';
const STORE = ['hearth.db', 'hearth.db-wal', 'hearth.db-shm', 'hearth.setup.db'];
const BACKUPS = ['2026-03-01.hearth-backup', 'backups'];
const REST = ['look.json'];
const LOCKS = ['SingletonLock', 'SingletonCookie', 'SingletonSocket'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-wipe-'));
  for (const name of KEY_FILES) writeFileSync(join(folder, name), KEY.repeat(10));
  for (const name of [...STORE, ...BACKUPS, ...REST, ...LOCKS]) writeFileSync(join(folder, name), `words of ${name}`);
  mkdirSync(join(folder, 'chromium', 'IndexedDB'), { recursive: true });
  writeFileSync(join(folder, 'chromium', 'IndexedDB', '000003.log'), 'sealed boards');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = (): string[] => readdirSync(folder).sort();
/** A key file that still holds its key. */
const readableKeys = (): string[] =>
  names().filter((name) => KEY_FILES.includes(name) && readFileSync(join(folder, name), 'utf8').includes(KEY));

/** The power is cut: not an error of the system, so nothing catches it. */
class PowerCut extends Error {}
type Step = 'mark' | 'overwrite' | 'remove' | 'syncFolder';

/** The real disk, with something before each step that changes it. */
function watched(before: (step: Step, name: string) => void): WipeDisk {
  const disk = createWipeDisk(folder);
  return {
    names: disk.names,
    mark(name) {
      before('mark', name);
      disk.mark(name);
    },
    overwrite(name) {
      before('overwrite', name);
      disk.overwrite(name);
    },
    remove(name) {
      before('remove', name);
      disk.remove(name);
    },
    syncFolder() {
      before('syncFolder', '');
      disk.syncFolder();
    },
  };
}
const refusing = (refuses: (step: Step, name: string) => boolean): WipeDisk =>
  watched((step, name) => {
    if (refuses(step, name)) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  });

/** Every step of both halves, as the disk sees them. */
function stepsOf(): string[] {
  const steps: string[] = [];
  const disk = watched((step, name) => void steps.push(`${step} ${name}`));
  wipeProfile(disk);
  finishWipe(disk);
  return steps;
}

describe('[TC9] a wipe', () => {
  it('[TC9] writes its marker, overwrites every key, deletes every key, and only then deletes anything else', () => {
    const steps = stepsOf();
    const keys = new Set(KEY_FILES);
    expect(steps[0]).toBe(`mark ${WIPE_MARKER}`);
    const overwritten = 1 + KEY_FILES.length;
    const removed = overwritten + KEY_FILES.length;
    expect(new Set(steps.slice(1, overwritten))).toEqual(new Set(KEY_FILES.map((name) => `overwrite ${name}`)));
    expect(new Set(steps.slice(overwritten, removed))).toEqual(new Set(KEY_FILES.map((name) => `remove ${name}`)));
    expect(steps[removed]).toBe('syncFolder ');
    const rest = steps.slice(removed + 1);
    expect(rest.slice(0, 2).sort()).toEqual(BACKUPS.map((name) => `remove ${name}`).sort());
    expect(rest.slice(2, 2 + STORE.length).sort()).toEqual(STORE.map((name) => `remove ${name}`).sort());
    expect(rest.filter((step) => keys.has(step.split(' ')[1] ?? ''))).toEqual([]);
    expect(steps.at(-2)).toBe(`remove ${WIPE_MARKER}`);
  });

  it('[TC9] overwrites a key file before it deletes it, whole and with something else each time', () => {
    const seen: Buffer[] = [];
    wipeProfile(
      watched((step, name) => {
        if (step === 'remove' && KEY_FILES.includes(name)) seen.push(readFileSync(join(folder, name)));
      }),
    );
    expect(seen).toHaveLength(KEY_FILES.length);
    for (const bytes of seen) {
      expect(bytes).toHaveLength(KEY.length * 10);
      expect(bytes.includes(KEY.slice(0, 6))).toBe(false);
    }
    expect(new Set(seen.map((bytes) => bytes.toString('hex'))).size).toBe(KEY_FILES.length);
  });

  it('[TC9] leaves Chromium’s folder to the next start, which leaves nothing but its lock', () => {
    expect(wipeProfile(createWipeDisk(folder))).toEqual([]);
    expect(names()).toEqual([...LOCKS, 'chromium', WIPE_MARKER].sort());
    expect(isWipeBegun(createWipeDisk(folder))).toBe(true);
    expect(finishWipe(createWipeDisk(folder))).toEqual([]);
    expect(names()).toEqual(LOCKS.toSorted());
    expect(isWipeBegun(createWipeDisk(folder))).toBe(false);
  });

  it('[TC9] of a profile that was never set up, or of no folder at all, is over at once', () => {
    rmSync(folder, { recursive: true });
    expect(isWipeBegun(createWipeDisk(folder))).toBe(false);
    mkdirSync(folder);
    expect(wipeProfile(createWipeDisk(folder))).toEqual([]);
    expect(finishWipe(createWipeDisk(folder))).toEqual([]);
    expect(names()).toEqual([]);
  });
});

describe('[TC10] a wipe that is cut', () => {
  it('[TC10] at any of its steps is finished by the next start, which leaves nothing but Chromium’s lock', () => {
    const count = stepsOf().length;
    expect(count).toBeGreaterThan(20);
    for (let cut = 1; cut < count; cut += 1) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(join(folder, 'chromium'), { recursive: true });
      for (const name of [...KEY_FILES, ...STORE, ...BACKUPS, ...REST, ...LOCKS])
        writeFileSync(join(folder, name), KEY.repeat(10));
      let step = 0;
      const failing = watched(() => {
        if (step++ === cut) throw new PowerCut();
      });
      expect(() => {
        wipeProfile(failing);
        finishWipe(failing);
      }, `step ${cut}`).toThrow(PowerCut);
      // After the overwrites no key is there, whatever else is.
      if (cut > KEY_FILES.length) expect(readableKeys(), `step ${cut}`).toEqual([]);
      const disk = createWipeDisk(folder);
      // Cut right after the marker went: then everything else had gone.
      if (isWipeBegun(disk)) expect(finishWipe(disk), `step ${cut}`).toEqual([]);
      expect(names(), `step ${cut}`).toEqual(LOCKS.toSorted());
    }
  });

  it('[TC10] before its marker changed nothing', () => {
    const before = names();
    expect(() =>
      wipeProfile(
        watched(() => {
          throw new PowerCut();
        }),
      ),
    ).toThrow(PowerCut);
    expect(names()).toEqual(before);
    expect(readableKeys()).toHaveLength(KEY_FILES.length);
  });
});

describe('[TC11] a wipe that the disk does not allow', () => {
  it('[TC11] says that the keys are left, touches nothing else, and is over', () => {
    const before = names();
    expect(wipeProfile(refusing((_step, name) => KEY_FILES.includes(name)))).toEqual(['keys']);
    expect(names()).toEqual(before);
    expect(readableKeys()).toHaveLength(KEY_FILES.length);
  });

  it('[TC11] takes a key as gone when it could be overwritten or deleted, and says that the rest of its file is left', () => {
    expect(wipeProfile(refusing((step, name) => step === 'remove' && name === 'vault.bin'))).toEqual(['rest']);
    expect(readableKeys()).toEqual([]);
    expect(names()).toEqual([...LOCKS, 'chromium', 'vault.bin', WIPE_MARKER].sort());
    expect(wipeProfile(refusing((step) => step === 'overwrite'))).toEqual([]);
    expect(names()).toEqual([...LOCKS, 'chromium', WIPE_MARKER].sort());
  });

  it('[TC11] in a folder that lets nothing go destroys the keys in their files, and has no second half', () => {
    const disk = refusing((step) => step === 'remove' || step === 'mark');
    expect(wipeProfile(disk)).toEqual(['backups', 'words', 'rest']);
    expect(readableKeys()).toEqual([]);
    expect(isWipeBegun(disk)).toBe(false);
  });

  it.each([
    ['2026-03-01.hearth-backup', ['backups']],
    ['hearth.db', ['words']],
    ['look.json', ['rest']],
    ['chromium', ['rest']],
  ])('[TC11] says what kind of thing is left with %s, and the next start tries again', (stuck, kinds) => {
    wipeProfile(refusing((step, name) => step === 'remove' && name === stuck));
    expect(finishWipe(refusing((step, name) => step === 'remove' && name === stuck))).toEqual(kinds);
    expect(names()).toEqual([...LOCKS, stuck, WIPE_MARKER].sort());
    expect(finishWipe(createWipeDisk(folder))).toEqual([]);
    expect(names()).toEqual(LOCKS.toSorted());
  });

  it('[TC11] on a full disk that has no room for the marker destroys the keys all the same, and marks when there is room', () => {
    let isFull = true;
    const left = wipeProfile(
      watched((step) => {
        if (step === 'mark' && isFull) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
        if (step === 'remove') isFull = false;
      }),
    );
    expect(left).toEqual([]);
    expect(isWipeBegun(createWipeDisk(folder))).toBe(true);
    expect(names().filter((name) => KEY_FILES.includes(name))).toEqual([]);
  });
});
