/**
 * The shape of what y-webrtc's rooms say to each other inside the sealed part
 * of a publication. y-webrtc acts on it unchecked, so this is checked first.
 */
import * as v from 'valibot';
import { MAX_DESCRIPTION_CHARACTERS } from './session-description.ts';

/** y-webrtc's name for one room on one computer: a UUID, new each time. */
const peerId = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/));
const candidate = v.object({
  candidate: v.pipe(v.string(), v.maxLength(512)),
  sdpMid: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(16)))),
  sdpMLineIndex: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16)))),
  usernameFragment: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(256)))),
});

/** `announce`: I am here. `signal`: a description or candidate for one of us; `token` decides between two offers. */
export const RoomSignal = v.variant('type', [
  v.object({ type: v.literal('announce'), from: peerId }),
  v.object({
    type: v.literal('signal'),
    from: peerId,
    to: peerId,
    token: v.optional(v.number()),
    signal: v.variant('type', [
      v.object({
        type: v.picklist(['offer', 'answer']),
        sdp: v.pipe(v.string(), v.maxLength(MAX_DESCRIPTION_CHARACTERS)),
      }),
      v.object({ type: v.literal('candidate'), candidate }),
    ]),
  }),
]);
export type RoomSignal = v.InferOutput<typeof RoomSignal>;
