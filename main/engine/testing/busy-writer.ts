/**
 * A program that writes without a pause until it is killed: a new key at the
 * beginning, then journal, drafts, posts, folding, files that come in and go
 * out, groups that are made and forgotten (and with them the vault). Every
 * answer of the engine is told on stdout before the next request. Run by
 * `kill.test.ts`.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createEngine } from '../create-engine.ts';
import { createRingLog } from '../ring-log.ts';
import { clockAhead, createSystemRandom, nodeDeflate, systemClock, type Timers } from '../system-ports.ts';
import { unwrap } from './engine-world.ts';
import { fixedCalibration } from './fixed-calibration.ts';
import { createMemoryKeychain } from './memory-keychain.ts';
import { quickStretch } from './quick-stretch.ts';
import { OPEN_INVITE, writing } from './stories.ts';
import { connectTestUi } from './test-ui.ts';

const [profileFolder = '', passphrase = '', run = '0', filesFolder = '', outFolder = ''] = process.argv.slice(2);
const tell = (saved: Record<string, string>): void => void writeSync(1, `${JSON.stringify(saved)}\n`);
/** Every run is some days after the one before, so that every second one begins with a new key. */
const AHEAD_MS = Number(run) * 4 * 86_400_000;

/** What is done after a quiet time is done at once; what waits for minutes never comes. */
const hastyTimers: Timers = {
  steadyNow: () => performance.now(),
  after(ms, work) {
    if (ms > 10_000) return () => {};
    const timer = setImmediate(work);
    return () => clearImmediate(timer);
  },
};

await cryptoReady;
const engine = createEngine({
  profileFolder,
  version: '0.0.0-test',
  ports: { clock: clockAhead(AHEAD_MS), random: createSystemRandom(), deflate: nodeDeflate },
  timers: hastyTimers,
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
if (unwrap(await ask.status({})).phase === 'new') unwrap(await ask.setUp({ name: 'Ann', passphrase }));
else unwrap(await ask.unlock({ passphrase }));
tell({ open: run });

const [group] = unwrap(await ask.listGroups({}));
if (!group) throw new Error('the stage has a group');
const { groupId } = group;
// The loop would never let timers run, were every answer only a promise.
const breathe = () => new Promise((resolve) => setImmediate(resolve));
await breathe();
const keys = unwrap(await ask.viewGroup({ groupId }));
tell({ group: groupId, members: String(keys.members.length) });

/** Takes in what Ben made for this run. */
async function takeFile(): Promise<void> {
  unwrap(await ask.takeBundle({ file: new Uint8Array(readFileSync(join(filesFolder, `${run}.hearth`))) }));
  tell({ took: run });
}

async function share(text: string): Promise<void> {
  const draft = unwrap(await ask.openDraft({ groupId, parent: null, fromJournal: null }));
  unwrap(await ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, text) }));
  tell({ draft: text });
  unwrap(await ask.shareDraft({ groupId, recordId: draft.recordId }));
  tell({ post: text });
}

/** Makes a group and forgets it again: the vault is written anew each time. */
async function passBy(): Promise<void> {
  const founding = { name: `Extra ${run}`, myName: 'Ann', agreement: 'Be kind.', mode: 'facilitated' } as const;
  const extra = unwrap(await ask.createGroup(founding)).groupId;
  tell({ founded: extra });
  unwrap(await ask.leaveGroup({ groupId: extra }));
  await breathe();
  unwrap(await ask.forgetGroup({ groupId: extra }));
  tell({ forgot: extra });
}

for (let n = 0; ; n += 1) {
  const page = unwrap(await ask.createJournal({}));
  unwrap(await ask.updateJournal({ recordId: page.recordId, update: writing(page, `page ${run}.${n}`) }));
  tell({ journal: `page ${run}.${n}` });
  for (let times = 0; times < 4; times += 1) await share(`post ${run}.${n}.${times}`);
  if (n % 4 === 1) await takeFile();
  if (n % 4 === 2) await passBy();
  if (n % 4 === 3) {
    const saved = unwrap(await ask.saveBundle({ groupId }));
    const name = `${run.padStart(5, '0')}-${String(n).padStart(5, '0')}.hearth`;
    writeFileSync(join(outFolder, name), saved.bytes);
    tell({ saved: name });
  }
  if (n % 4 === 0) {
    // A request that nobody will answer rewrites the vault without making a group.
    const invite = unwrap(await ask.createInvite({ groupId, ...OPEN_INVITE, days: 1 }));
    tell({ invite: invite.inviteId });
  }
  await breathe();
}
