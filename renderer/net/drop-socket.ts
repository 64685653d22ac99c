/** Ends a socket so that nothing more is heard of it. */
export function dropSocket(socket: WebSocket): void {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  // A socket that is given up may still report an error; somebody has to hear it.
  socket.onerror = () => undefined;
  socket.close();
}
