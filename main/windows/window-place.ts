/**
 * Where the app's window stands, so that the one after a lock stands in the same place. It is handed on as a switch:
 * other users of the computer can read it, and numbers are all it says.
 */
import type { BrowserWindow, Rectangle } from 'electron';

/** Start of the switch that carries a place to a new start. */
export const PLACE_SWITCH = '--hearth-window=';

/** A window on the screen. */
export interface WindowPlace {
  /** Where it stands when it is neither maximized nor minimized, in the screen's points. */
  readonly bounds: Rectangle;
  readonly size: 'usual' | 'maximized' | 'minimized' | 'full';
  /** False when another program was in front: a lock that nobody asked for does not come between. */
  readonly isInFront: boolean;
}

/** As much of a window as is asked. */
export type PlacedWindow = Pick<
  BrowserWindow,
  'getNormalBounds' | 'isMaximized' | 'isMinimized' | 'isFullScreen' | 'isFocused'
>;

/** The place of a window. */
export function placeOf(window: PlacedWindow): WindowPlace {
  const { x, y, width, height } = window.getNormalBounds();
  const isMaximized = window.isMaximized() ? 'maximized' : 'usual';
  const isLarge = window.isFullScreen() ? 'full' : isMaximized;
  return {
    bounds: { x, y, width, height },
    size: window.isMinimized() ? 'minimized' : isLarge,
    isInFront: window.isFocused(),
  };
}

/** The switch that says it. */
export const placeToSwitch = ({ bounds: { x, y, width, height }, size, isInFront }: WindowPlace): string =>
  `${PLACE_SWITCH}${[x, y, width, height, size, isInFront ? 'front' : 'behind'].join(',')}`;

/** The place that the switches of a start name, or null. */
export function readPlace(args: readonly string[]): WindowPlace | null {
  const said = args.findLast((arg) => arg.startsWith(PLACE_SWITCH))?.slice(PLACE_SWITCH.length) ?? '';
  const match = /^(-?\d{1,5}),(-?\d{1,5}),(\d{1,5}),(\d{1,5}),(usual|maximized|minimized|full),(front|behind)$/.exec(
    said,
  );
  if (match === null) return null;
  const [x = 0, y = 0, width = 0, height = 0] = match.slice(1, 5).map(Number);
  return {
    bounds: { x, y, width, height },
    size: match[5] as WindowPlace['size'],
    isInFront: match[6] === 'front',
  };
}

/** Shows a window for the first time as the one before it stood. Without a place in front, as at a usual start. */
export function showInPlace(
  window: Pick<BrowserWindow, 'show' | 'showInactive' | 'maximize' | 'minimize' | 'setFullScreen'>,
  place: WindowPlace | null,
): void {
  if (place?.size === 'maximized') window.maximize();
  if (place?.size === 'full') window.setFullScreen(true);
  if (place === null || (place.isInFront && place.size !== 'minimized')) window.show();
  // Shown first: a window that was never there cannot be made small everywhere, and would then be nowhere.
  else window.showInactive();
  if (place?.size === 'minimized') window.minimize();
}
