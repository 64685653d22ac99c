/**
 * What a client may say to a signalling server, in the JSON that y-webrtc
 * speaks, and to a keeper's boxes. The server reads only `type`, `topic` and
 * `topics`; what members tell each other is sealed inside `data` and passes
 * through unread. Of a box it reads its name and how long it is to be kept.
 */
import { err, ok, type Result } from '../../shared/result.ts';
import { isBoxData, isBoxDays, isBoxName } from './boxes.ts';

/** Largest frame from a client in bytes. Ours are padded to 4 or 8 KiB (`renderer/net/sealed-signals.ts`). */
export const MAX_CLIENT_MESSAGE_BYTES = 32 * 1024;
/** Longest topic in characters; Hearth's are 32 characters of base32. */
export const MAX_TOPIC_CHARACTERS = 128;
/** Most topics one socket may listen to. */
export const MAX_TOPICS_PER_SOCKET = 64;

/** A message of a client, as far as the server looks into it. */
export type ClientMessage =
  | { readonly type: 'subscribe' | 'unsubscribe'; readonly topics: readonly string[] }
  | { readonly type: 'publish'; readonly topic: string }
  | { readonly type: 'box-put'; readonly box: string; readonly data: string; readonly days: number }
  | { readonly type: 'box-get'; readonly box: string }
  | { readonly type: 'ping' };

const refused = err({ tag: 'NotSignalling' } as const);

const isTopic = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_TOPIC_CHARACTERS;

/** Only the object's own fields count, so that `__proto__` and friends are plain unknown names. */
const own = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** Reads one text frame; anything that is not exactly one of the six messages is refused. */
export function readClientMessage(text: string): Result<ClientMessage, { readonly tag: 'NotSignalling' }> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parse boundary: a stranger's bytes, for which "not JSON" is an expected answer.
    return refused;
  }
  if (typeof value !== 'object' || value === null) return refused;
  const type = own(value, 'type');
  switch (type) {
    case 'subscribe':
    case 'unsubscribe': {
      const topics = own(value, 'topics');
      if (!Array.isArray(topics) || topics.length > MAX_TOPICS_PER_SOCKET || !topics.every(isTopic)) return refused;
      return ok({ type, topics });
    }
    case 'publish': {
      const topic = own(value, 'topic');
      return isTopic(topic) ? ok({ type, topic }) : refused;
    }
    case 'box-put': {
      const [box, data, days] = [own(value, 'box'), own(value, 'data'), own(value, 'days')];
      return isBoxName(box) && isBoxData(data) && isBoxDays(days) ? ok({ type, box, data, days }) : refused;
    }
    case 'box-get': {
      const box = own(value, 'box');
      return isBoxName(box) ? ok({ type, box }) : refused;
    }
    case 'ping':
      return ok({ type });
    default:
      return refused;
  }
}
