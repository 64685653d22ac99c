/**
 * A network for simulations: links between named nodes, a FIFO queue per
 * direction, and a seeded choice of which queue moves next. Nothing happens
 * between steps, there is no timer, and the same seed gives the same log.
 */
import type { SeededRandom } from './seeded-random.ts';

/** One node's end of a link, open until it is closed or cut. */
export interface SimEnd {
  /** Different for every end of every link there ever was. */
  readonly channelId: number;
  readonly peerName: string;
  /** True at exactly one of the two ends. */
  readonly initiator: boolean;
  /** 32 bytes each; what DTLS fingerprints are to a data channel. */
  readonly localFingerprint: Uint8Array;
  readonly remoteFingerprint: Uint8Array;
  send(frame: Uint8Array): void;
  /** Closes in good order: what was sent before still arrives. */
  close(): void;
}

/** What a node does about its links. */
export interface SimNode {
  readonly name: string;
  channelOpened(end: SimEnd): void;
  frameArrived(channelId: number, frame: Uint8Array): void;
  bytesDrained(channelId: number, bytes: number): void;
  channelClosed(channelId: number): void;
}

/** What may happen to a frame on its way: an empty list loses it, two entries double it. */
export type Tamper = (frame: Uint8Array, from: string, to: string) => readonly Uint8Array[];

/** The network and its hands. */
export interface SimNetwork {
  /** Connects two nodes; both hear of it at once. Several links between the same two may exist. */
  link(a: SimNode, b: SimNode): void;
  /** Breaks all links between two nodes: what is in flight is lost and both hear of it. */
  cut(a: string, b: string): void;
  /** Breaks every link of a node. With `silently` the node itself is not told: it has died. */
  isolate(name: string, silently?: boolean): void;
  isLinked(a: string, b: string): boolean;
  /** Delivers one frame, or one closing, of a queue chosen by chance; false when nothing is in flight. */
  step(): boolean;
  /** Steps until nothing is in flight. Throws after `maxSteps`: something talks for ever. */
  settle(maxSteps: number): number;
  /** Replaces what happens to frames from here on; null for nothing. */
  tamper(change: Tamper | null): void;
  /** What happened, one line each. */
  readonly log: readonly string[];
  /** Frames and bytes that were delivered. */
  readonly traffic: { readonly frames: number; readonly bytes: number };
}

interface Side {
  readonly node: SimNode;
  readonly channelId: number;
  /** On the way to this side. `null` is the closing of the other side. */
  readonly queue: (Uint8Array | null)[];
}
interface Link {
  readonly sides: readonly [Side, Side];
  open: boolean;
}

/** An empty network that takes its chance from `random`. */
export function createSimNetwork(random: SeededRandom): SimNetwork {
  let links: Link[] = [];
  let channels = 0;
  let change: Tamper | null = null;
  const log: string[] = [];
  const traffic = { frames: 0, bytes: 0 };

  const nextChannel = (): number => {
    channels += 1;
    return channels;
  };
  const joins = (link: Link, a: string, b: string): boolean => {
    const names = link.sides.map((side) => side.node.name);
    return names.includes(a) && names.includes(b) && a !== b;
  };

  function breakLink(link: Link, deadName: string | null): void {
    link.open = false;
    links = links.filter((other) => other !== link);
    for (const side of link.sides) {
      side.queue.length = 0;
      if (side.node.name !== deadName) side.node.channelClosed(side.channelId);
    }
  }

  function endOf(
    link: Link,
    own: Side,
    peer: Side,
    prints: readonly [Uint8Array, Uint8Array],
    initiator: boolean,
  ): SimEnd {
    let closed = false;
    return {
      channelId: own.channelId,
      peerName: peer.node.name,
      initiator,
      localFingerprint: prints[0],
      remoteFingerprint: prints[1],
      send(frame) {
        if (closed || !link.open) return;
        const arriving = change ? change(frame, own.node.name, peer.node.name) : [frame];
        peer.queue.push(...arriving);
      },
      close() {
        if (closed || !link.open) return;
        closed = true;
        own.queue.length = 0;
        peer.queue.push(null);
      },
    };
  }

  function deliver(link: Link, to: Side, from: Side): void {
    const frame = to.queue.shift();
    if (frame === undefined) return;
    if (frame === null) {
      log.push(`${from.node.name} closed to ${to.node.name}`);
      breakLink(link, from.node.name);
      return;
    }
    traffic.frames += 1;
    traffic.bytes += frame.length;
    log.push(`${from.node.name} > ${to.node.name} ${frame[0]?.toString(16)} ${frame.length}`);
    to.node.frameArrived(to.channelId, frame);
    if (link.open) from.node.bytesDrained(from.channelId, frame.length);
  }

  function step(): boolean {
    const due = links.flatMap((link) =>
      ([0, 1] as const).filter((side) => link.sides[side].queue.length > 0).map((side) => ({ link, side })),
    );
    if (due.length === 0) return false;
    const { link, side } = random.pick(due);
    deliver(link, link.sides[side], link.sides[side === 0 ? 1 : 0]);
    return true;
  }

  return {
    link(a, b) {
      const first: Side = { node: a, channelId: nextChannel(), queue: [] };
      const second: Side = { node: b, channelId: nextChannel(), queue: [] };
      const link: Link = { sides: [first, second], open: true };
      links.push(link);
      log.push(`link ${a.name} ${b.name}`);
      const prints = [random.bytes(32), random.bytes(32)] as const;
      a.channelOpened(endOf(link, first, second, prints, true));
      b.channelOpened(endOf(link, second, first, [prints[1], prints[0]], false));
    },
    cut(a, b) {
      log.push(`cut ${a} ${b}`);
      for (const link of links.filter((one) => joins(one, a, b))) breakLink(link, null);
    },
    isolate(name, silently = false) {
      log.push(`isolate ${name}`);
      for (const link of links.filter((one) => one.sides.some((side) => side.node.name === name))) {
        breakLink(link, silently ? name : null);
      }
    },
    isLinked: (a, b) => links.some((link) => joins(link, a, b)),
    step,
    settle(maxSteps) {
      for (let steps = 0; steps < maxSteps; steps += 1) if (!step()) return steps;
      throw new Error(`still talking after ${maxSteps} steps:\n${log.slice(-20).join('\n')}`);
    },
    tamper(next) {
      change = next;
    },
    log,
    traffic,
  };
}
