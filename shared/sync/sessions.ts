/**
 * All channels of one group: hands events to the right session and passes on
 * what one session's peer brought to the others. The engine drives one of
 * these per group; so does the simulation. Deterministic: no clock, no timer.
 */
import type { DeviceId } from '../brand.ts';
import type { ByeTag } from './bye.ts';
import type { AuthenticatedPeer } from './handshake.ts';
import { MAX_PEERS } from './message.ts';
import { createNonceMemory, type NonceMemory, type PeerDirectory } from './peer-directory.ts';
import { nextWakeAt, openSession, stepSession } from './session.ts';
import type { SessionDoors, SessionEffect, SessionEvent, SessionSetup, SessionState, Step } from './session-state.ts';
import type { SyncSource } from './sync-source.ts';
import type { TravelKind } from './travel.ts';
import { createWantLedger } from './want-ledger.ts';

/** Channels whose peer is not known yet (HP1 §10). */
export const MAX_PENDING = 8;

/** An effect and the channel it concerns. `released` and `evidence` are dealt with here and do not come out. */
export interface ChannelEffect {
  readonly channelId: number;
  readonly effect: SessionEffect;
}

/** An authenticated peer on an open channel. */
export interface ConnectedPeer {
  readonly channelId: number;
  readonly peer: AuthenticatedPeer;
  /** False for an applicant, and for a peer that has yet to prove itself by the log. */
  readonly serving: boolean;
}

/**
 * The sessions of one group. Every call returns what is to be done, in order.
 * A call from inside another one (a replica's change callback, say) throws: it
 * would work on states that are being replaced. When the replica throws (a full
 * disk), the event is lost and the session is as it was: what was asked for is
 * asked for again in time.
 */
export interface Sessions {
  /** A channel opened. Above 12 peers or 8 unknown ones it is refused with BYE. */
  open(setup: SessionSetup, now: number): readonly ChannelEffect[];
  frame(channelId: number, frame: Uint8Array, now: number): readonly ChannelEffect[];
  drained(channelId: number, bytes: number, now: number): readonly ChannelEffect[];
  channelClosed(channelId: number, now: number): readonly ChannelEffect[];
  /** The replica changed by a local write (or through another path): every peer is offered it. */
  changed(now: number): readonly ChannelEffect[];
  /** Due at `nextWakeAt()`. */
  tick(now: number): readonly ChannelEffect[];
  /** Tells the applicant on this channel what became of its request. */
  answerRequest(
    channelId: number,
    state: 'held' | 'admitted' | 'refused' | 'unknown',
    now: number,
  ): readonly ChannelEffect[];
  /** Says BYE on every channel. */
  leave(reason: ByeTag, now: number): readonly ChannelEffect[];
  /** When to call `tick`, or null. */
  nextWakeAt(): number | null;
  peers(): readonly ConnectedPeer[];
}

/**
 * Starts with no channels. `nonces` may be shared over groups; by default the group has its own. `travels` says what
 * may pass now, everything by default; when it says otherwise than before, `changed` makes the sessions go on.
 */
