/**
 * What a direct connection says when nobody says anything: a real one between
 * two ends in this process, and how often ICE asks whether the other side is
 * still there (RFC 7675). Also how many publications it takes to come about.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type Peer from '../../renderer/net/peer.ts';
import { openEnd } from './channel-end.ts';

const WATCHED_MS = 20_000;
const DAY_MS = 86_400_000;
/** A check and its answer with UDP and IP, bytes: the attributes of RFC 8445 that libwebrtc sends, summed. */
const CHECK_BYTES = 128 + 92;

/** See the file's head. */
export interface IdleCost {
  /** Descriptions and candidates that both sides say until they are connected. */
  readonly signals: number;
  /** Bytes of checks that one side sends and gets in a day, both sides' checks together. */
  readonly bytesPerDay: number;
}

/** Watches a real connection for twenty seconds. */
export async function measureIdle(): Promise<IdleCost> {
  let signals = 0;
  const connections: RTCPeerConnection[] = [];
  const open = { count: 0 };
  let told: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    told = resolve;
  });
  const events = {
    onOpened: () => {
      open.count += 1;
      if (open.count === 2) told();
    },
    onFrame: () => undefined,
    onDrained: () => undefined,
    onConnection: (connection: RTCPeerConnection) => void connections.push(connection),
  };
  const near: Peer = openEnd(
    true,
    (signal) => {
      signals += 1;
      far.signal(signal);
    },
    events,
  );
  const far: Peer = openEnd(
    false,
    (signal) => {
      signals += 1;
      near.signal(signal);
    },
    events,
  );
  await both;
  const checks = async (): Promise<number> => {
    let sent = 0;
    for (const connection of connections) {
      for (const report of (
        (await connection.getStats()) as unknown as Map<string, Record<string, unknown>>
      ).values()) {
        if (report['type'] === 'candidate-pair')
          sent += Number(report['requestsSent'] ?? 0) + Number(report['consentRequestsSent'] ?? 0);
      }
    }
    return sent;
  };
  // Connecting itself asks a lot, of paths that are given up later.
  await pause(WATCHED_MS / 2);
  const before = await checks();
  await pause(WATCHED_MS);
  const asked = (await checks()) - before;
  near.destroy();
  far.destroy();
  if (asked === 0) throw new Error('the library counts no checks');
  return { signals, bytesPerDay: asked * CHECK_BYTES * (DAY_MS / WATCHED_MS) };
}
