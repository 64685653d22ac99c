/**
 * What is watched inside the pages of a real app while it takes a group in.
 * The functions here run in those pages, so each is whole in itself. All times
 * are milliseconds of this machine's clock, the same in every process.
 */
import type { Page } from 'playwright-core';
import type { FrontierRow } from '../../shared/sync/sync-source.ts';

/** A chain and how far it has to reach, as frames name it: device, incarnation and lane in hex. */
interface DueChain {
  readonly chain: string;
  readonly seq: number;
}

/** What the net page saw of the channel for frames. */
export interface ChannelRecord {
  /** When the first frame was sent: at once when the channel is open. */
  readonly openedAt: number;
  /** When an acknowledgement went out that completes every chain that is due, or 0: what it names is on the disk. */
  readonly heldAt: number;
  readonly sent: number;
  readonly received: number;
  /** What had been received when the channel was cut; 0 when it was not. */
  readonly receivedBeforeCut: number;
  /** Wants that were sent. */
  readonly wants: number;
}

/** What the ui's page saw. */
export interface ScreenRecord {
  /** When the newest words and a screen of posts were painted, or 0. */
  readonly paintedAt: number;
  /** Pauses between two frames that were longer than 50 ms, and when each ended. */
  readonly pauses: readonly { readonly at: number; readonly ms: number }[];
  /** Answers of the engine that took longer than 50 ms, and when each came. */
  readonly waits: readonly { readonly at: number; readonly ms: number }[];
}

/** The compiler of these scripts names functions by a helper of its own, which pages do not have. */
const letNamesBe = (page: Page): Promise<void> => page.evaluate('globalThis.__name = (named) => named');

interface Watched {
  channelRecord?: ChannelRecord;
  screenRecord?: ScreenRecord;
}

const hexOf = ({ deviceId, inc, lane }: FrontierRow): string =>
  `${deviceId}${inc.toString(16).padStart(8, '0')}${lane === 'content' ? '01' : '00'}`;

/**
 * Begins to watch the net page; no channel may be open yet. `rows` are due. The
 * channel that brings the byte `cutAt` is closed there, once, as by a line that breaks.
 */
export async function watchChannel(
  net: Page,
  rows: readonly FrontierRow[],
  cutAt: number = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  // Before it has loaded it is a page that goes away, and the watch with it.
  await net.waitForLoadState();
  await letNamesBe(net);
  const due: readonly DueChain[] = rows.map((row) => ({ chain: hexOf(row), seq: row.seq }));
  await net.evaluate(
    ([chains, cutAfter]) => {
      const now = (): number => performance.timeOrigin + performance.now();
      const record = { openedAt: 0, heldAt: 0, sent: 0, received: 0, receivedBeforeCut: 0, wants: 0 };
      (window as unknown as Watched).channelRecord = record;
      const left = new Map(chains.map(({ chain, seq }) => [chain, seq]));
      /** A chain of 21 bytes, a place of 6 and 8 bytes of an id, behind their count. */
      const readAck = (frame: Uint8Array): void => {
        const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
        for (let i = 0, at = 5; i < (frame[4] ?? 0); i += 1, at += 35) {
          const chain = [...frame.subarray(at, at + 21)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
          const seq = view.getUint16(at + 21) * 2 ** 32 + view.getUint32(at + 23);
          if ((left.get(chain) ?? Number.POSITIVE_INFINITY) <= seq) left.delete(chain);
        }
        if (left.size === 0 && record.heldAt === 0) record.heldAt = now();
      };
      const send = RTCDataChannel.prototype.send;
      RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: never): void {
        if (this.label === 'frames') {
          const frame = new Uint8Array(data as ArrayBuffer | Uint8Array<ArrayBuffer>);
          if (record.openedAt === 0) record.openedAt = now();
          record.sent += frame.length;
          if (frame[0] === 0x04) record.wants += 1;
          if (frame[0] === 0x07) readAck(frame);
        }
        send.call(this, data);
      } as typeof send;
      const { set } = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, 'onmessage') as PropertyDescriptor;
      Object.defineProperty(RTCDataChannel.prototype, 'onmessage', {
        configurable: true,
        set(this: RTCDataChannel, listener: ((event: MessageEvent<ArrayBuffer>) => void) | null) {
          const counted = (event: MessageEvent<ArrayBuffer>): void => {
            record.received += event.data.byteLength;
            if (record.received >= cutAfter && record.receivedBeforeCut === 0) {
              record.receivedBeforeCut = record.received;
              this.close();
            } else listener?.(event);
          };
          set?.call(this, this.label === 'frames' && listener ? counted : listener);
        },
      });
    },
    [due, cutAt] as const,
  );
}

/** What the net page has seen so far. */
export const channelRecord = (net: Page): Promise<ChannelRecord> =>
  net.evaluate(() => (window as unknown as Required<Watched>).channelRecord);

/**
 * Begins to watch the ui's page: goes to the group called `name` once it is in
 * the list that the page shows, and looks at every frame for `newest` among
 * `posts` posts. The engine is asked for its state again and again by the port
 * that the page itself uses, from its next request on.
 */
export async function watchScreen(page: Page, name: string, newest: string, posts: number): Promise<void> {
  await letNamesBe(page);
  await page.evaluate(
    ([group, words, count]) => {
      const now = (): number => performance.timeOrigin + performance.now();
      const LONG_MS = 50;
      const record = {
        paintedAt: 0,
        pauses: [] as { at: number; ms: number }[],
        waits: [] as never[] as { at: number; ms: number }[],
      };
      (window as unknown as Watched).screenRecord = record;
      let isInside = false;
      let last = now();
      const look = (): void => {
        const at = now();
        if (at - last > LONG_MS) record.pauses.push({ at, ms: at - last });
        last = at;
        if (!isInside) {
          const links = [...document.querySelectorAll<HTMLAnchorElement>('main a')];
          const link = links.find((one) => one.textContent?.includes(group));
          link?.click();
          isInside = link !== undefined;
        } else if (record.paintedAt === 0) {
          const articles = document.querySelectorAll('article');
          if (articles.length >= count && document.body.innerText.includes(words)) record.paintedAt = at;
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);

      // Far from the page's own numbers, which begin at 1.
      let id = 1_000_000_000;
      let isAsking = false;
      const post = MessagePort.prototype.postMessage;
      const askOn = (port: MessagePort): void => {
        let askedAt = 0;
        const ask = (): void => {
          id += 1;
          askedAt = now();
          post.call(port, { id, name: 'status', input: {} });
        };
        port.addEventListener('message', ({ data }) => {
          if (data?.id !== id) return;
          const at = now();
          if (at - askedAt > LONG_MS) record.waits.push({ at, ms: at - askedAt });
          setTimeout(ask, 5);
        });
        ask();
      };
      MessagePort.prototype.postMessage = function (this: MessagePort, ...args: never[]): void {
        if (!isAsking && (args[0] as { name?: string } | undefined)?.name !== undefined) {
          isAsking = true;
          askOn(this);
        }
        (post as (...all: never[]) => void).apply(this, args);
      } as typeof post;
    },
    [name, newest, posts] as const,
  );
}

/** What the ui's page has seen so far. */
export const screenRecord = (page: Page): Promise<ScreenRecord> =>
  page.evaluate(() => (window as unknown as Required<Watched>).screenRecord);
