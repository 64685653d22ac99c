/** Which file stands behind an address of our own scheme: a strict map, from what the build made and nothing else. */
import { join } from 'node:path';
import { CALENDAR_ORIGIN, NET_ORIGIN, UI_ORIGIN } from '../../shared/ipc/bridge.ts';

/** The pages of the app, each with an origin, a folder in the build and a session of its own. */
export type PageName = 'app' | 'net' | 'calendar';
export const PAGES = {
  app: { origin: UI_ORIGIN, start: 'index.html' },
  net: { origin: NET_ORIGIN, start: 'net.html' },
  calendar: { origin: CALENDAR_ORIGIN, start: 'calendar.html' },
} as const;

/** Address that a page's window opens. */
export const startAddress = (page: PageName): string => `${PAGES[page].origin}/${PAGES[page].start}`;

/** Kinds of files in a build; others are not served. */
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
};
/** One part of a path: no dot at its start, so neither `..` nor hidden files. */
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** Path of the file in `pagesFolder` and its type, or null when there is nothing at this address for this page. */
export function pageFile(page: PageName, address: string, pagesFolder: string): { path: string; type: string } | null {
  const { origin, start } = PAGES[page];
  if (!address.startsWith(`${origin}/`)) return null;
  // Taken from the text, not from a parsed URL, which would have resolved `..` and decoded percent signs already.
  const [path = ''] = address.slice(origin.length + 1).split(/[?#]/, 1);
  const parts = (path === '' ? start : path).split('/');
  const type = TYPES[/\.([a-z0-9]+)$/.exec(parts.at(-1) ?? '')?.[1] ?? ''];
  if (type === undefined || parts.length > 4 || !parts.every((part) => PART.test(part))) return null;
  return { path: join(pagesFolder, page, ...parts), type };
}
