/**
 * What somebody sees who listens to a cable: every packet on an interface of a namespace, and what is in it once TCP is
 * put together and the mask of WebSocket messages (RFC 6455, 5.3), which hides nothing, is taken off.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Namespace } from './namespaces.ts';
import { outputHas } from './programs.ts';

/** What went over the cable, to be searched. */
export interface Overheard {
  /** Datagrams, each by itself. */
  readonly datagrams: readonly Buffer[];
  /** Bytes of each direction of each TCP connection, as they were sent. */
  readonly streams: readonly Buffer[];
  /** Payloads of the WebSocket messages among them, without their mask. */
  readonly messages: readonly Buffer[];
}

/** A listener that is at work. */
export interface Capture {
  /** Ends it and answers with what was heard. */
  stop(): Promise<Overheard>;
}

/** Begins to listen; resolves once nothing is missed any more. */
export async function startCapture(namespace: Namespace, device: string): Promise<Capture> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-capture-'));
  const path = join(folder, 'packets');
  const program = namespace.start('tcpdump', ['-i', device, '-s', '0', '-U', '-Z', 'root', '-w', path], 'pipe');
  await outputHas(program, /listening on/);
  return {
    async stop() {
      await end(program);
      const heard = read(await readFile(path));
      await rm(folder, { recursive: true });
      return heard;
    },
  };
}

/** On an interrupt tcpdump writes what it still has. */
async function end(program: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => void program.once('exit', () => resolve()));
  program.kill('SIGINT');
  await gone;
}

/** Lengths and offsets of the formats: pcap 2.4, Ethernet, IPv4 (RFC 791), IPv6 (RFC 8200), TCP (RFC 9293), UDP (RFC 768). */
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const ETHERNET = 14;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;

function read(file: Buffer): Overheard {
  const datagrams: Buffer[] = [];
  const segments = new Map<string, Map<number, Buffer>>();
  for (let at = FILE_HEADER; at + PACKET_HEADER <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    const frame = file.subarray(at + PACKET_HEADER, at + PACKET_HEADER + length);
    at += PACKET_HEADER + length;
    const packet = internetPacket(frame);
    if (packet === null) continue;
    const { protocol, ends, payload } = packet;
    if (protocol === UDP) datagrams.push(payload.subarray(8));
    if (protocol !== TCP) continue;
    const content = payload.subarray(((payload[12] ?? 0) >> 4) * 4);
    if (content.length === 0) continue;
    const stream = `${ends} ${payload.readUInt32BE(0)}`;
    const known = segments.get(stream) ?? new Map<number, Buffer>();
    known.set(payload.readUInt32BE(4), content);
    segments.set(stream, known);
  }
  const streams = [...segments.values()].map(joined);
  return { datagrams, streams, messages: streams.flatMap(webSocketMessages) };
}

function internetPacket(frame: Buffer): { protocol: number; ends: string; payload: Buffer } | null {
  const kind = frame.readUInt16BE(12);
  const packet = frame.subarray(ETHERNET);
  if (kind === IPV4) {
    const header = ((packet[0] ?? 0) & 0x0f) * 4;
    const payload = packet.subarray(header, packet.readUInt16BE(2));
    return { protocol: packet[9] ?? 0, ends: packet.toString('hex', 12, 20), payload };
  }
  if (kind !== IPV6) return null;
  return { protocol: packet[6] ?? 0, ends: packet.toString('hex', 8, 40), payload: packet.subarray(40) };
}

/** Segments in the order of their numbers; what was sent twice counts once. A stream here is too short to wrap around. */
const joined = (segments: ReadonlyMap<number, Buffer>): Buffer =>
  Buffer.concat([...segments].sort(([a], [b]) => a - b).map(([, content]) => content));

/** Messages after the handshake; none for a stream that is something else. */
function webSocketMessages(stream: Buffer): Buffer[] {
  const begin = stream.indexOf('\r\n\r\n') + 4;
  if (begin < 4 || !/upgrade: websocket/i.test(stream.toString('latin1', 0, begin))) return [];
  const messages: Buffer[] = [];
  for (let at = begin; at + 2 <= stream.length; ) {
    const [isMasked, short] = [((stream[at + 1] ?? 0) & 0x80) !== 0, (stream[at + 1] ?? 0) & 0x7f];
    at += 2;
    let length = short;
    if (short === 126) length = stream.readUInt16BE(at);
    if (short === 127) length = Number(stream.readBigUInt64BE(at));
    at += short === 126 ? 2 : short === 127 ? 8 : 0;
    const mask = stream.subarray(at, at + 4);
    at += isMasked ? 4 : 0;
    const payload = Buffer.from(stream.subarray(at, at + length));
    if (isMasked) for (let i = 0; i < payload.length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
    messages.push(payload);
    at += length;
  }
  return messages;
}
