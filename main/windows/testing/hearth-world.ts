/** A {@link Hearth} over windows and an engine that only note what is done with them. */
import { EventEmitter } from 'node:events';
import type { BrowserWindow, MessageChannelMain } from 'electron';
import type { EngineProcess } from '../../system/engine-process.ts';
import { Hearth } from '../hearth.ts';

/** A window that notes what main does with it. */
class FakeWindow extends EventEmitter {
  readonly page: string;
  readonly log: string[];
  readonly webContents: EventEmitter & { send(name: string): void; postMessage(name: string): void };
  constructor(page: string, log: string[]) {
    super();
    this.page = page;
    this.log = log;
    this.webContents = Object.assign(new EventEmitter(), {
      send: (name: string) => void log.push(`${page} told ${name}`),
      postMessage: (name: string) => void log.push(`${page} got ${name}`),
    });
  }
  isMinimized(): boolean {
    return false;
  }
  show(): void {
    this.log.push(`${this.page} shown`);
  }
  focus(): void {}
  /** False for a page that hangs. */
  answers = true;
  hide(): void {
    this.log.push(`${this.page} hidden`);
  }
  close(): void {
    if (this.answers) this.destroy();
  }
  destroy(): void {
    this.log.push(`${this.page} destroyed`);
    this.emit('closed');
  }
}

/** A Hearth that is not started yet, what is noted, and the hands that move its parts. */
export function setUp(goesOnElsewhere = false) {
  const log: string[] = [];
  const windows: FakeWindow[] = [];
  const crashes: (() => void)[] = [];
  /** How often it was said that no network is looked at any more. */
  const left = { count: 0 };
  let stop: () => void = () => undefined;
  const hearth = new Hearth({
    startEngine: (onCrash): EngineProcess => {
      log.push('engine started');
      crashes.push(onCrash);
      return {
        notePicked: () => undefined,
        lan: { ownPlaces: () => undefined, heard: () => undefined, networksAre: () => undefined },
        connect: (to) => void log.push(`engine connected to ${to}`),
        stop: () => {
          log.push('engine told to stop');
          return new Promise((resolve) => {
            stop = resolve;
          });
        },
        kill: () => {
          log.push('engine killed');
          return new Promise((resolve) => {
            stop = resolve;
          });
        },
      };
    },
    openWindow: (page) => {
      log.push(`${page} opened`);
      const window = new FakeWindow(page, log);
      windows.push(window);
      return window as unknown as BrowserWindow;
    },
    makeChannel: () => ({ port1: {}, port2: {} }) as MessageChannelMain,
    onClosed: () => void log.push('closed by the person'),
    endLan: () => {
      left.count += 1;
    },
    goesOnElsewhere: async () => {
      log.push('asked where to go on');
      return goesOnElsewhere;
    },
    now: () => Date.now(),
  });
  const latest = (page: string) => windows.findLast((window) => window.page === page) as FakeWindow;
  return { hearth, log, left, windows, latest, crash: () => crashes.at(-1)?.(), stopped: () => stop() };
}

/** A page that has shown itself, so that it can answer. */
export function setUpOpen(goesOnElsewhere = false) {
  const world = setUp(goesOnElsewhere);
  world.hearth.start();
  world.latest('app').webContents.emit('dom-ready');
  world.log.length = 0;
  return world;
}
