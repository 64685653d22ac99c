import { describe, expect, it } from 'vitest';
import { type PlacedWindow, placeOf, placeToSwitch, readPlace, showInPlace, type WindowPlace } from './window-place.ts';

const PLACE: WindowPlace = { bounds: { x: -1200, y: 40, width: 900, height: 700 }, size: 'usual', isInFront: true };
const windowAt = (state: Partial<Record<'max' | 'min' | 'full' | 'front', boolean>>): PlacedWindow => ({
  getNormalBounds: () => PLACE.bounds,
  isMaximized: () => state.max === true,
  isMinimized: () => state.min === true,
  isFullScreen: () => state.full === true,
  isFocused: () => state.front === true,
});

function shown(place: WindowPlace | null): readonly string[] {
  const log: string[] = [];
  showInPlace(
    {
      show: () => void log.push('show'),
      showInactive: () => void log.push('showInactive'),
      maximize: () => void log.push('maximize'),
      minimize: () => void log.push('minimize'),
      setFullScreen: () => void log.push('full'),
    },
    place,
  );
  return log;
}

describe('[TC12] the place of the window', () => {
  it.each([
    [{ front: true }, 'usual', true],
    [{ max: true }, 'maximized', false],
    [{ full: true, max: true, front: true }, 'full', true],
    [{ min: true, max: true }, 'minimized', false],
  ] as const)('[TC12] of %o is handed on by a switch that says numbers and nothing else', (state, size, isInFront) => {
    const place = placeOf(windowAt(state));
    expect(place).toEqual({ ...PLACE, size, isInFront });
    expect(placeToSwitch(place)).toMatch(/^--hearth-window=[-\d,]+,[a-z]+,(front|behind)$/);
    expect(readPlace(['/app', '--hearth-window=1,2,3,4,usual,front', placeToSwitch(place)])).toEqual(place);
  });

  it.each([
    '',
    '1,2,3',
    '1,2,3,4,huge,front',
    '1,2,3,4,usual,front,5',
    '1e9,2,3,4,usual,front',
    '1,2,-3,4,usual,front',
  ])('[TC12] that nobody of ours wrote is no place: %s', (said) => {
    expect(readPlace([`--hearth-window=${said}`])).toBeNull();
    expect(readPlace([said])).toBeNull();
  });

  it('[TC12] is taken as it was: in front only when it was in front, small when it was small', () => {
    expect(shown(null)).toEqual(['show']);
    expect(shown(PLACE)).toEqual(['show']);
    expect(shown({ ...PLACE, isInFront: false })).toEqual(['showInactive']);
    expect(shown({ ...PLACE, size: 'maximized' })).toEqual(['maximize', 'show']);
    expect(shown({ ...PLACE, size: 'full' })).toEqual(['full', 'show']);
    expect(shown({ ...PLACE, size: 'minimized', isInFront: false })).toEqual(['showInactive', 'minimize']);
  });
});
