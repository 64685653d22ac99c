/**
 * A stand-in for every net process and all that lies between them: rooms with
 * the same topic, password and a server in common are connected by channels,
 * boards are passed on; servers keep boxes as real keepers do. It speaks the real table, so that every message is
 * checked against its schema, and copies what it carries as a port would.
 */
import { hex } from '@scure/base';
import { engineToNet, type netToEngine } from '../../../shared/ipc/engine-net.ts';
import { readMailRequest } from '../../../shared/sync/mail-frame.ts';
import { createEndpoint, type Port } from '../../../shared/ipc/rpc.ts';
import { noRequests } from '../../../shared/ipc/ui-engine.ts';
import type { Timers } from '../system-ports.ts';
import { createFakeAir, type Net, type Room } from './fake-air.ts';
import { createFakeBoxes, type FakeBoxes } from './fake-boxes.ts';
import { createFakeMail, type FakeMail } from './fake-mail.ts';

/** The network of a test. */
export interface FakeNet {
  /** Starts a net process for one engine; its port goes to `connectNet`. */
  attach(name: string): Port;
  /** The process ends: its channels break for the others. */
  detach(name: string): void;
  /** Delivers one waiting message, or opens what can be opened; false when all is quiet. */
  step(): boolean;
  /** The net process ends and another takes its place, on the same port. */
  restart(name: string): void;
  /** Forgets what was told and opened so far, in long runs. */
  forget(): void;
  /** Hands a frame to an engine on each of its channels, as if its peer had sent it. */
  inject(name: string, frame: Uint8Array): void;
  /** The router began anew: whatever listened at mailboxes hears nothing any more, and does not know it. */
  deafen(name: string): void;
  /** Every meeting place is silent to it for a moment, and answers again. */
  flicker(name: string): void;
  /** A direct connection was tried in each of its rooms, in vain. */
  failConnection(name: string): void;
  /** Ids of open channels. */
  channels(name: string): readonly number[];
  /** Rooms that are open somewhere, for what the outside can see. */
  rooms(name: string): readonly Room[];
  /** Frames that were carried so far. */
  readonly carried: () => number;
  /** Their bytes. */
  readonly carriedBytes: () => number;
  /** Servers that somebody cannot reach, each as `name server`. */
  readonly shut: Set<string>;
  /** Pairs that cannot reach each other. */
  readonly apart: Set<string>;
  /** Rooms that were ever asked for, by anybody. */
  readonly opened: readonly Room[];
  /** Everything that engines ever told their net, in order. */
  readonly told: readonly { readonly name: string; readonly message: unknown }[];
  /** What lies in boxes at meeting places. */
  readonly boxes: FakeBoxes;
  /** Keepers with mailboxes. */
  readonly mail: FakeMail;
}

