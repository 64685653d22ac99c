/**
 * From the press of *Share* in one real app until the words are painted in
 * another, peer to peer over WebRTC on this machine, against the round trip of
 * a bare data channel in the same Chromium. Both apps and the meeting place run
 * on the machine's two cores.
 */
import type { Page } from 'playwright-core';
import type { InGroup } from '../e2e/in-group.ts';
import { openPerson } from '../e2e/person.ts';
import { type } from '../e2e/typing.ts';
import { Stage } from '../e2e/stage.ts';
import { words } from '../e2e/words.ts';
import { type BenchRow, type Benchmark, median, percentile } from './row.ts';

/** Milliseconds of one round trip on a data channel between two connections in `page`. */
const roundTrips = (page: Page, count: number): Promise<readonly number[]> =>
  page.evaluate(async (trips) => {
    const [near, far] = [new RTCPeerConnection({ iceServers: [] }), new RTCPeerConnection({ iceServers: [] })];
    near.onicecandidate = ({ candidate }) => void (candidate && far.addIceCandidate(candidate));
    far.onicecandidate = ({ candidate }) => void (candidate && near.addIceCandidate(candidate));
    const channel = near.createDataChannel('echo');
    far.ondatachannel = ({ channel: other }) => {
      other.onmessage = ({ data }) => other.send(data);
    };
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
    await new Promise((resolve) => {
      channel.onopen = resolve;
    });
    const times: number[] = [];
    for (let i = 0; i < trips; i += 1) {
      const start = performance.now();
      await new Promise((resolve) => {
        channel.onmessage = resolve;
        channel.send('x');
      });
      times.push(performance.now() - start);
    }
    near.close();
    far.close();
    return times;
  }, count);

/** When `token` was there at the beginning of a frame in `page`: wall-clock milliseconds of this machine. */
async function paintedAt(page: Page, token: string): Promise<number> {
  const seen = await page.waitForFunction(
    (text) => document.body.innerText.includes(text) && performance.timeOrigin + performance.now(),
    token,
    { polling: 'raf' },
  );
  return Number(await seen.jsonValue());
}

/** When the person pressed: told by the page itself, in the same clock. */
const pressedAt = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        document.addEventListener('pointerup', () => resolve(performance.timeOrigin + performance.now()), {
          once: true,
          capture: true,
        });
      }),
  );

async function shareOnce(from: InGroup, to: InGroup, token: string): Promise<number> {
  await from.open();
  await from.page.getByRole('link', { name: words('group.write') }).click();
  await type(from.page.getByRole('textbox', { name: words('compose.editor') }), token);
  await from.person.savedHere();
  const painted = paintedAt(to.page, token);
  const pressed = pressedAt(from.page);
  await from.person.button(words('compose.share')).click();
  return (await painted) - (await pressed);
}

export const editToPaint: Benchmark = {
  name: 'edit-to-paint',
  async run({ runs }): Promise<readonly BenchRow[]> {
    const stage = await Stage.open();
    try {
      const ann = await openPerson(stage, 'Ann');
      await ann.setMeetingPlace(stage.meeting.address);
      const circle = await ann.makeGroup('Evening circle');
      const ben = await openPerson(stage, 'Ben');
      await ben.acceptInvite(await circle.createInvite());
      await circle.approve('Ben');
      const reader = ben.in('Evening circle');
      await reader.open();
      await circle.isInTouchWith('Ben');
      const times: number[] = [];
      for (let run = 0; run <= runs; run += 1) {
        const ms = await shareOnce(circle, reader, `Measured words, number ${run}.`);
        if (run > 0) times.push(ms);
      }
      const trips = await roundTrips(ben.page, 50);
      const trip = median(trips);
      const rest = { against: trip, runs: times.length, unit: 'ms' };
      const p95 = percentile(times, 0.95);
      return [
        {
          name: 'edit-to-paint/median',
          value: median(times),
          ratio: median(times) / trip,
          goal: 'told beside p95',
          ...rest,
        },
        { name: 'edit-to-paint/p95', value: p95, ratio: p95 / trip, goal: 'round trip + 50 ms, then + 16 ms', ...rest },
      ];
    } finally {
      await stage.close();
    }
  },
};
