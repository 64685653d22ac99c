import { join } from 'node:path';

/**
 * Modules of others that Hearth replaces by its own, for the app's bundles and for tests alike.
 *
 * `simple-peer`, which y-webrtc asks for, is unmaintained, sends nothing above 256 KiB and names two third-party
 * STUN servers by default; `renderer/net/peer.ts` stands in for it. `lib0/websocket` and `lib0/broadcastchannel`, of
 * which y-webrtc makes its signalling, would share sockets among groups and talk to other pages.
 *
 * @param root absolute path of the project
 */
export function aliases(root: string): { find: RegExp; replacement: string }[] {
  return [
    { find: /^simple-peer(\/.*)?$/, replacement: join(root, 'renderer/net/peer.ts') },
    { find: /^lib0\/websocket$/, replacement: join(root, 'renderer/net/websocket-client.ts') },
    { find: /^lib0\/broadcastchannel$/, replacement: join(root, 'renderer/net/silent-broadcast.ts') },
  ];
}