/** A network without anybody. `timers` end the bans. */
export function createFakeNet(timers: Timers): FakeNet {
  const nets = new Map<string, Net>();
  const queue: (() => void)[] = [];
  const opened: Room[] = [];
  const told: { readonly name: string; readonly message: unknown }[] = [];
  const boxes = createFakeBoxes(timers.steadyNow);
  const mail = createFakeMail();
  const air = createFakeAir(nets, (event) => void queue.push(event));
  const { apart, shut, stateOf, drop, spreadBoard, connectNext } = air;
  let carried = 0;
  let carriedBytes = 0;

  function serve(net: Net, port: Port): void {
    const endpoint = createEndpoint<typeof noRequests, typeof noRequests, typeof engineToNet, typeof netToEngine>({
      port,
      served: noRequests,
      handlers: {},
      called: noRequests,
      heard: engineToNet,
      onEvent: {
        roomOpen(room) {
          opened.push(room);
          net.rooms.set(room.roomKey, room);
          for (const server of room.servers) {
            queue.push(() =>
              net.emit('serverState', { roomKey: room.roomKey, server, state: stateOf(net.name, server), time: null }),
            );
          }
        },
        roomServers({ roomKey, ...where }) {
          const { servers } = where;
          const room = net.rooms.get(roomKey);
          if (!room) return;
          net.rooms.set(roomKey, { ...room, ...where });
          for (const server of servers.filter((address) => !room.servers.includes(address))) {
            queue.push(() =>
              net.emit('serverState', { roomKey, server, state: stateOf(net.name, server), time: null }),
            );
          }
        },
        roomClose({ roomKey }) {
          net.rooms.delete(roomKey);
          for (const channel of [...net.channels.values()]) {
            if (channel.roomKey !== roomKey) continue;
            drop(channel);
            queue.push(() => net.emit('channelClosed', { channelId: channel.id }));
          }
        },
        networksChanged: () => {},
        boardDrop: ({ boardKey }) => void net.boards.delete(boardKey),
        boardPut({ roomKey, slot, value }) {
          const boardKey = net.rooms.get(roomKey)?.boardKey;
          if (boardKey) spreadBoard(net, boardKey, slot, value);
        },
        channelSend({ channelId, frame }) {
          const channel = net.channels.get(channelId);
          if (!channel) return;
          carried += 1;
          carriedBytes += frame.length;
          queue.push(() => net.emit('channelDrained', { channelId, bytes: frame.length }));
          queue.push(() => channel.peer?.net.emit('channelFrame', { channelId: channel.peer.id, frame }));
        },
        channelClose({ channelId, banMs }) {
          const channel = net.channels.get(channelId);
          if (!channel) return;
          if (banMs > 0 && channel.peer) {
            const ban = `${channel.roomKey}/${channel.peer.net.name}`;
            net.banned.add(ban);
            timers.after(banMs, () => net.banned.delete(ban));
          }
          // After what is on its way, as a channel that is finished properly.
          queue.push(() => drop(channel));
        },
        boxPut({ askId, server, box, data, days }) {
          const state = boxes.put(server, box, data, days);
          queue.push(() => net.emit('boxAnswer', { askId, state }));
        },
        boxGet({ askId, server, box }) {
          const data = boxes.get(server, box);
          const state = data === undefined ? 'silent' : 'empty';
          queue.push(() => net.emit('boxAnswer', data ? { askId, state: 'found', data } : { askId, state }));
        },
        mailPut(input) {
          const answer = mail.put(input);
          queue.push(() => net.emit('mailKept', answer));
        },
        mailGet(input) {
          const answer = mail.get(input);
          queue.push(() => net.emit('mailParcels', answer));
        },
        mailWatch({ watchId, server, request }) {
          const read = readMailRequest(request);
          if (read?.type !== 'watch') throw new Error('not a watch');
          const onNews = (): void => void queue.push(() => net.emit('mailNews', { watchId }));
          mail.watches.set(`${net.name}/${watchId}`, { server, mailbox: hex.encode(read.mailbox), onNews });
        },
        mailUnwatch: ({ watchId }) => void mail.watches.delete(`${net.name}/${watchId}`),
      },
      onDefect: (_, defect) => {
        throw defect;
      },
    });
    net.emit = endpoint.emit;
  }

  return {
    attach(name) {
      const net: Net = {
        name,
        rooms: new Map(),
        boards: nets.get(name)?.boards ?? new Map(),
        channels: new Map(),
        banned: new Set(),
        emit: () => {},
      };
      nets.set(name, net);
      let toNet: (message: unknown) => void = () => {};
      let toEngine: (message: unknown) => void = () => {};
      serve(net, {
        send: (message) => toEngine(structuredClone(message)),
        receive: (listener) => {
          toNet = listener;
        },
      });
      queue.push(() => net.emit('netReady', {}));
      return {
        send(message) {
          const copy = structuredClone(message);
          told.push({ name, message: copy });
          queue.push(() => {
            if (nets.get(name) === net) toNet(copy);
          });
        },
        receive: (listener) => {
          toEngine = (message) => {
            if (nets.get(name) === net) listener(message);
          };
        },
      };
    },
    detach(name) {
      const net = nets.get(name);
      for (const channel of [...(net?.channels.values() ?? [])]) drop(channel);
      net?.rooms.clear();
      for (const key of [...mail.watches.keys()]) if (key.startsWith(`${name}/`)) mail.watches.delete(key);
      nets.delete(name);
    },
    restart(name) {
      const net = nets.get(name);
      if (!net) return;
      for (const channel of [...net.channels.values()]) drop(channel);
      net.rooms.clear();
      queue.push(() => net.emit('netReady', {}));
    },
    forget() {
      told.length = 0;
      opened.length = 0;
    },
    inject(name, frame) {
      const net = nets.get(name);
      for (const channelId of net?.channels.keys() ?? [])
        queue.push(() => net?.emit('channelFrame', { channelId, frame }));
    },
    deafen(name) {
      for (const [key, watch] of mail.watches) {
        if (key.startsWith(`${name}/`)) mail.watches.set(key, { ...watch, onNews: () => {} });
      }
    },
    flicker(name) {
      const net = nets.get(name);
      for (const { roomKey, servers } of net?.rooms.values() ?? []) {
        for (const server of servers) {
          for (const state of ['silent', 'answering'] as const) {
            queue.push(() => net?.emit('serverState', { roomKey, server, state, time: null }));
          }
        }
      }
    },
    failConnection(name) {
      const net = nets.get(name);
      for (const roomKey of net?.rooms.keys() ?? []) queue.push(() => net?.emit('connectFailed', { roomKey }));
    },
    channels: (name) => [...(nets.get(name)?.channels.keys() ?? [])],
    step() {
      const next = queue.shift();
      if (next) next();
      return next !== undefined || connectNext();
    },
    rooms: (name) => [...(nets.get(name)?.rooms.values() ?? [])],
    carried: () => carried,
    carriedBytes: () => carriedBytes,
    apart,
    shut,
    opened,
    told,
    boxes,
    mail,
  };
}
