/**
 * On which networks Hearth looks for members, as the person said (SPEC LN12):
 * main starts the hub with the first one, ends it with the last, and passes on
 * what hub and engine tell each other, unread. Nothing of it is kept.
 */
import type * as v from 'valibot';
import { type hubToMain, type lanFromEngine, type lanRequests, MAX_NETWORKS } from '../../shared/ipc/lan-links.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { err, ok } from '../../shared/result.ts';
import type { LanSide } from './engine-process.ts';
import type { HubProcess } from './hub-process.ts';
import type { Network } from './networks.ts';

/** How often this computer's networks are looked at, once somebody asked for them, milliseconds. */
const LOOK_MS = 5_000;

/** What this is made of. */
export interface LanParts {
  readonly startHub: (hears: HubHears) => HubProcess;
  /** The networks of now. */
  readonly networks: () => readonly Network[];
  /** False while everything has to go through a proxy, which what is said on a network does not. */
  readonly mayLook: () => boolean;
  /** The engine of now. */
  readonly engine: () => LanSide | null;
  /** Tells the ui that something changed. */
  readonly onChange: () => void;
  /** Runs `work` again and again; the answer ends it. */
  readonly every: (ms: number, work: () => void) => () => void;
}

/** What a hub tells. */
export interface HubHears {
  readonly opened: (place: v.InferOutput<typeof hubToMain.opened>) => void;
  readonly failed: (what: v.InferOutput<typeof hubToMain.failed>) => void;
  readonly heard: (heard: v.InferOutput<typeof hubToMain.heard>) => void;
  /** It ended without being ended. */
  readonly crashed: () => void;
}

interface Allowed {
  readonly network: Network;
  state: 'starting' | 'looking' | 'failed';
  /** Of the meeting place, once it is open. */
  port: number | null;
}

/** See the file's head. */
export class Lan {
  readonly #parts: LanParts;
  readonly #allowed = new Map<string, Allowed>();
  #hub: HubProcess | null = null;
  #stopLooking: (() => void) | null = null;
  #isLooking = false;
  /** Networks as they were told last. */
  #told = '';

  constructor(parts: LanParts) {
    this.#parts = parts;
  }

  /** Answers to the ui. */
  readonly handlers: Handlers<typeof lanRequests> = {
    listNetworks: () => {
      this.#stopLooking ??= this.#parts.every(LOOK_MS, () => this.#look());
      const networks = this.#parts.networks();
      this.#told = namesOf(networks);
      return ok(
        networks.map(({ id, device, address }) => ({
          id,
          device,
          address,
          state: this.#allowed.get(id)?.state ?? 'off',
        })),
      );
    },
    lookOnNetwork: ({ id }) => {
      const network = this.#parts.networks().find((one) => one.id === id);
      if (network === undefined) return err({ tag: 'NetworkGone' });
      if (!this.#parts.mayLook()) return err({ tag: 'NetworkProxied' });
      const before = this.#allowed.get(id);
      if (before !== undefined && before.state !== 'failed') return ok(null);
      if (before === undefined && this.#allowed.size >= MAX_NETWORKS) return err({ tag: 'TooManyNetworks' });
      this.#allowed.set(id, { network, state: 'starting', port: null });
      this.#hub ??= this.#startHub();
      this.#hub.open(network);
      this.#parts.onChange();
      return ok(null);
    },
    leaveNetwork: ({ id }) => {
      this.#leave(id);
      this.#parts.onChange();
      return ok(null);
    },
  };

  /**
   * True from the first beacon on: by then the engine has told net to keep this
   * computer's addresses to itself.
   */
  get isLooking(): boolean {
    return this.#isLooking;
  }

  /** The engine has a beacon for a network. */
  send(beacon: v.InferOutput<typeof lanFromEngine.sendBeacon>): void {
    if (!this.#isLookingOn(beacon.address)) return;
    this.#isLooking = true;
    this.#hub?.send(beacon);
  }

  /** Looks on no network any more, and forgets where it was allowed to. */
  end(): void {
    this.#stopLooking?.();
    this.#stopLooking = null;
    this.#allowed.clear();
    this.#endHub();
  }

  #endHub(): void {
    this.#isLooking = false;
    this.#hub?.end();
    this.#hub = null;
  }

  #startHub(): HubProcess {
    const hub: HubProcess = this.#parts.startHub({
      opened: ({ address, port }) => this.#settle(hub, address, { state: 'looking', port }),
      failed: ({ address }) => this.#settle(hub, address, { state: 'failed', port: null }),
      heard: (heard) => {
        if (this.#hub === hub && this.#isLookingOn(heard.address)) this.#parts.engine()?.heard(heard);
      },
      crashed: () => {
        if (this.#hub !== hub) return;
        this.#hub = null;
        this.#isLooking = false;
        for (const allowed of this.#allowed.values()) Object.assign(allowed, { state: 'failed', port: null });
        this.#tellPlaces();
        this.#parts.onChange();
      },
    });
    return hub;
  }

  #isLookingOn(address: string): boolean {
    return [...this.#allowed.values()].some((one) => one.network.address === address && one.state === 'looking');
  }

  #settle(hub: HubProcess, address: string, now: Pick<Allowed, 'state' | 'port'>): void {
    const allowed = [...this.#allowed.values()].find((one) => one.network.address === address);
    if (this.#hub !== hub || allowed === undefined) return;
    Object.assign(allowed, now);
    this.#tellPlaces();
    this.#parts.onChange();
  }

  #tellPlaces(): void {
    const places = [...this.#allowed.values()].flatMap(({ network: { address }, port }) =>
      port === null ? [] : [{ address, port }],
    );
    this.#parts.engine()?.ownPlaces(places);
  }

  #leave(id: string): void {
    const allowed = this.#allowed.get(id);
    if (allowed === undefined) return;
    this.#allowed.delete(id);
    this.#hub?.close(allowed.network.address);
    if (this.#allowed.size === 0) this.#isLooking = false;
    this.#tellPlaces();
    if (this.#allowed.size === 0) this.#endHub();
  }

  /** A network that is not what it was is another one, on which nobody said yes. */
  #look(): void {
    const networks = this.#parts.networks();
    for (const id of [...this.#allowed.keys()]) if (!networks.some((one) => one.id === id)) this.#leave(id);
    if (namesOf(networks) === this.#told) return;
    this.#told = namesOf(networks);
    this.#parts.onChange();
  }
}

const namesOf = (networks: readonly Network[]): string => networks.map(({ id }) => id).join('\n');
