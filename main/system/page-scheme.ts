/** Serves the build's pages under our own scheme, and shuts every other way out of a page's session. */
import { readFile } from 'node:fs/promises';
import { protocol, type Session, session } from 'electron';
import { APP_SCHEME } from '../../shared/ipc/bridge.ts';
import { type PageName, pageFile } from './page-files.ts';
import { isAllowedAddress, pageHeaders } from './policies.ts';

/**
 * Partition of each page. What the ui shows stays in memory; the net page's is on disk, since y-indexeddb keeps the
 * boards there (sealed announcements under opaque names).
 */
export const PARTITIONS: Readonly<Record<PageName, string>> = {
  app: 'hearth-app',
  net: 'persist:hearth-net',
  calendar: 'calendar',
};

/** Makes the scheme one with origins and WebCrypto. Has to run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * The session of a page, guarded. Call once for each page when the app is ready.
 * `mayKnowNetworks`: whether WebRTC in it may use each of this computer's
 * networks at this moment. Chromium asks for that as whether the page has the
 * microphone; without it, it uses the way to the internet alone, which a cable
 * between two computers is not (SPEC LN15). Asking for a microphone is refused
 * all the same.
 */
export function openPageSession(
  page: PageName,
  pagesFolder: string,
  withDevTools: boolean,
  mayKnowNetworks: () => boolean = () => false,
): Session {
  const pageSession = session.fromPartition(PARTITIONS[page]);
  pageSession.protocol.handle(APP_SCHEME, async (request) => {
    const file = request.method === 'GET' ? pageFile(page, request.url, pagesFolder) : null;
    const body = file === null ? null : await readFile(file.path).catch(() => null);
    if (file === null || body === null) return new Response(null, { status: 404, headers: pageHeaders(page) });
    return new Response(new Uint8Array(body), { headers: { ...pageHeaders(page), 'content-type': file.type } });
  });
  pageSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isAllowedAddress(page, details.url, withDevTools) });
  });
  pageSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  pageSession.setPermissionCheckHandler((_contents, permission) => permission === 'media' && mayKnowNetworks());
  pageSession.setDevicePermissionHandler(() => false);
  pageSession.on('will-download', (event) => event.preventDefault());
  // Chromium would fetch dictionaries from a third party.
  pageSession.setSpellCheckerEnabled(false);
  pageSession.setSpellCheckerLanguages([]);
  return pageSession;
}
