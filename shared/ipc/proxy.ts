/** What main and the ui say to each other about the proxy that every socket of this computer goes through. */

/** Longest address of a proxy in characters. */
export const MAX_PROXY_CHARACTERS = 200;

/** The proxy as it is now. */
export interface ProxyView {
  /** `host:port` of a SOCKS5 proxy; null for none. */
  readonly address: string | null;
  /**
   * `answers` and `silent`: whether a SOCKS5 proxy was there when it was asked just now. `unreadable`: what was set cannot
   * be read any more; until it is set anew nothing is contacted, as with a proxy that is silent.
   */
  readonly state: 'off' | 'answers' | 'silent' | 'unreadable';
}
