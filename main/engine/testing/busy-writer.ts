/**
 * A program that writes without a pause until it is killed: journal, drafts,
 * posts, groups (and with them the vault), folding. Every answer of the engine
 * is told on stdout before the next request. Run by `kill.test.ts`.
 */
import { writeSync } from 'node:fs';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createEngine } from '../create-engine.ts';
import { createRingLog } from '../ring-log.ts';
import { createSystemRandom, nodeDeflate, systemClock, type Timers } from '../system-ports.ts';
import { unwrap } from './engine-world.ts';
import { fixedCalibration } from './fixed-calibration.ts';
import { createMemoryKeychain } from './memory-keychain.ts';
import { quickStretch } from './quick-stretch.ts';
import { OPEN_INVITE, writing } from './stories.ts';
import { connectTestUi } from './test-ui.ts';

const [profileFolder = '', passphrase = '', run = '0'] = process.argv.slice(2);
const tell = (saved: Record<string, string>): void => void writeSync(1, `${JSON.stringify(saved)}\n`);

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
  ports: { clock: systemClock, random: createSystemRandom(), deflate: nodeDeflate },
  timers: hastyTimers,
  log: createRingLog(systemClock),
  stretch: quickStretch,
  calibration: fixedCalibration,
  keychain: createMemoryKeychain(),
  onActivity: () => {},
});
const ask = connectTestUi(engine, () => {});
if (unwrap(await ask.status({})).phase === 'new') unwrap(await ask.setUp({ name: 'Ann', passphrase }));
else unwrap(await ask.unlock({ passphrase }));
tell({ open: run });

const groups = unwrap(await ask.listGroups({}));
const founded = { name: `Group ${run}`, myName: 'Ann', agreement: 'Be kind.', mode: 'facilitated' } as const;
const groupId = groups[0]?.groupId ?? unwrap(await ask.createGroup(founded)).groupId;
tell({ group: groupId });
for (let n = 0; ; n += 1) {
  const page = unwrap(await ask.createJournal({}));
  unwrap(await ask.updateJournal({ recordId: page.recordId, update: writing(page, `page ${run}.${n}`) }));
  tell({ journal: `page ${run}.${n}` });
  for (let times = 0; times < 4; times += 1) {
    const text = `post ${run}.${n}.${times}`;
    const draft = unwrap(await ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, text) }));
    tell({ draft: text });
    unwrap(await ask.shareDraft({ groupId, recordId: draft.recordId }));
    tell({ post: text });
  }
  if (n % 8 === 7) {
    // A request that nobody will answer rewrites the vault without making a group.
    const invite = unwrap(await ask.createInvite({ groupId, ...OPEN_INVITE, days: 1 }));
    tell({ invite: invite.inviteId });
  }
  if (n === 2) tell({ founded: unwrap(await ask.createGroup({ ...founded, name: `Extra ${run}` })).groupId });
  // The loop would never let timers run, were every answer only a promise.
  await new Promise((resolve) => setImmediate(resolve));
}
