/**
 * The table between the engine and the net process. Net learns opaque names,
 * one derived room password, server addresses and sealed bytes; never a key of
 * a group, a name or an id of a person. Both directions are events: neither
 * side waits for the other.
 */
import * as v from 'valibot';

/** Largest frame on a channel in bytes: u8 type, u24 length and up to 16 KiB (PROTOCOL.md). */
export const MAX_FRAME_BYTES = 16 * 1024 + 4;
/** Largest sealed announcement on the board in bytes. */
export const MAX_ANNOUNCEMENT_BYTES = 2 * 1024;
/** Largest content of a box at a meeting place in bytes; a sealed invite has 552. */
export const MAX_BOX_BYTES = 1024;
/** Most computers on the same network that a room is told of. */
export const MAX_NEARBY = 12;
/** Bytes the engine may have under way on one channel before it waits for `drained`. */
export const CHANNEL_WINDOW_BYTES = 1024 * 1024;

/** Largest request to a keeper's mailboxes in bytes: a put of the largest parcel (shared/sync/mail-frame.ts). */
export const MAX_MAIL_REQUEST_BYTES = 1 + 32 + 32 + 64 + 262_144;
/** Largest parcel in bytes. */
export const MAX_PARCEL_BYTES = 262_144;
/** Most parcels in one answer of a keeper. */
export const MAX_PARCELS_AT_ONCE = 16;

const opaque = v.pipe(v.string(), v.regex(/^[0-9a-z]{1,64}$/));
const bytes = (max: number) =>
  v.pipe(
    // Not `v.instance`, whose type would refuse arrays over shared memory, which Node's own calls are typed to return.
    v.custom<Uint8Array>((value) => value instanceof Uint8Array),
    v.check((value) => value.length <= max),
  );
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const server = v.pipe(v.string(), v.maxLength(200));
/** The group's own meeting places, at most four, and two on each of at most two networks. */
const servers = v.pipe(v.array(server), v.maxLength(8));
/** IPv4 addresses of computers on the same network whose members were heard there. */
const nearby = v.pipe(v.array(v.pipe(v.string(), v.ipv4())), v.maxLength(MAX_NEARBY));
/** A helper server as a browser's connection takes it: STUN without a user, TURN with one. */
const iceServer = v.object({
  urls: server,
  username: v.exactOptional(v.pipe(v.string(), v.maxLength(128))),
  credential: v.exactOptional(v.pipe(v.string(), v.maxLength(256))),
});
export type IceServer = v.InferOutput<typeof iceServer>;

/** What the engine tells net. */
export const engineToNet = {
  /**
   * Opens a room: one y-webrtc provider on its own sockets. `roomKey` is an
   * opaque name for this room on this computer; `topic` is the room's name on
   * the servers; `password` the derived secret that seals signalling;
   * `boardKey` names the room's board in IndexedDB, or null for a room without
   * a board (the meeting room of an invite). `nearby`: where peers that hide
   * their address behind a multicast DNS name may be; `hidesAddress`: whether
   * net hides this computer's behind a name of its own (SPEC LN13). Connections
   * of the room ask `iceServers` and nobody else; without `connects` there are
   * none, no server is contacted, and the board is kept as it is.
   */
  roomOpen: v.object({
    roomKey: opaque,
    topic: opaque,
    password: v.pipe(v.string(), v.maxLength(64)),
    servers,
    nearby,
    hidesAddress: v.boolean(),
    boardKey: v.nullable(opaque),
    iceServers: v.optional(v.pipe(v.array(iceServer), v.maxLength(4)), []),
    connects: v.optional(v.boolean(), true),
  }),
  /** The room is at other meeting places, or near other computers, from now on. Its channels stay. */
  roomServers: v.object({ roomKey: opaque, servers, nearby, hidesAddress: v.boolean() }),
  roomClose: v.object({ roomKey: opaque }),
  /** Forgets the board of a group for good. */
  boardDrop: v.object({ boardKey: opaque }),
  /** Puts this device's sealed announcement on the board of a room. `slot` is opaque to net. */
  boardPut: v.object({ roomKey: opaque, slot: opaque, value: bytes(MAX_ANNOUNCEMENT_BYTES) }),
  channelSend: v.object({ channelId: count, frame: bytes(MAX_FRAME_BYTES) }),
  /** Closes the channel; `banMs` > 0 keeps the same remote out of the room for that long. */
  channelClose: v.object({ channelId: count, banMs: count }),
  /** Asks one meeting place, on a socket of its own, to keep sealed bytes under an opaque name. `askId` names the answer. */
  boxPut: v.object({
    askId: count,
    server,
    box: opaque,
    data: bytes(MAX_BOX_BYTES),
    days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30)),
  }),
  /** Asks one meeting place what lies under a name. */
  boxGet: v.object({ askId: count, server, box: opaque }),
  /**
   * Puts a parcel into a mailbox: `request` is the whole message, made and signed by the engine. It goes over a socket
   * of its own, as every question about a mailbox does.
   */
  mailPut: v.object({ askId: count, server, request: bytes(MAX_MAIL_REQUEST_BYTES) }),
  /** Asks for the parcels behind one serial; `request` is the whole message. */
  mailGet: v.object({ askId: count, server, request: bytes(MAX_MAIL_REQUEST_BYTES) }),
  /** From now on `mailNews` comes when something is put into a mailbox; `request` is the whole message. */
  mailWatch: v.object({ watchId: count, server, request: bytes(MAX_MAIL_REQUEST_BYTES) }),
  mailUnwatch: v.object({ watchId: count }),
  /** This computer is on other networks: what was open may be dead without knowing, so servers are asked now. */
  networksChanged: v.object({}),
} as const;

