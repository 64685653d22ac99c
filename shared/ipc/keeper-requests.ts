/** The part of the ui's requests that is about keepers. */
import * as v from 'valibot';
import { type GroupId, isIdText, type OpId } from '../brand.ts';
import { request } from './rpc.ts';

const groupId = v.custom<GroupId>((x) => typeof x === 'string' && isIdText(x, 16));
const op = v.custom<OpId>((x) => typeof x === 'string' && isIdText(x, 32));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

/** See the file's head; `ui-engine.ts` takes these in. */
export const keeperRequests = {
  /** The group agrees that keepers may hold its sealed entries, or no longer does; among equals it is asked, or they end. */
  allowKeeper: request(v.object({ groupId, allowed: v.boolean() })).gives<null>(),
  /** Among equals: whether one agrees to the question that this operation asked. */
  answerKeeperQuestion: request(v.object({ groupId, op, agrees: v.boolean() })).gives<null>(),
  /** This computer goes to the group's keepers, or keeps away. */
  goToKeepers: request(v.object({ groupId, here: v.boolean() })).gives<null>(),
  /** Asks the group's keepers now. */
  lookAtKeeper: request(v.object({ groupId })).gives<null>(),
  /** The ticket that a keeper's operator gave: 64 hex characters; empty for none. A secret: never shown again. */
  setKeeperTicket: request(v.object({ groupId, server: text(200), ticket: text(200) })).gives<null>(),
} as const;
