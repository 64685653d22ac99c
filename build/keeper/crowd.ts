/**
 * Many connections from a process of its own, since a process may not have as
 * many files open as both ends need. Told on its command line: port, how many;
 * with `garbage` it sends rubbish at line rate over them until it is ended.
 * It tells on stdout how many are open, and later how much was sent.
 */
import { createConnection, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';

const [port = '0', count = '0', mode = 'hold', address = '127.0.0.1'] = process.argv.slice(2);
const UPGRADE =
  'GET /mail HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
/** Connections that are opened at once, so that the system's queue of new ones is never the measure. */
const AT_ONCE = 200;
const tell = (words: string): void => void writeSync(1, `${words}\n`);

/** A masked binary frame around `bytes` (RFC 6455, 5.2), with a mask of zeros. */
function frameOf(bytes: Buffer): Buffer {
  const head = bytes.length < 126 ? [0x82, 0x80 | bytes.length] : [0x82, 0xff, 0, 0, 0, 0];
  const length = Buffer.alloc(bytes.length < 126 ? 0 : 4);
  if (length.length > 0) length.writeUInt32BE(bytes.length);
  return Buffer.concat([Buffer.from(head), length, Buffer.alloc(4), bytes]);
}

/** Rubbish of the kinds that a stranger may send, from noise to what is nearly a question. */
const RUBBISH: readonly Buffer[] = [
  randomBytes(65_536),
  Buffer.concat([Buffer.from(UPGRADE), randomBytes(4_096)]),
  Buffer.concat([Buffer.from(UPGRADE), frameOf(randomBytes(64))]),
  Buffer.concat([Buffer.from(UPGRADE), frameOf(Buffer.concat([Buffer.of(1), randomBytes(128 + 4_096)]))]),
  Buffer.concat([Buffer.from(UPGRADE), frameOf(Buffer.concat([Buffer.of(1), randomBytes(128 + 262_144)]))]),
  Buffer.concat([
    Buffer.from(UPGRADE),
    ...Array.from({ length: 200 }, () => frameOf(Buffer.concat([Buffer.of(2), randomBytes(48), Buffer.alloc(6)]))),
  ]),
  Buffer.concat([Buffer.from(UPGRADE.replace('/mail', '/')), frameOf(randomBytes(20_000))]),
  Buffer.from(UPGRADE.replace('13', '99')),
  Buffer.from('GET / HTTP/1.1\r\nX: '.concat('y'.repeat(20_000))),
];

let open = 0;
let sentBytes = 0;
let rounds = 0;
function connect(onOpen: () => void): Socket {
  const socket = createConnection(Number(port), address);
  socket.on('error', () => {});
  socket.once('connect', onOpen);
  return socket;
}

async function hold(total: number): Promise<void> {
  for (let made = 0; made < total; made += AT_ONCE) {
    await Promise.all(
      Array.from(
        { length: Math.min(AT_ONCE, total - made) },
        () =>
          new Promise<void>((resolve, reject) => {
            const socket = connect(() => socket.write(UPGRADE));
            socket.once('data', (data: Buffer) => {
              open += 1;
              if (data.toString('latin1').startsWith('HTTP/1.1 101')) resolve();
              else reject(new Error('not a WebSocket'));
            });
            socket.once('close', () => reject(new Error('turned away')));
          }),
      ),
    );
  }
  tell(`open ${open}`);
}

function throwRubbish(): void {
  const rubbish = RUBBISH[rounds % RUBBISH.length] ?? Buffer.alloc(0);
  rounds += 1;
  const socket = connect(() => socket.write(rubbish));
  sentBytes += rubbish.length;
  // A connection that the server leaves open is left by us, so that the next can be thrown.
  socket.setTimeout(50, () => socket.destroy());
  socket.resume();
  socket.once('close', () => throwRubbish());
}

if (mode === 'garbage') {
  for (let n = 0; n < Number(count); n += 1) throwRubbish();
  setInterval(() => tell(`sent ${rounds} ${sentBytes}`), 250);
} else {
  await hold(Number(count));
  setInterval(() => {}, 1_000_000);
}
