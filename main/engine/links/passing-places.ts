/**
 * Meeting places that pass: those that members' computers have on a network on
 * which the person lets Hearth look (SPEC LN5–LN9). They are found by beacons,
 * which main carries unread; known only while they are heard, and only for the
 * rooms whose secret their beacon named. Nothing of them is stored.
 */
import { idFromBytes } from '../../../shared/brand.ts';
import { BEACON_SLOTS, makeBeacon, readBeacon } from '../../../shared/group/lan-beacon.ts';
import { dayOf } from '../../../shared/group/rendezvous.ts';
import { MAX_NEARBY } from '../../../shared/ipc/engine-net.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Random } from '../../../shared/ports/random.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import { type Place, chooseNearest, inOrder, placeToServer } from './nearest-places.ts';

/** A beacon is due this often at first, and after that time this often, milliseconds. */
const EAGER_MS = 15_000;
const EAGER_FOR_MS = 2 * 60_000;
const CALM_MS = 60_000;
/** Who was not heard for so long is not there any more, milliseconds: three calm beacons and some. */
const GONE_MS = 4 * 60_000;
/** A place that nobody knew is answered within this time, so that not all answer at once, milliseconds. */
const ANSWER_MS = { least: 200, spread: 800 };
/** Most meeting places that are known for one room; a group has at most 90 devices, and few of them are here. */
const MAX_PLACES = 32;
/** How long a place that did not answer stands behind the others, milliseconds. */
const SILENT_MS = 2 * 60_000;

/** A room as it is known on a network. */
export interface SoughtRoom {
  readonly secret: Uint8Array;
  readonly isCalled: boolean;
}

/** What this is made of. */
export interface PassingPlacesParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Has a beacon sent on the network on which this computer has this address. */
  readonly send: (address: string, beacon: Uint8Array) => void;
  /** Rooms may be elsewhere now. */
  readonly onChange: () => void;
}

/** See the file's head. */
export interface PassingPlaces {
  /** This computer's own meeting places, one for each network on which it may look; none ends it all. */
  setOwn(places: readonly Place[]): void;
  /** Bytes that came from `from` on the network on which this computer has the address `address`. */
  heard(address: string, from: string, beacon: Uint8Array): void;
  /** The rooms of one group that are looked for from now on. */
  seek(group: string, rooms: readonly SoughtRoom[]): void;
  /** Servers for the rooms of a secret: at most two on each network, the same for everybody who hears the same. */
  serversOf(secret: Uint8Array): readonly string[];
  /** Whether Hearth looks on any network. */
  isLooking(): boolean;
  /** Addresses of the computers that were heard for the rooms of a secret. */
  nearbyOf(secret: Uint8Array): readonly string[];
  /** Whether a server that was given out answers. */
  answers(server: string, isAnswering: boolean): void;
  /** What a person is told about a group; null while Hearth looks on no network. */
  view(group: string): { readonly places: number; readonly lastHeardAt: number | null } | null;
  stop(): void;
}

interface Network {
  readonly own: Place;
  readonly since: number;
  /** When the next beacon is due. */
  dueAt: number;
}

interface Heard extends Place {
  /** The own address on that network. */
  readonly network: string;
  at: number;
}

/** Bytes of an IPv4 address that was checked at the door. */
const addressBytes = (address: string): Uint8Array => Uint8Array.from(address.split('.'), Number);