/** What net tells the engine. */
export const netToEngine = {
  /** Net has started, or started anew: the engine opens its rooms again. */
  netReady: v.object({}),
  serverState: v.object({
    roomKey: opaque,
    server: v.string(),
    state: v.picklist(['connecting', 'answering', 'silent']),
    /** What the clock of a server that answers says, milliseconds since 1970 UTC; null where it does not say. */
    time: v.nullable(count),
  }),
  /**
   * Our data channel to one remote is open. Fingerprints are the SHA-256 DTLS
   * fingerprints of both ends (32 bytes), which AUTH binds to the device keys.
   * `initiator` is true on exactly one side.
   */
  channelOpened: v.object({
    roomKey: opaque,
    channelId: count,
    initiator: v.boolean(),
    localFingerprint: bytes(32),
    remoteFingerprint: bytes(32),
  }),
  /** Somebody is in the room at the same time, and no direct connection to them came about. */
  connectFailed: v.object({ roomKey: opaque }),
  channelFrame: v.object({ channelId: count, frame: bytes(MAX_FRAME_BYTES) }),
  /** So many bytes of earlier `channelSend`s have left this computer's buffer. */
  channelDrained: v.object({ channelId: count, bytes: count }),
  channelClosed: v.object({ channelId: count }),
  /** An announcement appeared or changed on the board (also once for each, after the room opened). */
  boardValue: v.object({ roomKey: opaque, slot: opaque, value: bytes(MAX_ANNOUNCEMENT_BYTES) }),
  /**
   * What a meeting place said of a box, once for each `boxPut` and `boxGet`:
   * `silent` for one that does not answer or knows no boxes.
   */
  boxAnswer: v.variant('state', [
    v.object({ askId: count, state: v.picklist(['kept', 'full', 'taken', 'empty', 'silent']) }),
    v.object({ askId: count, state: v.literal('found'), data: bytes(MAX_BOX_BYTES) }),
  ]),
  /**
   * What a keeper said of a put, once for each: `silent` for one that does not answer, or with what is no answer,
   * `none` for a meeting place that says that it has no mailboxes.
   */
  mailKept: v.object({ askId: count, state: v.picklist(['kept', 'full', 'refused', 'silent', 'none']) }),
  /** What a keeper gave for a get, once for each, in the order in which it came; whole answers only. */
  mailParcels: v.variant('state', [
    v.object({ askId: count, state: v.picklist(['silent', 'none']) }),
    v.object({
      askId: count,
      state: v.literal('given'),
      store: bytes(16),
      last: count,
      more: v.boolean(),
      parcels: v.pipe(
        v.array(v.object({ serial: count, days: count, parcel: bytes(MAX_PARCEL_BYTES) })),
        v.maxLength(MAX_PARCELS_AT_ONCE),
      ),
    }),
  ]),
  /** Something was put into a watched mailbox. */
  mailNews: v.object({ watchId: count }),
} as const;
