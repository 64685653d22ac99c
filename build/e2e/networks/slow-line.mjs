/**
 * Keeps packets for a while. A packet comes as a datagram from one of two `socat`, each of which stands behind a network
 * interface, and goes to the other after the time is over. Arguments: the two ports of the one, the two of the other, and
 * the time in milliseconds.
 */
import { createSocket } from 'node:dgram';

const [nearIn = 0, nearOut, farIn = 0, farOut, delayMs] = process.argv.slice(2).map(Number);
const [near, far] = [createSocket('udp4'), createSocket('udp4')];
near.on('message', (packet) => setTimeout(() => far.send(packet, farOut, '127.0.0.1'), delayMs));
far.on('message', (packet) => setTimeout(() => near.send(packet, nearOut, '127.0.0.1'), delayMs));
// While a line is taken away one of the two is gone before the other.
for (const socket of [near, far]) socket.on('error', () => undefined);
near.bind(nearIn, '127.0.0.1', () => far.bind(farIn, '127.0.0.1', () => process.stdout.write('ready\n')));
