/** The two keys that main takes before any page does, so that they work in a dialog, in an editor, and when a page hangs. */

/** A key as Electron's `before-input-event` tells it. */
export interface KeyPress {
  readonly type: string;
  /** What it writes. */
  readonly key: string;
  /** Where it lies, whatever it writes: `KeyH`. */
  readonly code: string;
  readonly control: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly isAutoRepeat: boolean;
}

/** The quick hide as it is written on this system. ⌘H is macOS's own, and would leave everything open. */
export const hideKeys = (platform: NodeJS.Platform): string => (platform === 'darwin' ? '⌘ ⇧ H' : 'Ctrl H');

/** What a key press asks main for: `hide`, `lock`, or nothing. A key that is held down asks once. */
export function ownKey(press: KeyPress, platform: NodeJS.Platform): 'hide' | 'lock' | null {
  if (press.type !== 'keyDown' || press.isAutoRepeat || press.alt) return null;
  const isMac = platform === 'darwin';
  if (!(isMac ? press.meta : press.control)) return null;
  if (isLetter(press, 'h')) return press.shift === isMac ? 'hide' : null;
  return isLetter(press, 'l') && !press.shift ? 'lock' : null;
}

/** By what the key writes, or by its place where it writes no Latin letter: a keyboard may be Greek or Cyrillic. */
function isLetter(press: KeyPress, letter: string): boolean {
  if (/^[a-z]$/i.test(press.key)) return press.key.toLowerCase() === letter;
  return press.code === `Key${letter.toUpperCase()}`;
}
