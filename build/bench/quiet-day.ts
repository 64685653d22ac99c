/**
 * What a day costs a member on which nobody writes: real engines on one time
 * that is moved by hand, every computer on all day, one meeting place. Rooms,
 * questions to the keeper and frames are counted where the engine hands them to
 * net; what net says of its own accord is counted by net's times and sizes.
 *
 *   lines      the rooms' sockets: upgrade, ping and answer; of whom a server hears, it asks nothing itself (SPEC MT1)
 *   signals    publications, 4 KiB each; everybody in a room gets all of them
 *   channels   frames of sessions, and announcements on the board, which
 *              y-webrtc sends to every peer once from everybody
 *   mailboxes  questions, each on a socket of its own, their answers, and watches
 *
 * Bytes are those of HTTP upgrades and WebSocket frames, both directions. TLS,
 * TCP and IP come on top and are told in a row of their own as an estimate, as
 * is what keeps direct connections alive (ICE's checks, by the count of a real
 * idle one). Not counted: the board's first comparison on a new connection.
 * On a paid day everybody says that their line is paid by the megabyte (SPEC
 * MT6), so that all meet at every half hour and part: the dearest way to spare.
 * Figures are the mean of all members. Whoever let the others in pays more than
 * that: the rooms of used invites stay open until those expire (SPEC LK5), six at most.
 */
import { QUIET_MS } from '../../main/engine/links/paid-visits.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from '../../main/engine/testing/engine-world.ts';
import { admit, found } from '../../main/engine/testing/stories.ts';
import { DEFAULT_BOUNDS } from '../../main/keeper/signalling.ts';
import { PUBLICATION_BYTES } from '../../renderer/net/sealed-signals.ts';
import { LINE_TIMES } from '../../renderer/net/server-line.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { encodeMailAnswer, NO_STORE } from '../../shared/sync/mail-frame.ts';
import { createMemoryKeeper } from '../../shared/testing/memory-keeper.ts';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';
import { type IdleCost, measureIdle } from './idle-connection.ts';
import type { BenchRow, Benchmark } from './row.ts';

const SIZES = [2, 6, 12];
/** With a keeper; paid by the megabyte. */
const KINDS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;
const STEP_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** Bytes of a keeper's ping on a socket that says nothing, up and down. */
const SERVER_PING_BYTES = 2 + 6;
/** Heads of a WebSocket upgrade: what Chromium asks, and what `ws` answers, bytes. */
const UPGRADE_BYTES = 520 + 129;
/** Estimates: a TCP and TLS 1.3 handshake with a certificate; a packet's IP, TCP and TLS, and its acknowledgement. */
const HANDSHAKE_BYTES = 5_000;
const PACKET_BYTES = 62 + 40;
/** An estimate: DTLS and SCTP until a connection is open, and what the boards compare on it, one side's both ways. */
const CONNECT_BYTES = 9_000;
/** How long a connection of a visit lasts: until nothing has passed for a while. */
const VISIT_MS = QUIET_MS + 3_000;
/** Pings on a line that is open for one visit. */
const VISIT_PINGS = 1;
const PING_TEXT = 15;
const PONG_TEXT = 36;

/** A WebSocket message with its head; what a client sends is masked, four bytes more (RFC 6455, 5.2). */
const framed = (bytes: number): number => bytes + (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10);
const masked = (bytes: number): number => framed(bytes) + 4;

/** What kind of day it is. */
interface Kind {
  readonly size: number;
  readonly hasKeeper: boolean;
  readonly isPaid: boolean;
}

/** One member's day on the average. */
interface Day {
  lines: number;
  signals: number;
  channels: number;
  mailboxes: number;
  /** Sockets that were opened, and messages on sockets. */
  sockets: number;
  messages: number;
  /** Peers connected at the end. */
  peers: number;
  /** Lines that were opened. */
  opened: number;
  /** Connections that were made. */
  connections: number;
  /** The highest number of an end of a channel so far. */
  lastChannel: number;
}

async function meet({ size, hasKeeper, isPaid }: Kind): Promise<{ world: World; people: readonly Person[] }> {
  const world = createWorld();
  const keeper = createMemoryKeeper({ now: world.time.clock.now, random: createSeededRandom(size) });
  if (hasKeeper) world.net.mail.keepers.set(SERVER, keeper);
  const people: Person[] = [];
  for (let n = 0; n < size; n += 1) people.push(await world.person(`P${n}`));
  const [host, ...others] = people as [Person, ...Person[]];
  const groupId = await found(host);
  for (const other of others) await admit(world, host, groupId, other);
  if (hasKeeper) unwrap(await host.ask.allowKeeper({ groupId, allowed: true }));
  for (const { name, isOn, ask } of isPaid ? people : []) {
    isOn('hotspot');
    unwrap(await ask.payByMegabyte({ id: `hotspot of ${name}`, isPaid }));
  }
  // Joining is over, and what it left to do.
  world.settle(2 * 3_600_000);
  return { world, people };
}

/** The highest number of an end of a channel that engines spoke on: both ends greet, and are numbered in their order. */
const lastChannelOf = (world: World): number =>
  world.net.told.reduce((last, { message }) => {
    const { payload } = message as { readonly payload: { readonly channelId?: number } };
    return Math.max(last, payload.channelId ?? 0);
  }, 0);

