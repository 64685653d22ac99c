/** People with engines of their own on real folders, a network between them, and one time: `createWorld()`. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanNetwork } from '../../../shared/ipc/lan-links.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Client } from '../../../shared/ipc/rpc.ts';
import type { uiRequests } from '../../../shared/ipc/ui-engine.ts';
import type { Result } from '../../../shared/result.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import type { BackupFiles } from '../backup/backup-files.ts';
import type { DiskErrorTag } from '../store/disk-error.ts';
import { createRingLog, type RingLog } from '../ring-log.ts';
import { nodeDeflate } from '../system-ports.ts';
import type { Calibration } from '../vault/calibration.ts';
import type { Places } from '../vault/place.ts';
import { NO_MARK } from '../vault/vault-secrets.ts';
import { createFakeLan, type FakeLan } from './fake-lan.ts';
import { createFakeNet, type FakeNet } from './fake-net.ts';
import { faultyOpen } from './faulty-database.ts';
import { connectTestUi } from './test-ui.ts';
import { createFakeTime, type FakeTime } from './fake-timers.ts';
import { fixedCalibration } from './fixed-calibration.ts';
import { createMemoryKeychain, type MemoryKeychain } from './memory-keychain.ts';
import { quickStretch } from './quick-stretch.ts';
import type { WriteFaults } from './write-faults.ts';

export const PASSPHRASE = 'seven quiet herons by the water';
export const SERVER = 'ws://localhost:4444';
/** Noon, so that no day turns unless a test wants it to. */
export const NOON = Date.UTC(2026, 4, 11, 12);

/** One person at one computer. */
export interface Person {
  readonly name: string;
  readonly folder: string;
  readonly log: RingLog;
  /** The ui's requests; fails the test when the answer is not what was asked for. */
  readonly ask: Client<typeof uiRequests>;
  /** Names of events that the ui heard since it was last asked, with their payload. */
  heard(): readonly { readonly event: string; readonly payload: unknown }[];
  /** Closes the app and opens it again, locked. */
  restart(): void;
  close(): void;
  /** From now on this computer is on networks of these names, and on no others; also after a restart. */
  isOn(...names: readonly string[]): void;
  /** From now on this computer's clock is wrong by so many milliseconds. */
  skewClock(ms: number): void;
  /** From now on every write to the store fails so, once `after` more have succeeded; or none does. */
  failWrites(tag: DiskErrorTag | null, after?: number): void;
  /** Picks a file or folder in a dialog; gives what the ui calls it. */
  pick(path: string): string;
  readonly keychain: MemoryKeychain;
  /** How costs are found from the next start on. */
  calibrate(calibration: Calibration): void;
}

/** How a person's computer differs from an ordinary one. */
export interface Computer {
  /** Set up, with the server; true unless said otherwise. */
  readonly ready?: boolean;
  /** Begins with a copy of this person's folder as it is now, locked. */
  readonly copyOf?: Person;
  /** A disk whose book-keeping says nothing, as that of a virtual machine which was put back. */
  readonly isBlind?: boolean;
  /** Backups are made by themselves. */
  readonly isRolling?: boolean;
  /** Another way to files outside the store. */
  readonly files?: BackupFiles;
  /** The disk under it. */
  readonly faults?: WriteFaults;
}

/** See the file's head. */
export interface World {
  readonly time: FakeTime;
  readonly net: FakeNet;
  readonly lan: FakeLan;
  /** A person whose app is open; set up with `name` and the server unless the computer says otherwise. */
  person(name: string, computer?: Computer | boolean): Promise<Person>;
  /** Lets everything on its way arrive, and `ms` pass. */
  settle(ms?: number): void;
  /** Closes everybody and removes their folders. */
  end(): void;
}

/** The value of an answer; throws its tag when it is a failure. */
export function unwrap<T>(answer: Result<T, AppError>): T {
  if (!answer.ok) throw new Error(answer.error.tag);
  return answer.value;
}

/** A disk that says nothing of where files lie. */
const BLIND: Places = { ofStore: () => NO_MARK, ofVault: () => NO_MARK };

