import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENGINE_PORT } from '../../shared/ipc/bridge.ts';
import { setUp, setUpOpen } from './testing/hearth-world.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('[TC3] a lock while something is being written', () => {
  it('[TC3] takes the window away first, waits until the ui has saved, and only then closes and ends', async () => {
    const { hearth, log, stopped } = setUpOpen();
    const locked = hearth.lock(false);
    expect(log).toEqual(['net hidden', 'app hidden']);
    await vi.advanceTimersByTimeAsync(999);
    expect(log.slice(2)).toEqual(['app told hearth:tell:willLock']);
    hearth.readyToLock(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(log.slice(3)).toEqual(['net destroyed', 'app destroyed', 'engine told to stop']);
    stopped();
    await locked;
    expect(log.slice(-3)).toEqual(['engine started', 'net opened', 'app opened']);
  });

  it('[TC3] waits a second for a ui that does not answer, and for none that has no engine to save with', async () => {
    const hanging = setUpOpen();
    void hanging.hearth.lock(false);
    await vi.advanceTimersByTimeAsync(999);
    expect(hanging.log).not.toContain('app destroyed');
    await vi.advanceTimersByTimeAsync(1);
    expect(hanging.log).toContain('app destroyed');
    const crashed = setUpOpen();
    crashed.crash();
    void crashed.hearth.lock(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(crashed.log).toEqual([
      'net hidden',
      'app hidden',
      'net destroyed',
      'app destroyed',
      'asked where to go on',
      'engine started',
      'net opened',
      'app opened',
    ]);
  });

  it('[TC3] is one lock however many ask for it, and nobody brings back what is being taken away', async () => {
    const { hearth, log, stopped } = setUpOpen();
    const locks = [hearth.lock(false), hearth.lock(false)];
    hearth.show();
    await vi.advanceTimersByTimeAsync(0);
    hearth.readyToLock(true);
    locks.push(hearth.lock(false));
    await vi.advanceTimersByTimeAsync(0);
    stopped();
    await Promise.all(locks);
    expect(log.filter((line) => line === 'engine told to stop')).toHaveLength(1);
    expect(log.filter((line) => line === 'app opened')).toHaveLength(1);
    expect(log).not.toContain('app shown');
    hearth.show();
    expect(log.at(-1)).toBe('app shown');
  });

  it('[TC3] an answer that comes after the second changes nothing', async () => {
    const { hearth, log, stopped } = setUpOpen();
    const locked = hearth.lock(false);
    await vi.advanceTimersByTimeAsync(1_000);
    hearth.readyToLock(true);
    stopped();
    await locked;
    hearth.readyToLock(true);
    expect(log.filter((line) => line === 'app opened')).toHaveLength(1);
  });
});

describe('[TC4] a lock while something cannot be saved', () => {
  it('[TC4] that a person asked for does not come: the window is back, the ui says so, and nothing has ended', async () => {
    const { hearth, log } = setUpOpen();
    const locked = hearth.lock(true);
    await vi.advanceTimersByTimeAsync(0);
    hearth.readyToLock(false);
    expect(await locked).toBe(false);
    expect(log).toEqual([
      'net hidden',
      'app hidden',
      'app told hearth:tell:willLock',
      'app shown',
      'app told hearth:tell:lockHeld',
    ]);
  });

  it.each([
    ['the computer asked for', [false]],
    ['a person asked for, and the computer in the same moment', [true, false]],
    ['the computer asked for, and a person in the same moment', [false, true]],
  ])('[TC4] that %s comes all the same', async (_who, asks) => {
    const { hearth, log, stopped } = setUpOpen();
    const locks = asks.map((mayBeHeld) => hearth.lock(mayBeHeld));
    await vi.advanceTimersByTimeAsync(0);
    hearth.readyToLock(false);
    await vi.advanceTimersByTimeAsync(0);
    stopped();
    expect(await Promise.all(locks)).toEqual(asks.map(() => true));
    expect(log).not.toContain('app shown');
    expect(log.at(-1)).toBe('app opened');
  });

  it('[TC4] can be asked for again, and comes once all is saved', async () => {
    const { hearth, log, stopped } = setUpOpen();
    const held = hearth.lock(true);
    await vi.advanceTimersByTimeAsync(0);
    hearth.readyToLock(false);
    await held;
    const locked = hearth.lock(true);
    await vi.advanceTimersByTimeAsync(0);
    hearth.readyToLock(true);
    await vi.advanceTimersByTimeAsync(0);
    stopped();
    expect(await locked).toBe(true);
    expect(log.at(-1)).toBe('app opened');
  });
});

