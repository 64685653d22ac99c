import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillGroup } from '../bench/app-group.ts';
import { type ChannelRecord, channelRecord, watchChannel } from '../bench/app-watch.ts';
import { createWorkload, type WorkloadRecord } from '../bench/workload.ts';
import { openPerson, PASSPHRASE, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { until } from './until.ts';

const stage = stageForTests();
const GROUP = 'Evening circle';
const NEWEST = 'These are the newest words of the circle.';
/** Ten megabytes as JSON (build/bench/workload.ts), eight texts in each of 2,600 posts; sealed about half as many bytes. */
const TEXTS = 20_800;
const TEXTS_PER_POST = 8;
/** Where the line breaks. */
const CUT_AT_BYTES = 1_500_000;
/** What may be under way when it does (PROTOCOL SY13). */
const UNDERWAY_BYTES = 1024 * 1024;
/** Frames, the log of ten people, what a newcomer is handed twice (SPEC WY4), and the last frame that was not taken. */
const BESIDES_BYTES = 256 * 1024;
/** The longest that it is waited for, on a slow machine. */
const SYNC_ALL_MS = 300_000;

function longPosts(): readonly WorkloadRecord[] {
  const texts = createWorkload(TEXTS);
  return texts.flatMap((record, index): readonly WorkloadRecord[] => {
    const text = texts.slice(index, index + TEXTS_PER_POST).map((one) => one.text);
    return index % TEXTS_PER_POST === 0 ? [{ ...record, kind: 'post', parent: null, text: text.join('\n') }] : [];
  });
}

describe('a group of ten megabytes', { timeout: 240_000 }, () => {
  let ann: Person;
  let ben: Person;
  let bytes = 0;
  let seen: ChannelRecord;

  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.setMeetingPlace(stage().meeting.address);
    const circle = await ann.makeGroup(GROUP);
    await ann.app.close();
    const filled = await fillGroup(ann.app.profile, PASSPHRASE, longPosts(), NEWEST);
    ({ bytes } = filled);
    await ann.app.start();
    await ann.unlock();
    const invite = await circle.createInvite();
    ben = await openPerson(stage(), 'Ben');
    await ben.acceptInvite(invite);
    await circle.request('Ben');
    await ben.app.close();
    await circle.approve('Ben');
    await ben.app.start();
    const net = await ben.app.net();
    await watchChannel(net, filled.rows, CUT_AT_BYTES);
    await ben.unlock();
    seen = await until(
      'everything to be on the newcomer’s disk',
      async () => {
        const now = await channelRecord(net);
        return now.heldAt > 0 && now;
      },
      SYNC_ALL_MS,
    );
  }, 900_000);
  afterAll(async () => {
    await ann.app.kill9();
    await ben.app.kill9();
  });

  it('[SY12] comes to a newcomer whole, over a line that breaks in the middle and is taken up again by itself', async () => {
    expect(bytes).toBeGreaterThan(3 * CUT_AT_BYTES);
    expect(seen.receivedBeforeCut).toBeGreaterThanOrEqual(CUT_AT_BYTES);
    await ben.in(GROUP).seesEntry(NEWEST);
  });

  it('[SY12] [WY3] goes on where it was: what was on the disk does not come again', () => {
    expect(seen.received).toBeGreaterThan(bytes);
    expect(seen.received).toBeLessThan(bytes + UNDERWAY_BYTES + BESIDES_BYTES);
  });
});
