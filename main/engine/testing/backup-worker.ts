/**
 * A program that does one thing with a backup until it is killed: `make` makes
 * them without a pause, `restore` restores one. It tells on stdout what it
 * begins and what was answered. Run by `backup-kill.test.ts`.
 */
import { writeSync } from 'node:fs';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createEngine } from '../create-engine.ts';
import { createRingLog } from '../ring-log.ts';
import { createSystemRandom, nodeDeflate, systemClock, systemTimers } from '../system-ports.ts';
import { unwrap } from './engine-world.ts';
import { fixedCalibration } from './fixed-calibration.ts';
import { createMemoryKeychain } from './memory-keychain.ts';
import { quickStretch } from './quick-stretch.ts';
import { connectTestUi } from './test-ui.ts';

const [work = '', profileFolder = '', passphrase = '', path = ''] = process.argv.slice(2);
const tell = (what: string): void => void writeSync(1, `${what}\n`);

await cryptoReady;
const engine = createEngine({
  profileFolder,
  version: '0.0.0-test',
  ports: { clock: systemClock, random: createSystemRandom(), deflate: nodeDeflate },
  timers: systemTimers,
  log: createRingLog(systemClock),
  stretch: quickStretch,
  calibration: fixedCalibration,
  keychain: createMemoryKeychain(),
  isRolling: false,
  sendBeacon: () => {},
  onActivity: () => {},
  onOpened: () => {},
});
const ask = connectTestUi(engine, () => {});
const place = '1'.repeat(32);
engine.notePicked(place, path);

if (work === 'make') {
  unwrap(await ask.unlock({ passphrase }));
  for (;;) {
    tell('begin');
    unwrap(await ask.makeBackup({ place }));
    tell('made');
  }
}
if (unwrap(await ask.status({})).phase !== 'new') await ask.unlock({ passphrase });
unwrap(await ask.openBackup({ from: { place }, key: { passphrase } }));
tell('begin');
unwrap(await ask.restoreBackup({ passphrase: null }));
tell('restored');
// Until it is killed: a process that ended by itself would have closed the profile.
setInterval(() => {}, 1_000);
