/**
 * Networks as data: which computers stand at which place, what kind of router is between a place and the internet, and
 * how good its line is. `Network.wire` makes one of them real.
 */

/** How a router hands out its own ports (RFC 4787). Both let nothing in that was not asked for. */
export type NatKind =
  /** One port outside for one port inside, whoever it talks to: what was learned from a STUN server holds for peers. */
  | 'cone'
  /** Another port for every far end: what was learned from a STUN server is of no use to peers. */
  | 'symmetric';

/** The line between a router and the internet, in both directions. */
export interface Line {
  /** Every packet is kept for so long, each way, milliseconds. */
  readonly delayMs: number;
  /** Of a hundred packets so many are lost at random, each way. */
  readonly lossPercent: number;
}

/** One home: a switch with computers on it, and perhaps a router. */
export interface Place {
  readonly computers: readonly string[];
  /** Null where there is no way out at all. */
  readonly router: { readonly nat: NatKind; readonly line?: Line } | null;
}

/** A whole network. A computer that stands nowhere has no cable. */
export interface Topology {
  readonly places: readonly Place[];
}

/** Computers on one switch, with no route anywhere. */
export const lan = (...computers: readonly string[]): Topology => ({ places: [{ computers, router: null }] });

/** Computers behind one router. */
export const oneRouter = (computers: readonly string[], nat: NatKind = 'cone'): Topology => ({
  places: [{ computers, router: { nat } }],
});

/** Each computer behind a router of its own; the `line` is the first one's. */
export const ownRouters = (computers: readonly string[], kind: NatKind, line?: Line): Topology => ({
  places: computers.map((name, i) => ({
    computers: [name],
    router: { nat: kind, ...(i === 0 && line !== undefined ? { line } : {}) },
  })),
});
