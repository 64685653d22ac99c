/**
 * Runs inside a namespace and carries connections into it: whoever stands outside hands over a connected socket with the
 * number of a port, and the two are joined to that port of the namespace's own loopback. Ends with whoever started it.
 */
import { connect, Socket } from 'node:net';

process.on('message', (/** @type {{ port: number }} */ { port }, socket) => {
  // A connection that was closed on its way arrives as nothing.
  if (!(socket instanceof Socket)) return;
  const inner = connect(port, '127.0.0.1');
  const end = () => {
    inner.destroy();
    socket.destroy();
  };
  for (const one of [inner, socket]) one.on('error', end).on('close', end);
  socket.pipe(inner).pipe(socket);
});
process.on('disconnect', () => process.exit(0));
