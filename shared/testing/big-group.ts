/** A group that has written for a year, for tests of what a newcomer is brought, and in which order. */
import { CONTENT_KIND, type ContentKind } from '../chain/kinds.ts';
import { BODY_SCHEMA, freshBodyOfText } from '../record/body.ts';
import { recordIdOf } from '../record/ids.ts';
import type { Payload } from '../record/payload.ts';
import type { RecordValue } from '../record/values.ts';
import { type Awake, wake } from './awake.ts';
import { type Cast, createCast } from './cast.ts';
import { createMemoryDisk } from './memory-entry-store.ts';
import type { SeededRandom } from './seeded-random.ts';

/** See {@link writeBigGroup}. */
export interface BigGroup {
  readonly cast: Cast;
  /** Holds everything. */
  readonly host: Awake;
  /** Was let in, and holds nothing yet. */
  readonly newcomer: Awake;
  /** Bytes of all content entries. */
  readonly contentBytes: number;
}

const LETTERS = 'etaoin shrdlu cmfwyp vbgkqj xz';
/** Text that hardly compresses. */
const textOf = (random: SeededRandom, characters: number): string =>
  Array.from({ length: characters }, () => LETTERS[random.int(LETTERS.length)]).join('');

/** Characters of a text of several pages; sealed it has about 25 KiB. */
const ESSAY_CHARACTERS = 40_000;

/**
 * `authors` people introduce themselves, agree on something and write by turns:
 * first `essays` of several pages, which soon are many bytes, then `posts`, two
 * of three of 250 to 550 characters, the third of 2,000 to 4,000. With
 * `isFolding` they fold what is finished, as the app does.
 */
export function writeBigGroup(
  random: SeededRandom,
  size: { readonly authors: number; readonly essays: number; readonly posts: number; readonly isFolding: boolean },
): BigGroup {
  const names = Array.from({ length: size.authors }, (_, i) => `author ${i}`);
  const cast = createCast([...names, 'nina'], 5);
  const clock = { now: 1_777_896_000_000 };
  const people = names.map((name) => wake(cast, name, random, { clock }));
  const host = people[0] as Awake;
  let contentBytes = 0;

  /** Writes one record; whoever writes next has read it, and the host everything. */
  function write(who: Awake, next: Awake, kind: ContentKind, content: string | RecordValue): void {
    const nonce = random.bytes(16);
    const recordId = recordIdOf(cast.groupId, who.identity.memberId, nonce);
    const origin = { nonce, parent: null };
    const payload: Payload =
      typeof content === 'string'
        ? { shape: 'fresh', origin, schema: BODY_SCHEMA, fresh: freshBodyOfText(content) }
        : { shape: 'value', origin, value: content };
    const written = who.replica.appendContent({ kind, recordId, payload });
    if (!written.ok) throw new Error(written.error.tag);
    const bytes = who.store.entryById(written.value)?.bytes;
    if (!bytes) throw new Error('it is on the disk');
    contentBytes += bytes.length;
    for (const reader of new Set([host, next])) if (reader !== who) reader.replica.ingest([bytes]);
    if (size.isFolding && who.replica.fold() && who !== host) {
      const chain = { deviceId: who.identity.deviceId, inc: 1, lane: 'content' as const };
      const end = who.replica.frontier().find((row) => row.lane === 'content' && row.deviceId === chain.deviceId);
      if (end) host.replica.ingest(who.replica.read({ ...chain, from: end.seq, to: end.seq }, 1 << 20).entries);
    }
    clock.now += 3_600_000;
  }

  write(host, host, CONTENT_KIND.groupProfile, { kind: CONTENT_KIND.groupProfile, name: 'Evening circle' });
  write(host, host, CONTENT_KIND.agreement, 'What is said here stays here. We listen first, and nobody has to speak.');
  people.forEach((who, i) => {
    const next = people[i + 1] ?? host;
    write(who, next, CONTENT_KIND.profile, { kind: CONTENT_KIND.profile, name: who.name, colour: 1 });
  });
  let who = host;
  const essay = textOf(random, ESSAY_CHARACTERS);
  for (let post = -size.essays; post < size.posts; post += 1) {
    const next = random.pick(people);
    const characters = post % 3 === 2 ? 2_000 + random.int(2_000) : 250 + random.int(300);
    write(who, next, CONTENT_KIND.post, post < 0 ? `${post} ${essay}` : textOf(random, characters));
    who = next;
  }
  const newcomer = wake(cast, 'nina', random, { disk: createMemoryDisk(), clock });
  return { cast, host, newcomer, contentBytes };
}
