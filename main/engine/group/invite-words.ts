/**
 * Eight words for an invite (HP1 §3, SPEC IV17–IV19). Made once for an invite
 * and kept, so that they can be shown again; the sealed invite is put into a
 * box at every meeting place of the group, and again every day and whenever the
 * profile opens, as long as the invite is open. Keepers remember nothing beyond
 * their own run.
 */
import type { InviteId } from '../../../shared/brand.ts';
import { ByteReader, ByteWriter, utf8, utf8ToText } from '../../../shared/bytes.ts';
import { encodeInvite, fitServers, type Invite } from '../../../shared/group/invite.ts';
import {
  decodeInviteWords,
  encodeInviteWords,
  INVITE_BOX_BYTES,
  type InviteBox,
  inviteBoxOf,
  openInviteBox,
  sealInvite,
  wordsStretch,
} from '../../../shared/group/invite-words.ts';
import { WORDS_SECRET_BYTES } from '../../../shared/group/spoken-words.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { InviteWordsView } from '../../../shared/ipc/membership-views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Boxes } from '../links/boxes.ts';
import { checkServerAddress } from '../server-address.ts';
import { guardAsync } from '../store/disk-error.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import type { Stretch } from '../vault/vault-slots.ts';
import { codeOfInvite } from './invites.ts';
import type { OpenGroup } from './open-group.ts';

const DAY_MS = 86_400_000;
/** How often it is looked whether a box has to be put again, milliseconds. */
const LOOK_MS = 3_600_000;
/** Longest time that a keeper keeps a box, days. */
const MAX_BOX_DAYS = 30;

/** What is kept of an invite's words; the stretch of a second is done once. */
interface KeptWords {
  readonly secret: Uint8Array;
  readonly box: string;
  /** The sealed invite, byte for byte the same at every put. */
  readonly data: Uint8Array;
}

const VERSION = 1;
const MAX_NAME_BYTES = 64;

const encodeWords = ({ secret, box, data }: KeptWords): Uint8Array =>
  new ByteWriter().uint(VERSION, 1).raw(secret).sized(utf8(box)).sized(data).finish();

/** Reads what `encodeWords` wrote into our own store. */
function decodeWords(bytes: Uint8Array): KeptWords {
  const reader = new ByteReader(bytes);
  const version = reader.uint(1);
  const secret = reader.raw(WORDS_SECRET_BYTES).slice();
  const box = utf8ToText(reader.sized(MAX_NAME_BYTES));
  const data = reader.sized(INVITE_BOX_BYTES).slice();
  if (version !== VERSION || !reader.finished) throw new Error('words that this version did not write');
  return { secret, box, data };
}

/** What the words are made of. */
export interface InviteWordsDoors {
  readonly boxes: Boxes;
  readonly stretch: Stretch;
  readonly timers: Timers;
  /** Groups that this person belongs to. */
  readonly groups: () => readonly OpenGroup[];
  /** The disk failed while nobody asked for anything. */
  readonly onDiskError: (error: AppError) => void;
}

/** See the file's head. */
export interface InviteWords {
  /** The words of an open invite, after every meeting place of the group was asked to keep it. */
  inviteWords(group: OpenGroup, inviteId: InviteId): Promise<Result<InviteWordsView, AppError>>;
  /** The invite that `words` stand for at `server`, as a link: `InviteWordsNotFound` where nothing of theirs lies. */
  findInviteByWords(words: string, server: string): Promise<Result<{ readonly link: string }, AppError>>;
  /** Puts every box that is due; nothing is due twice a day where it was kept. */
  lookAgain(): void;
  stop(): void;
}