/** Most steps of one settling: far above what any story takes, so that a loop without end fails. */
const MAX_STEPS = 200_000;

/** A world at `startAt`. */
export function createWorld(startAt = NOON): World {
  const time = createFakeTime(startAt);
  const net = createFakeNet(time.timers);
  const folders: string[] = [];
  const running = new Map<string, Engine>();
  const lan = createFakeLan(running);
  let seed = 1;
  let picks = 1;

  const settle = (ms = 0): void => {
    let left = ms;
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      if (net.step() || lan.step() || time.runDue()) continue;
      const next = time.nextInMs();
      if (next === null || next > left) {
        time.move(left);
        return;
      }
      time.move(next);
      left -= next;
    }
    throw new Error('the world does not come to rest');
  };

  return {
    time,
    net,
    lan,
    async person(name, given = {}) {
      const computer: Computer = typeof given === 'boolean' ? { ready: given } : given;
      const { copyOf, isBlind = false, isRolling = false, ready = !copyOf, faults } = computer;
      const folder = mkdtempSync(join(tmpdir(), 'hearth-engine-'));
      folders.push(folder);
      if (copyOf) cpSync(copyOf.folder, folder, { recursive: true });
      const keychain = createMemoryKeychain();
      let calibration = fixedCalibration;
      const random = createSeededRandom(seed++);
      const log = createRingLog(time.clock);
      const heard: { event: string; payload: unknown }[] = [];
      let fault: DiskErrorTag | null = null;
      let writesLeft = 0;
      const faultNow = (): DiskErrorTag | null => {
        if (fault === null || writesLeft === 0) return fault;
        writesLeft -= 1;
        return null;
      };
      let skewMs = 0;
      let networks: readonly LanNetwork[] = [];
      let ask: Client<typeof uiRequests>;
      const close = (): void => {
        running.get(name)?.stop();
        running.delete(name);
        net.detach(name);
      };
      const start = (): void => {
        const engine = createEngine({
          openDatabase: faults?.openDatabase ?? faultyOpen(faultNow),
          ...(faults ? { profileDisk: faults.disk(folder) } : {}),
          profileFolder: folder,
          version: '0.0.0-test',
          ports: { clock: { now: () => time.clock.now() + skewMs }, random, deflate: nodeDeflate },
          timers: time.timers,
          log,
          stretch: quickStretch,
          onOpened: ({ lockAfterMinutes, isScreenGuarded }) =>
            heard.push({ event: 'opened', payload: { lockAfterMinutes, isScreenGuarded } }),
          calibration,
          keychain,
          ...(isBlind ? { places: BLIND } : {}),
          isRolling,
          ...(computer.files ? { files: computer.files } : {}),
          sendBeacon: (address, beacon) => lan.send(name, address, beacon),
          onActivity: () => heard.push({ event: 'newActivity', payload: {} }),
        });
        running.set(name, engine);
        engine.networksAre(networks);
        ask = connectTestUi(engine, (event, payload) => heard.push({ event, payload }));
        engine.connectNet(net.attach(name));
      };
      start();
      const person: Person = {
        name,
        folder,
        log,
        get ask() {
          return ask;
        },
        heard: () => heard.splice(0),
        restart() {
          close();
          start();
        },
        close,
        isOn(...names) {
          networks = names.map((device) => ({ id: `${device} of ${name}`, device, address: '10.0.0.2' }));
          running.get(name)?.networksAre(networks);
        },
        skewClock(ms) {
          skewMs = ms;
        },
        failWrites(tag, after = 0) {
          fault = tag;
          writesLeft = after;
        },
        pick(path) {
          const token = (picks++).toString(16).padStart(32, '0');
          running.get(name)?.notePicked(token, path);
          return token;
        },
        keychain,
        calibrate(next) {
          calibration = next;
        },
      };
      if (ready) {
        unwrap(await person.ask.setUp({ name, passphrase: PASSPHRASE }));
        unwrap(await person.ask.changeSettings({ server: SERVER }));
      }
      return person;
    },
    settle,
    end() {
      for (const engine of running.values()) engine.stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