describe('[TC12] a lock that goes on in another process', () => {
  it('[TC12] asks where once all has ended, and starts nothing here', async () => {
    const { hearth, log, stopped } = setUpOpen(true);
    const locked = hearth.lock(false);
    await vi.advanceTimersByTimeAsync(0);
    hearth.readyToLock(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(log.at(-1)).toBe('engine told to stop');
    stopped();
    expect(await locked).toBe(true);
    expect(log.at(-1)).toBe('asked where to go on');
    expect(hearth.window).toBeNull();
  });

  it('[TC12] does not ask when it is held, nor after the end', async () => {
    const { hearth, log, stopped } = setUpOpen(true);
    const held = hearth.lock(true);
    await vi.advanceTimersByTimeAsync(0);
    hearth.readyToLock(false);
    expect(await held).toBe(false);
    const locked = hearth.lock(false);
    const killed = hearth.kill();
    stopped();
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all([killed, locked]);
    expect(log).not.toContain('asked where to go on');
  });

  it('[TC12] can be started here later, when the calendar is left', async () => {
    const { hearth, log, stopped } = setUpOpen(true);
    const locked = hearth.lock(false);
    await vi.advanceTimersByTimeAsync(1_000);
    stopped();
    await locked;
    log.length = 0;
    hearth.start();
    expect(log).toEqual(['engine started', 'net opened', 'app opened']);
  });
});

describe('[TC9] the end before a wipe', () => {
  it('[TC9] destroys pages and kills the engine, asks nobody, and starts nothing', async () => {
    const { hearth, log, stopped } = setUpOpen();
    const killed = hearth.kill();
    expect(log).toEqual(['net destroyed', 'app destroyed', 'engine killed']);
    stopped();
    await killed;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log).toHaveLength(3);
  });

  it('[TC9] waits half a second for an engine that does not go, and no longer', async () => {
    const { hearth } = setUpOpen();
    let isOver = false;
    void hearth.kill().then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(499);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver).toBe(true);
  });

  it('[TC9] kills an engine that a lock is still waiting for, and the lock starts nothing after it', async () => {
    const { hearth, log, stopped } = setUpOpen();
    const locked = hearth.lock(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log.at(-1)).toBe('engine told to stop');
    const stopping = stopped;
    const killed = hearth.kill();
    expect(log.at(-1)).toBe('engine killed');
    stopping();
    await vi.advanceTimersByTimeAsync(500);
    await killed;
    expect(log).not.toContain('engine started');
    void locked;
  });

  it('[TC11] a wipe that came to nothing starts everything again', async () => {
    const { hearth, log, stopped } = setUpOpen();
    const killed = hearth.kill();
    stopped();
    await killed;
    await hearth.revive();
    expect(log.slice(3)).toEqual(['engine started', 'net opened', 'app opened']);
    hearth.show();
    expect(log.at(-1)).toBe('app shown');
  });
});

describe('one life of the app', () => {
  it('[NT27] gives each page its port when its scripts have run, and again after a reload', () => {
    const { hearth, log, latest } = setUp();
    hearth.start();
    expect(log).toEqual(['engine started', 'net opened', 'app opened']);
    log.length = 0;
    latest('app').webContents.emit('dom-ready');
    latest('app').webContents.emit('dom-ready');
    expect(log).toEqual(Array.from({ length: 2 }, () => ['engine connected to ui', `app got ${ENGINE_PORT}`]).flat());
  });

  it('[NT27] a lock ends pages and engine, and only then starts all three anew', async () => {
    const { hearth, log, stopped, latest } = setUp();
    hearth.start();
    const old = latest('app');
    log.length = 0;
    const locked = hearth.lock(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(log).toEqual(['net hidden', 'app hidden', 'net destroyed', 'app destroyed', 'engine told to stop']);
    log.length = 0;
    old.webContents.emit('dom-ready');
    stopped();
    await locked;
    expect(log).toEqual(['asked where to go on', 'engine started', 'net opened', 'app opened']);
  });

  it('[NT27] a page that hangs is hidden at once and destroyed after a second', async () => {
    const { hearth, log, latest } = setUp();
    hearth.start();
    latest('app').answers = false;
    log.length = 0;
    void hearth.end();
    await vi.advanceTimersByTimeAsync(999);
    expect(log).toEqual(['net hidden', 'app hidden', 'net destroyed']);
    await vi.advanceTimersByTimeAsync(1);
    expect(log.slice(3)).toEqual(['app destroyed', 'engine told to stop']);
  });

  it('[NT27] an engine that ends by itself is started again, not at once, and both pages are told', async () => {
    const { hearth, log, latest, crash } = setUp();
    hearth.start();
    latest('app').webContents.emit('dom-ready');
    latest('net').webContents.emit('dom-ready');
    log.length = 0;
    crash();
    await vi.advanceTimersByTimeAsync(2_999);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual([
      'engine started',
      'app told hearth:tell:engineRestarted',
      'engine connected to ui',
      `app got ${ENGINE_PORT}`,
      'engine connected to net',
      `net got ${ENGINE_PORT}`,
    ]);
  });

  it('[LN12] no network is looked at any more after a lock, the end, a wipe, or with an engine that ended', async () => {
    const ways: ((world: ReturnType<typeof setUp>) => unknown)[] = [
      ({ hearth }) => hearth.lock(false),
      ({ hearth }) => hearth.end(),
      ({ hearth }) => hearth.kill(),
      ({ crash }) => crash(),
    ];
    for (const way of ways) {
      const world = setUp();
      world.hearth.start();
      expect(world.left.count).toBe(0);
      void way(world);
      await vi.advanceTimersByTimeAsync(0);
      expect(world.left.count).toBe(1);
    }
  });

  it('[NT27] a page that crashes is opened again; one that was closed by the person is not', async () => {
    const { hearth, log, latest } = setUp();
    hearth.start();
    log.length = 0;
    for (const page of ['net', 'app']) latest(page).webContents.emit('render-process-gone');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(log).toEqual(['net destroyed', 'app destroyed', 'net opened', 'app opened']);
    log.length = 0;
    latest('app').emit('closed');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log).toEqual(['closed by the person']);
  });

  it('[NT27] nothing starts again after the end, also when a crash or a lock was on its way', async () => {
    const { hearth, log, crash } = setUp();
    hearth.start();
    crash();
    const locked = hearth.lock(false);
    const ended = hearth.end();
    await Promise.all([locked, ended]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log.filter((line) => /started|opened/.test(line))).toEqual(['engine started', 'net opened', 'app opened']);
  });
});
