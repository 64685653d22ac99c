import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { ICON_EDGE, plainIcon } from './plain-icon.ts';
import { KEY_REST_MS, QuickHide } from './quick-hide.ts';

const BOUNDS = { x: 30, y: 40, width: 800, height: 600 };
let log: string[];
let now: number;
let isMaximized: boolean;
let calendars: FakeWindow[];
let hasWindow: boolean;
let leaves: boolean;
let quickHide: QuickHide;

class FakeWindow extends EventEmitter {
  readonly webContents = new EventEmitter();
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  getBounds = () => BOUNDS;
  isMaximized = () => isMaximized;
  isMinimized = () => false;
  setBounds = (bounds: object) => void log.push(`${this.name} at ${JSON.stringify(bounds)}`);
  maximize = () => void log.push(`${this.name} maximized`);
  show = () => void log.push(`${this.name} shown`);
  hide = () => void log.push(`${this.name} hidden`);
  focus = () => void log.push(`${this.name} focused`);
  destroy = () => {
    log.push(`${this.name} destroyed`);
    this.emit('closed');
  };
}

beforeEach(() => {
  log = [];
  now = 50_000;
  isMaximized = false;
  hasWindow = true;
  leaves = false;
  calendars = [];
  const app = new FakeWindow('app') as unknown as BrowserWindow;
  quickHide = new QuickHide({
    openCalendar: () => {
      const calendar = new FakeWindow('calendar');
      calendars.push(calendar);
      log.push('calendar opened');
      return calendar as unknown as BrowserWindow;
    },
    window: () => (hasWindow ? app : null),
    lock: () => void log.push('locked'),
    show: () => void log.push('app brought back'),
    leave: (calendar) => {
      if (leaves) log.push(`left from ${(calendar as unknown as FakeWindow).name}`);
      return leaves;
    },
    onClosed: () => void log.push('closed by the person'),
    now: () => now,
  });
});

describe('[TC5] the quick hide', () => {
  it('[TC5] within one call shows the calendar in the same place, takes the app away, and locks it: in this order', () => {
    quickHide.prepare();
    log.length = 0;
    quickHide.press();
    expect(log).toEqual([
      `calendar at ${JSON.stringify(BOUNDS)}`,
      'calendar shown',
      'app hidden',
      'calendar focused',
      'locked',
    ]);
    expect(quickHide.isHidden).toBe(true);
  });

  it('[TC5] fills the screen where the app did', () => {
    isMaximized = true;
    quickHide.press();
    expect(log.indexOf('calendar maximized')).toBeLessThan(log.indexOf('calendar shown'));
    expect(log).toContain('calendar maximized');
  });

  it('[TC5] works without a prepared calendar, and while there is no window', () => {
    hasWindow = false;
    quickHide.press();
    expect(log).toEqual(['calendar opened', 'calendar shown', 'calendar focused', 'locked']);
  });

  it('[TC5] a key that is pressed twice in fright does not lead back', () => {
    quickHide.press();
    log.length = 0;
    now += KEY_REST_MS - 1;
    quickHide.press();
    quickHide.hide();
    expect(log).toEqual([]);
    expect(quickHide.isHidden).toBe(true);
  });

  it('[TC6] the same key leads back after a while, and the calendar’s own way at any time', () => {
    quickHide.press();
    log.length = 0;
    now += KEY_REST_MS;
    quickHide.press();
    expect(log).toEqual(['app brought back', 'calendar hidden']);
    expect(quickHide.isHidden).toBe(false);
    quickHide.hide();
    log.length = 0;
    quickHide.comeBack();
    quickHide.comeBack();
    expect(log).toEqual(['app brought back', 'calendar hidden']);
  });

  it('[TC12] when the app goes on in another process the calendar stays until this one has gone', () => {
    leaves = true;
    quickHide.press();
    log.length = 0;
    quickHide.comeBack();
    quickHide.comeBack();
    expect(log).toEqual(['left from calendar']);
    expect(quickHide.isHidden).toBe(false);
  });

  it('[TC6] whoever starts the app again meanwhile sees the calendar', () => {
    quickHide.front();
    expect(log).toEqual(['app brought back']);
    quickHide.press();
    log.length = 0;
    quickHide.front();
    expect(log).toEqual(['calendar shown', 'calendar focused']);
  });

  it('[TC6] a calendar that crashes comes again and is seen again; one that is closed ends the app', () => {
    quickHide.press();
    log.length = 0;
    calendars[0]?.webContents.emit('render-process-gone');
    expect(log).toEqual(['calendar destroyed', 'calendar opened', 'calendar shown']);
    calendars[1]?.emit('closed');
    expect(log.at(-1)).toBe('closed by the person');
  });
});

it('[TC7] the neutral pictures fill their square with something to see, and are not the same', () => {
  const [notes, calendar] = [plainIcon('notes'), plainIcon('calendar')];
  for (const pixels of [notes, calendar]) {
    expect(pixels).toHaveLength(ICON_EDGE * ICON_EDGE * 4);
    const colours = new Set(new Uint32Array(pixels.buffer));
    expect(colours.size).toBeGreaterThan(3);
  }
  expect(notes).not.toEqual(calendar);
});
