/**
 * The proxy of this computer (SPEC RN6): everything that a page contacts goes
 * through it or nowhere. Chromium is given one proxy and no way around it, so
 * that a proxy that is silent means silence; WebRTC may send nothing that does
 * not go through it, which is as good as no direct connections.
 */
import type { Session } from 'electron';
import type { ProxyView } from '../../shared/ipc/proxy.ts';
import { ok, type Result } from '../../shared/result.ts';
import { checkProxy, readProxy, writeProxy } from './proxy-file.ts';

/** Where nobody listens: what a setting that cannot be read stands for. Port 1 of this computer. */
const NOWHERE = '127.0.0.1:1';

/** What it is made of. */
export interface ProxyParts {
  readonly path: string;
  readonly sessions: readonly Pick<Session, 'setProxy' | 'closeAllConnections'>[];
  readonly probe: (address: string) => Promise<'answers' | 'silent'>;
  /** Ends the net page with all its connections; another one takes its place. */
  readonly renewNet: () => void;
}

/** See the file's head. */
export class ProxyLine {
  readonly #parts: ProxyParts;
  #address: string | null | 'unreadable';

  constructor(parts: ProxyParts) {
    this.#parts = parts;
    this.#address = readProxy(parts.path);
  }

  /** Whether everything goes through a proxy, there or not. */
  get isOn(): boolean {
    return this.#address !== null;
  }

  /** Has to be over before any page is opened. */
  async apply(): Promise<void> {
    const address = this.#address === 'unreadable' ? NOWHERE : this.#address;
    const config =
      address === null
        ? ({ mode: 'direct' } as const)
        : // Without the last part Chromium would go to this computer's own ports past the proxy.
          ({ mode: 'fixed_servers', proxyRules: `socks5://${address}`, proxyBypassRules: '<-loopback>' } as const);
    for (const session of this.#parts.sessions) {
      await session.setProxy(config);
      await session.closeAllConnections();
    }
  }

  /** Sets another, or none; what is open is closed. Throws what the disk throws; then all is as before. */
  async change(text: string | null): Promise<Result<ProxyView, { readonly tag: 'ProxyAddressInvalid' }>> {
    const checked = text === null ? ok(null) : checkProxy(text);
    if (!checked.ok) return checked;
    writeProxy(this.#parts.path, checked.value);
    this.#address = checked.value;
    await this.apply();
    this.#parts.renewNet();
    return ok(await this.view());
  }

  /** How it is now; asks the proxy itself. */
  async view(): Promise<ProxyView> {
    if (this.#address === null) return { address: null, state: 'off' };
    if (this.#address === 'unreadable') return { address: null, state: 'unreadable' };
    return { address: this.#address, state: await this.#parts.probe(this.#address) };
  }
}
