/** Looking for something in what was overheard on a cable (`capture.ts`). */
import type { Overheard } from './capture.ts';

/** An id as it could stand in a packet: its bytes, or in one of the usual writings. */
export function idNeedles(hex: string): readonly Buffer[] {
  const bytes = Buffer.from(hex, 'hex');
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return Buffer.from(text.slice(4, 4 * Math.floor((shift + bytes.length) / 3)), 'latin1');
  });
  return [bytes, Buffer.from(hex), Buffer.from(hex.toUpperCase()), ...base64];
}

/** Everything in which something could be found. */
export const allOf = ({ datagrams, streams, messages }: Overheard): readonly Buffer[] => [
  ...datagrams,
  ...streams,
  ...messages,
];
/** True when it stands anywhere in it. */
export const holds = (heard: Overheard, needle: Buffer): boolean =>
  allOf(heard).some((bytes) => bytes.includes(needle));
