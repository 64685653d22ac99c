/**
 * Boxes at the meeting place: sealed invites that wait for whoever heard their
 * eight words (SPEC NT28–NT31). The keeper knows an opaque name and sealed
 * bytes; they are in memory only, bounded, and gone after 30 days or with the
 * process. Who put one puts it again every day.
 */

/** Names are 20 bytes in base32, as `shared/group/invite-words.ts` makes them. */
const BOX_NAME = /^[a-z2-7]{32}$/;
/** Longest content of a box, in characters of base64: 1,024 bytes. */
export const MAX_BOX_CHARACTERS = 1_368;
/** Longest time that a box is kept without being put again, in days. */
export const MAX_BOX_DAYS = 30;
/** Boxes that one socket may put in an hour. */
export const BOX_PUTS_PER_HOUR = 20;
/** Every answer to a `box-get` has as many characters, whether or not there is anything: the longest with its envelope. */
export const BOX_ANSWER_CHARACTERS = 2_048;

const DAY_MS = 86_400_000;

/** What became of a put: `taken` when other bytes lie there already. */
export type BoxPutState = 'kept' | 'full' | 'taken';

/** See the file's head. */
export interface Boxes {
  /** Keeps `data` under `box`; the first content stands, and the same content again is kept for longer. */
  put(box: string, data: string, days: number): BoxPutState;
  /** What lies under `box` and has not expired, or null. */
  get(box: string): string | null;
  /** Boxes in memory. */
  readonly size: number;
}

/**
 * The same, where several instances share the boxes. `away` when their place could not be asked; to whoever puts, that
 * is `full`: nothing was kept, and the app tries again.
 */
export interface SharedBoxes {
  put(box: string, data: string, days: number): Promise<BoxPutState>;
  get(box: string): Promise<string | null | 'away'>;
}

/** True for what may name a box. */
export const isBoxName = (value: unknown): value is string => typeof value === 'string' && BOX_NAME.test(value);

/** True for base64 of at most 1,024 bytes. */
export const isBoxData = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= MAX_BOX_CHARACTERS &&
  value.length % 4 === 0 &&
  /^[A-Za-z0-9+/]+={0,2}$/.test(value);

/** True for a number of days that can be asked for; more than `MAX_BOX_DAYS` counts as that. */
export const isBoxDays = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

/** Starts empty. `now` counts milliseconds and never goes back. */
export function createBoxes({ maxBoxes, now }: { readonly maxBoxes: number; readonly now: () => number }): Boxes {
  const boxes = new Map<string, { readonly data: string; readonly until: number }>();
  const forgetExpired = (): void => {
    const at = now();
    for (const [box, { until }] of boxes) if (until <= at) boxes.delete(box);
  };
  return {
    put(box, data, days) {
      const at = now();
      const until = at + Math.min(days, MAX_BOX_DAYS) * DAY_MS;
      const held = boxes.get(box);
      if (held !== undefined && held.until > at) {
        if (held.data !== data) return 'taken';
        boxes.set(box, { data, until: Math.max(until, held.until) });
        return 'kept';
      }
      if (boxes.size >= maxBoxes) forgetExpired();
      if (boxes.size >= maxBoxes) return 'full';
      boxes.set(box, { data, until });
      return 'kept';
    },
    get(box) {
      const held = boxes.get(box);
      if (held === undefined) return null;
      if (held.until > now()) return held.data;
      boxes.delete(box);
      return null;
    },
    get size() {
      return boxes.size;
    },
  };
}

/** The answer to a `box-get`: as long for an empty box as for a full one. */
export function boxAnswer(box: string, data: string | null): string {
  const bare = JSON.stringify({ type: 'box', box, data, pad: '' });
  return JSON.stringify({ type: 'box', box, data, pad: '0'.repeat(BOX_ANSWER_CHARACTERS - bare.length) });
}
