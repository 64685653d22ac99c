/** The part of the ui's requests that is about how this computer reaches a group: helper servers, and hiding its address. */
import * as v from 'valibot';
import { type GroupId, isIdText } from '../brand.ts';
import { request } from './rpc.ts';

const groupId = v.custom<GroupId>((x) => typeof x === 'string' && isIdText(x, 16));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

/** One helper server, as it is shown. Its password is never said again. */
export interface HelperView {
  readonly address: string;
  readonly kind: 'stun' | 'turn';
}

/** See the file's head; `ui-engine.ts` takes these in. */
export const pathRequests = {
  /** Adds a helper server, or replaces the one of that address. `user` and `password` are for TURN alone. */
  addHelper: request(v.object({ groupId, address: text(200), user: text(128), password: text(256) })).gives<null>(),
  removeHelper: request(v.object({ groupId, address: text(200) })).gives<null>(),
  /** For this person in this group, on this computer. */
  hideAddress: request(v.object({ groupId, isHidden: v.boolean() })).gives<null>(),
} as const;
