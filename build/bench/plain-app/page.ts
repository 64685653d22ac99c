/**
 * The competitor's page: one Y.Doc with a Y.Map per record, remembered by
 * y-indexeddb and sent as y-webrtc sends it to somebody who has nothing: the
 * whole as one update in answer to a state vector. Stock y-webrtc stops at
 * 256 KiB there; so the update goes in pieces as simple-peer's stream would cut
 * it, 64 KiB at a time with 64 KiB waiting. No encryption of its own.
 */
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { createPlainLog } from '../plain-yjs.ts';
import { createWorkload } from '../workload.ts';

/** simple-peer's limit for what waits, and the size of its pieces, bytes. */
const PIECE_BYTES = 64 * 1024;

/** What taking came to; milliseconds since the channel opened. */
export interface PlainTaken {
  readonly receivedMs: number;
  readonly readableMs: number;
  readonly storedMs: number;
  readonly bytes: number;
  readonly records: number;
  readonly longestPauseMs: number;
}

/** What the benchmark asks of the page, one call after the other. */
export interface PlainPage {
  /** Becomes the one that has `records` records, and says its side of the connection. */
  give(records: number): Promise<RTCSessionDescriptionInit>;
  /** Becomes the one that has nothing, and answers. */
  take(offer: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit>;
  /** The giver hears the answer. */
  connect(answer: RTCSessionDescriptionInit): Promise<void>;
  /** The taker has everything, and it is stored. */
  taken(): Promise<PlainTaken>;
  /** Ends the connection and forgets what was stored. */
  end(): Promise<void>;
}

let connection: RTCPeerConnection;
let memory: IndexeddbPersistence | null = null;
let whole: Promise<PlainTaken>;

/** The own description once it names every address. */
async function described(): Promise<RTCSessionDescriptionInit> {
  await connection.setLocalDescription();
  await new Promise<void>((resolve) => {
    if (connection.iceGatheringState === 'complete') resolve();
    connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
  });
  const { type, sdp } = connection.localDescription as RTCSessionDescription;
  return { type, sdp };
}

function openChannel(): RTCDataChannel {
  connection = new RTCPeerConnection({ iceServers: [] });
  const channel = connection.createDataChannel('sync', { negotiated: true, id: 0 });
  channel.binaryType = 'arraybuffer';
  channel.bufferedAmountLowThreshold = PIECE_BYTES;
  return channel;
}

/** Everything of `doc` in pieces, the number of its bytes before it. */
async function send(doc: Y.Doc, stateVector: Uint8Array, channel: RTCDataChannel): Promise<void> {
  const update = Y.encodeStateAsUpdate(doc, stateVector);
  channel.send(String(update.length));
  for (let at = 0; at < update.length; at += PIECE_BYTES) {
    if (channel.bufferedAmount > PIECE_BYTES) {
      await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
    }
    channel.send(update.slice(at, at + PIECE_BYTES));
  }
}

/** Resolves when all that y-indexeddb was told before is in its store: transactions there are worked off in order. */
async function stored(kept: IndexeddbPersistence): Promise<void> {
  const db = (await (kept as unknown as { _db: Promise<IDBDatabase> })._db) as IDBDatabase;
  await new Promise((resolve) => {
    db.transaction(['updates'], 'readwrite').oncomplete = resolve;
  });
}

async function receive(channel: RTCDataChannel): Promise<PlainTaken> {
  const doc = new Y.Doc();
  memory = new IndexeddbPersistence('plain', doc);
  await memory.whenSynced;
  await new Promise((resolve) => {
    if (channel.readyState === 'open') resolve(null);
    else channel.onopen = resolve;
  });
  const from = performance.now();
  let longestPauseMs = 0;
  let last = from;
  const look = (): void => {
    const at = performance.now();
    longestPauseMs = Math.max(longestPauseMs, at - last);
    last = at;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  const pieces: Uint8Array[] = [];
  const update = await new Promise<Uint8Array>((resolve) => {
    let due = Number.POSITIVE_INFINITY;
    let taken = 0;
    channel.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') due = Number(data);
      else {
        pieces.push(new Uint8Array(data));
        taken += data.byteLength;
      }
      if (taken < due) return;
      const all = new Uint8Array(taken);
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      resolve(all);
    };
    channel.send(Y.encodeStateVector(doc).slice());
  });
  const receivedMs = performance.now() - from;
  Y.applyUpdate(doc, update);
  const records = [...doc.getMap('records').values()] as Y.Map<string>[];
  const characters = records.reduce((sum, record) => sum + (record.get('text')?.length ?? 0), 0);
  if (characters === 0) throw new Error('nothing can be read');
  const readableMs = performance.now() - from;
  await stored(memory);
  const storedMs = performance.now() - from;
  // The frame after it tells how long the page was busy.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return { receivedMs, readableMs, storedMs, bytes: update.length, records: records.length, longestPauseMs };
}

const page: PlainPage = {
  async give(records) {
    const doc = new Y.Doc();
    for (const update of createPlainLog(createWorkload(records))) Y.applyUpdate(doc, update);
    const channel = openChannel();
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => void send(doc, new Uint8Array(data), channel);
    return described();
  },
  async take(offer) {
    const channel = openChannel();
    whole = receive(channel);
    await connection.setRemoteDescription(offer);
    return described();
  },
  connect: (answer) => connection.setRemoteDescription(answer),
  taken: () => whole,
  async end() {
    connection.close();
    await memory?.clearData();
    memory = null;
  },
};
Object.assign(window, { plain: page });