/** Looks at once for what is due, and every hour. */
export function createInviteWords(doors: InviteWordsDoors): InviteWords {
  const { boxes, stretch, timers, groups, onDiskError } = doors;
  /** When a meeting place last kept a box, by both names; of this run. */
  const keptAt = new Map<string, number>();
  let isStopped = false;
  let stopLook: StopTimer = () => {};
  let stretching: Promise<unknown> = Promise.resolve();
  let isLooking = false;
  let lookOnceMore = false;

  /** One after the other: each takes 256 MiB. */
  function boxOf(secret: Uint8Array): Promise<InviteBox> {
    const { salt, cost } = wordsStretch();
    const made = stretching.then(async () => inviteBoxOf(await stretch(secret, salt, cost)));
    stretching = made.catch(() => undefined);
    return made;
  }

  async function wordsFor(group: OpenGroup, invite: Invite, inviteId: InviteId): Promise<KeptWords> {
    const kept = group.values.inviteWords(inviteId);
    if (kept) return decodeWords(kept);
    const secret = group.ports.random.bytes(WORDS_SECRET_BYTES);
    const box = await boxOf(secret);
    const words = { secret, box: box.box, data: sealInvite(invite, box, group.ports.random) };
    // Somebody pressed twice: the first ones stand.
    const meanwhile = isStopped ? null : group.values.inviteWords(inviteId);
    if (meanwhile) return decodeWords(meanwhile);
    if (!isStopped) group.values.setInviteWords(inviteId, encodeWords(words));
    return words;
  }

  async function put(group: OpenGroup, server: string, { box, data }: KeptWords, expiresAt: number): Promise<boolean> {
    const days = Math.min(MAX_BOX_DAYS, Math.max(1, Math.ceil((expiresAt - group.ports.clock.now()) / DAY_MS)));
    const isKept = (await boxes.put(server, box, data, days)) === 'kept';
    if (isKept) keptAt.set(`${server} ${box}`, timers.steadyNow());
    return isKept;
  }

  /** One box after the other, so that a meeting place sees no flock of them. */
  async function putWhatIsDue(): Promise<void> {
    for (const group of groups()) {
      for (const { inviteId, expiresAt } of group.replica.roster()?.invites ?? []) {
        const kept = isStopped ? null : group.values.inviteWords(inviteId);
        if (!kept) continue;
        if (!codeOfInvite(group, inviteId).ok) {
          group.values.setInviteWords(inviteId, null);
          continue;
        }
        const words = decodeWords(kept);
        for (const server of group.values.servers()) {
          const before = keptAt.get(`${server} ${words.box}`);
          const isDue = before === undefined || timers.steadyNow() - before >= DAY_MS;
          if (isDue && !isStopped) await put(group, server, words, expiresAt);
        }
      }
    }
  }

  function lookAgain(): void {
    if (isStopped) return;
    lookOnceMore = isLooking;
    if (isLooking) return;
    isLooking = true;
    stopLook();
    stopLook = timers.after(LOOK_MS, lookAgain);
    void guardAsync(async () => ok(await putWhatIsDue())).then((looked) => {
      isLooking = false;
      if (!looked.ok) onDiskError(looked.error);
      else if (lookOnceMore) lookAgain();
    });
  }

  lookAgain();

  return {
    async inviteWords(group, inviteId) {
      const invite = codeOfInvite(group, inviteId);
      if (!invite.ok) return invite;
      const words = await wordsFor(group, invite.value, inviteId);
      if (isStopped) return err({ tag: 'NotUnlocked' });
      const askedAt = group.values.servers();
      const kept = await Promise.all(
        askedAt.map(async (server) => ((await put(group, server, words, invite.value.expiresAt)) ? [server] : [])),
      );
      return ok({ words: encodeInviteWords(words.secret), keptAt: kept.flat(), askedAt });
    },
    async findInviteByWords(words, server) {
      const secret = decodeInviteWords(words);
      if (!secret.ok) return secret;
      const address = checkServerAddress(server);
      if (!address.ok) return address;
      const box = await boxOf(secret.value);
      const answer = await boxes.get(address.value, box.box);
      if (answer.state !== 'found') {
        return err({ tag: answer.state === 'silent' ? 'ServerSilent' : 'InviteWordsNotFound' });
      }
      const opened = openInviteBox(answer.data, box);
      if (!opened.ok) return err(opened.error.tag === 'InviteBoxWrong' ? { tag: 'InviteWordsNotFound' } : opened.error);
      // The group meets where its invite was found, also when that place was added after the invite was made.
      const servers = fitServers([...new Set([...opened.value.servers, address.value])]);
      return ok({ link: encodeInvite({ ...opened.value, servers }).link });
    },
    lookAgain,
    stop() {
      isStopped = true;
      stopLook();
    },
  };
}
