/**
 * What a page finds in its window: one frozen object from the preload, and one
 * MessagePort to the engine that comes as a window message. Main, preloads and
 * pages all take the words from here.
 */
import type { Client } from './rpc.ts';
import type { mainToUi, uiToMain } from './main-links.ts';

/** Scheme of every page of the app; registered as standard and secure, so that pages have an origin and WebCrypto. */
export const APP_SCHEME = 'app';
/** Origin of the ui: the only one whose main frame may ask main for anything. */
export const UI_ORIGIN = `${APP_SCHEME}://hearth`;
/** Origin of the net page; it asks main for nothing. */
export const NET_ORIGIN = `${APP_SCHEME}://net`;

/** Origin of the calendar that stands in the app's place; it asks main for one thing, by one channel. */
export const CALENDAR_ORIGIN = `${APP_SCHEME}://calendar`;

/** ipc channel of the calendar's one word, which carries nothing: bring the app back. */
export const COME_BACK = 'calendar:back';

/** `window.calendar` in the calendar. */
export interface CalendarBridge {
  /** Leads back to the lock screen. */
  readonly back: () => void;
}

/**
 * `data` of the window message that carries the port to the engine. It comes
 * after the page's scripts ran once (`dom-ready`), so the page sets its listener
 * at the top of its first module; and it comes **again**, with a new port,
 * whenever engine or page were started anew: the page then drops the old port
 * and starts from the engine's `status`.
 */
export const ENGINE_PORT = 'hearth:engine-port';

/** ipc channel of a request of the table `uiToMain`. */
export const requestChannel = (name: string): string => `hearth:ask:${name}`;
/** ipc channel of an event of the table `mainToUi`. */
export const eventChannel = (name: string): string => `hearth:tell:${name}`;

/** `window.hearth` in the ui. */
export interface UiBridge {
  /** Requests to main, named as in `uiToMain`. */
  readonly ask: Client<typeof uiToMain>;
  /** Sets the listener of an event of `mainToUi`; the answer takes it away again. */
  readonly hear: (event: keyof typeof mainToUi, listener: () => void) => () => void;
}

/** The one message that is a port to the engine: from this very window, with exactly one port. */
export function enginePortOf<P>(
  message: { readonly data: unknown; readonly origin: string; readonly source: unknown; readonly ports: readonly P[] },
  page: { readonly window: unknown; readonly origin: string },
): P | null {
  if (message.source !== page.window || message.origin !== page.origin || message.data !== ENGINE_PORT) return null;
  return message.ports.length === 1 ? (message.ports[0] ?? null) : null;
}
