/** Networks without sockets: engines that look on one hear each other's beacons. */
import { BEACON_BYTES } from '../../../shared/ipc/lan-links.ts';
import type { Engine } from '../create-engine.ts';
import type { Place } from '../links/nearest-places.ts';

/** See the file's head. */
export interface FakeLan {
  /** Somebody's engine has a beacon for the network on which they have this address. */
  send(name: string, address: string, beacon: Uint8Array): void;
  /** This person looks on a network, with a meeting place of their own there; null for no more. */
  look(name: string, place: Place | null): void;
  /** Hands bytes to a person's engine as if they came from `from`. */
  inject(name: string, from: string, beacon: Uint8Array): void;
  /** Delivers one beacon; false when none is on its way. */
  step(): boolean;
  /** Every beacon so far. */
  readonly sent: readonly { readonly name: string; readonly beacon: Uint8Array }[];
}

/** Starts with nobody on it. All addresses with the same first three numbers are on one network. */
export function createFakeLan(engines: ReadonlyMap<string, Engine>): FakeLan {
  const looking = new Map<string, Place>();
  const queue: (() => void)[] = [];
  const sent: { name: string; beacon: Uint8Array }[] = [];
  const networkOf = (address: string): string => address.split('.').slice(0, 3).join('.');
  return {
    send(name, address, beacon) {
      if (beacon.length !== BEACON_BYTES) throw new Error(`a beacon of ${beacon.length} bytes`);
      sent.push({ name, beacon });
      for (const [other, place] of looking) {
        if (networkOf(place.address) !== networkOf(address)) continue;
        queue.push(() => engines.get(other)?.heardOnNetwork(place.address, address, beacon.slice()));
      }
    },
    look(name, place) {
      if (place) looking.set(name, place);
      else looking.delete(name);
      engines.get(name)?.ownPlaces(place ? [place] : []);
    },
    inject(name, from, beacon) {
      const place = looking.get(name);
      if (place) engines.get(name)?.heardOnNetwork(place.address, from, beacon);
    },
    step() {
      const next = queue.shift();
      next?.();
      return next !== undefined;
    },
    sent,
  };
}