/** Starts without a network. */
export function createPassingPlaces(parts: PassingPlacesParts): PassingPlaces {
  const { clock, timers, random } = parts;
  const networks = new Map<string, Network>();
  const sought = new Map<string, readonly SoughtRoom[]>();
  /** By the room's secret, then by server. */
  const heardBySecret = new Map<string, Map<string, Heard>>();
  /** Since when a server is known not to answer. */
  const silentSince = new Map<string, number>();
  /** Servers that were given out last, by the room's secret. */
  const given = new Map<string, readonly string[]>();
  const lastHeardAt = new Map<string, number>();
  let stopTimer: StopTimer = () => {};

  const now = (): number => timers.steadyNow();
  const nameOf = (secret: Uint8Array): string => idFromBytes(secret);
  /** A number from 0 up to but not including 1. */
  const chance = (): number => random.bytes(1).reduce((_, byte) => byte / 256, 0);

  function secrets(isWanted: (room: SoughtRoom) => boolean): readonly Uint8Array[] {
    const found = new Map<string, Uint8Array>();
    for (const rooms of sought.values()) {
      for (const room of rooms) if (isWanted(room)) found.set(nameOf(room.secret), room.secret);
    }
    return [...found.values()];
  }

  /** At most as many as a beacon has slots, others the next time. */
  function drawn(from: readonly Uint8Array[]): readonly Uint8Array[] {
    if (from.length <= BEACON_SLOTS) return from;
    const lots = from.map((secret) => ({ secret, lot: idFromBytes(random.bytes(8)) }));
    return lots
      .sort((a, b) => (a.lot < b.lot ? -1 : 1))
      .slice(0, BEACON_SLOTS)
      .map(({ secret }) => secret);
  }

  function call(network: Network): void {
    const { own, since } = network;
    const pause = now() - since < EAGER_FOR_MS ? EAGER_MS : CALM_MS;
    network.dueAt = now() + pause * (0.9 + chance() / 5);
    const place = { address: addressBytes(own.address), port: own.port };
    const day = dayOf(clock.now());
    parts.send(own.address, makeBeacon(drawn(secrets((room) => room.isCalled)), day, place, random));
  }

  /** Calls on each network whose beacon is due, forgets who is gone, and sees to it that it comes again. */
  function work(): void {
    for (const network of networks.values()) if (network.dueAt <= now()) call(network);
    let isChanged = false;
    for (const places of heardBySecret.values()) {
      for (const [server, { at }] of places) {
        if (now() - at < GONE_MS) continue;
        places.delete(server);
        isChanged = true;
      }
    }
    const givenNow = new Set([...given.values()].flat());
    for (const [server, since] of silentSince) {
      // One that is in use says by itself when it answers.
      if (now() - since >= SILENT_MS && !givenNow.has(server)) {
        silentSince.delete(server);
        isChanged = true;
      }
    }
    arm();
    if (isChanged) parts.onChange();
  }

  function arm(): void {
    stopTimer();
    if (networks.size === 0) return;
    const next = Math.min(...[...networks.values()].map(({ dueAt }) => dueAt));
    stopTimer = timers.after(Math.max(0, next - now()), work);
  }

  /** Lets all beacons come soon. */
  function callSoon(network: Network): void {
    network.dueAt = Math.min(network.dueAt, now() + ANSWER_MS.least + chance() * ANSWER_MS.spread);
    arm();
  }

  function isOwn(address: string, port: number): boolean {
    return [...networks.values()].some(({ own }) => own.address === address && own.port === port);
  }

  function note(secret: Uint8Array, heard: Heard): 'new' | 'known' | 'full' {
    const places = heardBySecret.get(nameOf(secret)) ?? new Map<string, Heard>();
    heardBySecret.set(nameOf(secret), places);
    const server = placeToServer(heard);
    const isKnown = places.has(server);
    if (!isKnown && places.size >= MAX_PLACES) return 'full';
    places.set(server, heard);
    return isKnown ? 'known' : 'new';
  }

  const placesOf = (secret: Uint8Array): readonly Heard[] => [...(heardBySecret.get(nameOf(secret))?.values() ?? [])];

  return {
    setOwn(places) {
      for (const [address, { own }] of [...networks]) {
        if (places.some((place) => place.address === address && place.port === own.port)) continue;
        networks.delete(address);
        for (const heard of heardBySecret.values()) {
          for (const [server, { network }] of heard) if (network === address) heard.delete(server);
        }
      }
      for (const own of places) {
        if (!networks.has(own.address)) networks.set(own.address, { own, since: now(), dueAt: now() });
      }
      if (networks.size === 0) {
        silentSince.clear();
        lastHeardAt.clear();
      }
      arm();
      parts.onChange();
    },
    heard(address, from, beacon) {
      const network = networks.get(address);
      if (!network) return;
      const asked = secrets(() => true);
      let isNew = false;
      for (const { index, port } of readBeacon(beacon, asked, dayOf(clock.now()), addressBytes(from))) {
        const secret = asked[index];
        if (!secret || isOwn(from, port)) continue;
        const noted = note(secret, { address: from, port, network: address, at: now() });
        if (noted === 'full') continue;
        lastHeardAt.set(nameOf(secret), clock.now());
        if (noted === 'new') isNew = true;
      }
      if (!isNew) return;
      callSoon(network);
      parts.onChange();
    },
    seek(group, rooms) {
      const before = new Set(secrets((room) => room.isCalled).map(nameOf));
      if (rooms.length === 0) sought.delete(group);
      else sought.set(group, rooms);
      const wanted = new Set(secrets(() => true).map(nameOf));
      for (const known of [heardBySecret, given, lastHeardAt])
        for (const name of [...known.keys()]) if (!wanted.has(name)) known.delete(name);
      const isCallingMore = secrets((room) => room.isCalled).some((secret) => !before.has(nameOf(secret)));
      if (isCallingMore) for (const network of networks.values()) callSoon(network);
    },
    serversOf(secret) {
      const others = placesOf(secret);
      const servers = inOrder([...networks.values()].map(({ own }) => own)).flatMap((own) =>
        chooseNearest(
          own,
          others.filter(({ network }) => network === own.address),
          (server) => silentSince.has(server),
        ),
      );
      given.set(nameOf(secret), servers);
      return servers;
    },
    isLooking: () => networks.size > 0,
    nearbyOf: (secret) => [...new Set(inOrder(placesOf(secret)).map(({ address }) => address))].slice(0, MAX_NEARBY),
    answers(server, isAnswering) {
      if (isAnswering ? !silentSince.delete(server) : silentSince.has(server)) return;
      const isOther = [...heardBySecret.values()].some((places) => places.has(server));
      if (!isAnswering && !isOther) return;
      if (!isAnswering) silentSince.set(server, now());
      parts.onChange();
    },
    view(group) {
      if (networks.size === 0) return null;
      const names = [...new Set((sought.get(group) ?? []).map(({ secret }) => nameOf(secret)))];
      const places = new Set(names.flatMap((name) => [...(heardBySecret.get(name)?.keys() ?? [])]));
      const times = names.flatMap((name) => lastHeardAt.get(name) ?? []);
      return { places: places.size, lastHeardAt: times.length === 0 ? null : Math.max(...times) };
    },
    stop() {
      networks.clear();
      stopTimer();
    },
  };
}
