import { readFileSync } from 'node:fs';
import { outputOf, runCommand } from './run-command.ts';

/** A window as the X server sees it, from outside the program. */
export interface XWindow {
  /** For example `0x200003`. */
  readonly id: string;
  readonly title: string;
  /** Second part of WM_CLASS. */
  readonly className: string;
  readonly width: number;
  readonly height: number;
}

/** The windows in what `xwininfo -root -tree` prints. */
export function windowsIn(tree: string): XWindow[] {
  const line = /^\s*(0x[0-9a-f]+) "(.*)": \("[^"]*" "([^"]*)"\)\s+(\d+)x(\d+)[+-]/gm;
  return [...tree.matchAll(line)].map(([, id = '', title = '', className = '', width, height]) => ({
    id,
    title,
    className,
    width: Number(width),
    height: Number(height),
  }));
}

/** The windows on a display that are shown, not hidden ones that programs keep. */
export async function shownWindows(display: string): Promise<XWindow[]> {
  const env = { ...process.env, DISPLAY: display };
  const windows = windowsIn(await outputOf('xwininfo', ['-root', '-tree'], { env }));
  const shown: XWindow[] = [];
  for (const window of windows) {
    const state = await runCommand('xwininfo', ['-id', window.id], { env });
    if (state.stdout.includes('Map State: IsViewable')) shown.push(window);
  }
  return shown;
}

/** Number of different colours in a window's content (`xwd`); a page that draws nothing has one. */
export async function coloursIn(display: string, window: XWindow, file: string): Promise<number> {
  const env = { ...process.env, DISPLAY: display };
  await outputOf('xwd', ['-silent', '-id', window.id, '-out', file], { env });
  return coloursOf(readFileSync(file));
}

/** The upper part of a window may be a menu, which is there when the page is empty. */
const MENU_SHARE = 0.1;

/**
 * Colours below the menu in a picture of xwd's format with 32 bits a pixel: a header of 32-bit big-endian numbers, of
 * which number 0 is its length, 5 the height in pixels, 11 the bits a pixel, 12 the bytes a line and 19 the number of
 * colour table entries (12 bytes each); then the lines.
 */
export function coloursOf(xwd: Buffer): number {
  const number = (index: number): number => xwd.readUInt32BE(index * 4);
  if (number(11) !== 32) throw new Error(`${number(11)} bits a pixel, where 32 were expected`);
  const menu = Math.floor(number(5) * MENU_SHARE) * number(12);
  const colours = new Set<number>();
  for (let offset = number(0) + number(19) * 12 + menu; offset + 4 <= xwd.length; offset += 4) {
    // The fourth byte is padding, whose place depends on the byte order; Xvfb writes it last.
    colours.add(xwd.readUInt32LE(offset) & 0xffffff);
  }
  return colours.size;
}