/** What the engines told their nets about boards and mailboxes since the last call. */
function tally(world: World, day: Day, size: number): void {
  const answer = encodeMailAnswer({ type: 'end', store: NO_STORE, last: 0, more: false }).length;
  for (const { message } of world.net.told) {
    const { event, payload } = message as { readonly event: string; readonly payload: Record<string, Uint8Array> };
    if (event === 'roomOpen' && (payload['servers']?.length ?? 0) > 0) {
      day.opened += 1;
    } else if (event === 'boardPut') {
      // Everybody sends it to every peer once.
      day.channels += 2 * size * (size - 1) * (payload['value']?.length ?? 0);
    } else if (event === 'mailGet' || event === 'mailPut') {
      day.mailboxes +=
        UPGRADE_BYTES + masked(payload['request']?.length ?? 0) + framed(event === 'mailGet' ? answer : 2);
      day.sockets += 1;
      day.messages += 2;
    } else if (event === 'mailWatch') {
      day.mailboxes += UPGRADE_BYTES + masked(payload['request']?.length ?? 0);
      day.sockets += 1;
      day.messages += 1;
    }
  }
  day.lastChannel = Math.max(day.lastChannel, lastChannelOf(world));
  world.net.forget();
}

async function quietDay(kind: Kind, idle: IdleCost): Promise<Day> {
  const { size, isPaid } = kind;
  const { world, people } = await meet(kind);
  try {
    const day: Day = {
      lines: 0,
      signals: 0,
      channels: 0,
      mailboxes: 0,
      sockets: 0,
      messages: 0,
      peers: 0,
      opened: 0,
      connections: 0,
      lastChannel: 0,
    };
    const keeper = world.net.mail.keepers.get(SERVER);
    const parcels = (): number => keeper?.counts.gotBytes ?? 0;
    const [framesBefore, parcelsBefore] = [world.net.carriedBytes(), parcels()];
    day.lastChannel = lastChannelOf(world);
    world.net.forget();
    for (let passed = 0; passed < DAY_MS; passed += STEP_MS) {
      world.settle(STEP_MS);
      const before = { opened: day.opened, lastChannel: day.lastChannel };
      tally(world, day, size);
      const opened = day.opened - before.opened;
      const open = people
        .flatMap(({ name }) => world.net.rooms(name))
        .filter(({ servers }) => servers.length > 0).length;
      const pings = open * (STEP_MS / LINE_TIMES.pingMs) + opened * VISIT_PINGS;
      day.lines += opened * UPGRADE_BYTES + pings * (masked(PING_TEXT) + framed(PONG_TEXT));
      day.sockets += opened;
      day.messages += 2 * pings;
      const connected = (day.lastChannel - before.lastChannel) / 2;
      day.connections += 2 * connected;
      const publications = opened + connected * idle.signals;
      // The server passes a publication on to everybody else in the room.
      day.signals += publications * (masked(PUBLICATION_BYTES) + (size - 1) * framed(PUBLICATION_BYTES));
      day.messages += publications * size;
      const watchPings = world.net.mail.watches.size * (STEP_MS / DEFAULT_BOUNDS.pingMs);
      day.mailboxes += watchPings * SERVER_PING_BYTES;
      day.messages += 2 * watchPings;
    }
    day.channels += 2 * (world.net.carriedBytes() - framesBefore);
    day.mailboxes += parcels() - parcelsBefore;
    day.peers = people.reduce((sum, { name }) => sum + world.net.channels(name).length, 0);
    if (!isPaid && day.peers < size * (size - 1)) throw new Error('not everybody is connected');
    return Object.fromEntries(Object.entries(day).map(([key, value]) => [key, value / size])) as unknown as Day;
  } finally {
    world.end();
  }
}

const row = (name: string, value: number, goal: string): BenchRow => ({
  name: `quiet-day/${name}`,
  value: Math.round(value),
  unit: 'bytes',
  against: null,
  ratio: null,
  goal,
  runs: 1,
});

/** See the file's head. */
export const quietDayCost: Benchmark = {
  name: 'quiet-day',
  async run(): Promise<readonly BenchRow[]> {
    await cryptoReady;
    const idle = await measureIdle();
    const rows: BenchRow[] = [];
    for (const size of SIZES) {
      for (const [hasKeeper, isPaid] of KINDS) {
        const name = `${isPaid ? 'paid-' : ''}${hasKeeper ? 'with-keeper' : 'meeting-place'}-${size}`;
        const day = await quietDay({ size, hasKeeper, isPaid }, idle);
        const visited = isPaid ? day.connections * (CONNECT_BYTES + idle.bytesPerDay * (VISIT_MS / DAY_MS)) : 0;
        const { lines, signals, channels, mailboxes } = day;
        rows.push(
          row(name, lines + signals + channels + mailboxes, 'told; the sum of the next four'),
          row(`${name}/lines`, lines, 'a part'),
          row(`${name}/signals`, signals, `a part; ${idle.signals} publications a connection`),
          row(`${name}/channels`, channels, 'a part'),
          row(`${name}/mailboxes`, mailboxes, 'a part'),
          row(
            `${name}/tls-tcp-ip`,
            day.sockets * HANDSHAKE_BYTES + day.messages * PACKET_BYTES,
            `told, an estimate: ${Math.round(day.sockets)} sockets, ${Math.round(day.messages)} messages`,
          ),
          row(
            `${name}/direct-kept-alive`,
            // The count at the end of a paid day falls into a visit.
            isPaid ? visited : day.peers * idle.bytesPerDay,
            `told, an estimate: ${day.peers} connections, ${Math.round(day.connections)} made`,
          ),
        );
      }
    }
    return rows;
  },
};