export function createSessions(group: {
  readonly source: SyncSource;
  readonly directory: PeerDirectory;
  readonly nonces?: NonceMemory;
  readonly travels?: (kind: TravelKind) => boolean;
}): Sessions {
  const states = new Map<number, SessionState>();
  const doors: SessionDoors = {
    source: group.source,
    directory: group.directory,
    nonces: group.nonces ?? createNonceMemory(),
    ledger: createWantLedger(),
    travels: group.travels ?? (() => true),
    siblings(channelId, deviceId) {
      const all = [...states.values()].filter((one) => one.serving && one.peer?.deviceId === deviceId);
      const others = all.filter((one) => one.setup.channelId !== channelId);
      return {
        // In the order of their opening; a session that only now came to serve is not among them yet.
        isOffered: others.length > 0 && all[0]?.setup.channelId !== channelId,
        held: (chain) =>
          Math.max(
            states.get(channelId)?.heldElsewhere.get(chain) ?? 0,
            ...others.map((one) => one.peerRows.get(chain)?.seq ?? 0),
          ),
      };
    },
  };
  let neighbours = '';

  const servedDevices = (): readonly DeviceId[] => {
    const served = [...states.values()].filter((state) => state.serving && state.peer);
    const ids = new Set(served.map((state) => state.peer?.deviceId).filter((id) => id !== undefined));
    return [...ids].sort().slice(0, MAX_PEERS);
  };

  /** A channel is gone. What its peer acknowledged is remembered on the others to the same device. */
  function drop(channelId: number, last: SessionState): void {
    states.delete(channelId);
    for (const [other, state] of states) {
      if (!state.serving || state.peer?.deviceId !== last.peer?.deviceId) continue;
      const heldElsewhere = new Map(state.heldElsewhere);
      for (const [chain, row] of last.peerRows) {
        heldElsewhere.set(chain, Math.max(row.seq, heldElsewhere.get(chain) ?? 0));
      }
      states.set(other, { ...state, heldElsewhere });
    }
  }

  /** Runs one step and, breadth first, whatever it means for the other sessions. */
  function run(channelId: number, first: Step, now: number): readonly ChannelEffect[] {
    const done: ChannelEffect[] = [];
    const due: { readonly channelId: number; readonly event: SessionEvent }[] = [];
    const tellOthers = (from: number, event: SessionEvent): void => {
      for (const other of states.keys()) if (other !== from) due.push({ channelId: other, event });
    };
    const absorb = (from: number, step: Step): void => {
      if (step.state.phase === 'closed') drop(from, step.state);
      else states.set(from, step.state);
      let othersMayAct = false;
      for (const effect of step.effects) {
        if (effect.type === 'evidence') tellOthers(from, { type: 'evidence', evidence: effect.evidence, now });
        else if (effect.type !== 'released') done.push({ channelId: from, effect });
        if (effect.type === 'stored' || effect.type === 'released' || effect.type === 'close') othersMayAct = true;
      }
      if (othersMayAct) tellOthers(from, { type: 'changed', now });
      const served = servedDevices();
      if (served.join() === neighbours) return;
      neighbours = served.join();
      for (const other of states.keys()) {
        due.push({ channelId: other, event: { type: 'neighbours', deviceIds: served, now } });
      }
    };
    absorb(channelId, first);
    for (let next = due.shift(); next; next = due.shift()) {
      const state = states.get(next.channelId);
      if (state) absorb(next.channelId, stepSession(state, next.event, doors));
    }
    return done;
  }

  let isBusy = false;
  function alone<T>(work: () => T): T {
    if (isBusy) throw new Error('sessions were called from inside a step');
    isBusy = true;
    try {
      return work();
    } finally {
      isBusy = false;
    }
  }

  const give = (channelId: number, event: SessionEvent): readonly ChannelEffect[] =>
    alone(() => {
      const state = states.get(channelId);
      return state ? run(channelId, stepSession(state, event, doors), event.now) : [];
    });
  const giveAll = (event: SessionEvent): readonly ChannelEffect[] =>
    [...states.keys()].flatMap((channelId) => give(channelId, event));

  return {
    open: (setup, now) =>
      alone(() => {
        const pending = [...states.values()].filter((state) => state.phase !== 'open').length;
        const isFull = pending >= MAX_PENDING || states.size - pending >= MAX_PEERS;
        const opened = openSession(setup, doors, now);
        if (!isFull) return run(setup.channelId, opened, now);
        const refused = stepSession(opened.state, { type: 'leave', reason: 'TooManyPeers', now }, doors);
        return refused.effects.map((effect) => ({ channelId: setup.channelId, effect }));
      }),
    frame: (channelId, frame, now) => give(channelId, { type: 'frame', frame, now }),
    drained: (channelId, bytes, now) => give(channelId, { type: 'drained', bytes, now }),
    channelClosed: (channelId, now) => give(channelId, { type: 'channelClosed', now }),
    changed: (now) => giveAll({ type: 'changed', now }),
    tick: (now) => giveAll({ type: 'tick', now }),
    answerRequest: (channelId, state, now) => give(channelId, { type: 'answerRequest', state, now }),
    leave: (reason, now) => giveAll({ type: 'leave', reason, now }),
    nextWakeAt() {
      const times = [...states.values()].map(nextWakeAt).filter((at) => at !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    peers: () =>
      [...states.values()].flatMap(({ setup, peer, serving }) =>
        peer ? [{ channelId: setup.channelId, peer, serving }] : [],
      ),
  };
}
