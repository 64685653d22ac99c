/**
 * Two pictures that could belong to any program: a sheet of notes and a
 * calendar. They are drawn here, pixel by pixel, so that no file in the package
 * has to be found before there is a window.
 */

/** Edge of the picture in pixels. */
export const ICON_EDGE = 64;

type Colour = readonly [red: number, green: number, blue: number];
const PAPER: Colour = [250, 250, 250];
const EDGE: Colour = [95, 99, 104];
const LINE: Colour = [170, 175, 180];
const BAR: Colour = [66, 103, 160];

/** Pixels of a picture, four bytes each (blue, green, red, opacity) as `nativeImage.createFromBitmap` takes them. */
export function plainIcon(what: 'notes' | 'calendar'): Uint8Array {
  const pixels = new Uint8Array(ICON_EDGE * ICON_EDGE * 4);
  const fill = (left: number, top: number, right: number, bottom: number, [red, green, blue]: Colour): void => {
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) pixels.set([blue, green, red, 255], (y * ICON_EDGE + x) * 4);
    }
  };
  const [left, right] = what === 'notes' ? [12, 52] : [6, 58];
  fill(left, 6, right, 58, EDGE);
  fill(left + 2, 8, right - 2, 56, PAPER);
  if (what === 'notes') for (let y = 18; y < 50; y += 8) fill(left + 7, y, right - 7, y + 2, LINE);
  else {
    fill(left + 2, 8, right - 2, 20, BAR);
    for (let y = 26; y < 52; y += 9) for (let x = 13; x < 50; x += 11) fill(x, y, x + 6, y + 5, LINE);
  }
  return pixels;
}
