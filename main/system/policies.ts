/** What each page may do, as the headers of every answer and as the list of addresses that its session may ask for. */
import { PAGES, type PageName } from './page-files.ts';

const COMMON = {
  'default-src': "'none'",
  'script-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
} as const;

const CONTENT_POLICY: Readonly<Record<PageName, Readonly<Record<string, string>>>> = {
  app: { ...COMMON, 'style-src': "'self'", 'img-src': "'self' blob:", 'font-src': "'self'", 'connect-src': "'none'" },
  // WebRTC is not under connect-src; the peers' connections ask no server (renderer/net/peer.ts).
  net: { ...COMMON, 'connect-src': 'ws: wss:' },
  calendar: { ...COMMON, 'style-src': "'self'" },
};

/** Headers of every file of a page. */
export function pageHeaders(page: PageName): Readonly<Record<string, string>> {
  return {
    'content-security-policy': Object.entries(CONTENT_POLICY[page])
      .map(([directive, value]) => `${directive} ${value}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // Chromium lets a page that has the microphone use every network of the computer; no page ever has one (SPEC LN15).
    'permissions-policy': `camera=(), microphone=(${page === 'net' ? 'self' : ''}), geolocation=(), display-capture=(), clipboard-read=()`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

/**
 * Whether a page's session may ask for an address at all, whoever asks. `withDevTools` is for builds that are not
 * packaged.
 */
export function isAllowedAddress(page: PageName, address: string, withDevTools: boolean): boolean {
  const { origin } = PAGES[page];
  if (address.startsWith(`${origin}/`)) return true;
  if (page === 'app' && address.startsWith(`blob:${origin}/`)) return true;
  if (page === 'net' && /^wss?:\/\//.test(address)) return true;
  return withDevTools && address.startsWith('devtools://');
}
