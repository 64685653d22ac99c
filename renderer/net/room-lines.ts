/**
 * Keeps rooms apart. y-webrtc shares one socket per address among all rooms and
 * announces every room on every socket, so that a server would learn which
 * topics belong to one person. Here each room has sockets of its own: y-webrtc
 * is given a made-up address for each, and this table says what it stands for.
 */

/** What stands behind one made-up address: one room's line to one server. */
export interface RoomLine {
  /** The only topic that passes, in either direction. */
  readonly topic: string;
  /** Opens the line; the listeners are y-webrtc's. */
  open(listeners: RoomLineListeners): OpenRoomLine;
}

/** What y-webrtc is told. */
export interface RoomLineListeners {
  readonly onOpen: () => void;
  readonly onClose: () => void;
  /** A publication on the room's topic that was opened and checked. */
  readonly onMessage: (message: Readonly<Record<string, unknown>>) => void;
}

/** A line as y-webrtc uses it. */
export interface OpenRoomLine {
  readonly isOpen: boolean;
  send(message: { readonly type?: unknown }): void;
  close(): void;
}

const linesByAddress = new Map<string, RoomLine>();
let count = 0;

/** Gives a line a made-up address, to be used once. */
export function addressOfLine(line: RoomLine): string {
  count += 1;
  const address = `room-line:${count}`;
  linesByAddress.set(address, line);
  return address;
}

/** The line behind an address, which is then forgotten. Throws for any other address: nothing else is ever opened. */
export function takeLine(address: string): RoomLine {
  const line = linesByAddress.get(address);
  if (line === undefined) throw new Error('y-webrtc was given an address that is no room line');
  linesByAddress.delete(address);
  return line;
}
