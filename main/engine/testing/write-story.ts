/**
 * One story that comes to every place at which the engine writes, told step by
 * step, so that a disk may refuse any write of it. Every step can be asked for
 * again, as a person does who read that something could not be saved.
 */
import * as Y from 'yjs';
import type { GroupId, RecordId } from '../../../shared/brand.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { EditableDoc } from '../../../shared/ipc/views.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { createWorld, PASSPHRASE, type Person, SERVER, unwrap, type World } from './engine-world.ts';
import { found, memberIdOf, OPEN_INVITE, posts, share, wordsOf, writing } from './stories.ts';
import type { WriteFaults } from './write-faults.ts';

const DAY_MS = 86_400_000;
const SECOND = 'nine copper kettles on the wall';
const THIRD = 'saddle orchid nineteen pebble lamp';
const SHORT = 'A short page.';
const POST = 'A post of mine.';
const COMMENT = 'A comment of mine.';
const EDITED = 'And one more thought.';
const LEFT = 'A draft that is left.';
const BENS = 'A post of Ben.';
const LATE = 'A post of Ben, by file.';

/** What an editor would show of a document as it lies on the disk. */
function bodyOf({ update }: EditableDoc): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc.getXmlFragment('body').toString();
}

type Answer = Result<unknown, AppError>;

/** From here on to the next coming back the others write things that Ann does not hear of. */
export const CUT_OFF: readonly string[] = ['is cut off, and Ben writes', 'takes a file', 'saves a file'];

/** One thing that happens. `tell` answers as Ann's engine does; `ok` for what she does not ask for. */
export interface Step {
  readonly what: string;
  readonly tell: () => Promise<Answer>;
}

/** See the file's head. */
export interface WriteStory {
  readonly world: World;
  readonly ann: Person;
  readonly steps: readonly Step[];
  /** Closes Ann's Hearth and opens it again, by whichever passphrase opens it by now. */
  comeBack(): Promise<Answer>;
  /** What somebody finds at this point, in a form that can be compared. Writes nothing. */
  look(): Promise<unknown>;
}

/** The story on a disk of Ann's; nothing of it has been told yet. */
export async function createWriteStory(faults: WriteFaults): Promise<WriteStory> {
  const world = createWorld();
  const ben = await world.person('Ben');
  const ann = await world.person('Ann', { ready: false, faults });
  const kept = new Map<string, unknown>();
  const keep = <T>(name: string, answer: Result<T, AppError>): Result<T, AppError> => {
    if (answer.ok) kept.set(name, answer.value);
    return answer;
  };
  const got = <T>(name: string): T => {
    if (!kept.has(name)) throw new Error(`nothing is kept as ${name}`);
    return kept.get(name) as T;
  };
  const group = (name = 'group'): { groupId: GroupId } => ({ groupId: got<{ groupId: GroupId }>(name).groupId });
  const doc = (name: string): { recordId: RecordId } => ({ recordId: got<EditableDoc>(name).recordId });

  /** What was done already may say so when it is asked for again. */
  const orSaid = (answer: Answer, ...tags: readonly string[]): Answer =>
    !answer.ok && tags.includes(answer.error.tag) ? ok(null) : answer;
  /** Opens a document and writes into it, unless the words are there from the time before. */
  async function write(name: string, text: string, open: () => Promise<Result<EditableDoc, AppError>>, isDraft = true) {
    const opened = keep(name, await open());
    if (!opened.ok) return opened;
    const update = writing(opened.value, text);
    return isDraft
      ? ann.ask.updateDraft({ ...group(), ...doc(name), update })
      : ann.ask.updateJournal({ ...doc(name), update });
  }
  const draftOf = (parent: RecordId | null, fromJournal: RecordId | null = null) =>
    ann.ask.openDraft({ ...group(), parent, fromJournal });
  const shareOf = async (name: string) => ann.ask.shareDraft({ ...group(), ...doc(name) });
  async function react(reaction: 'me-too' | null): Promise<Answer> {
    const post = (await posts(ann, group().groupId)).find((one) => wordsOf(one) === BENS);
    if (!post) throw new Error('Ann does not see what Ben wrote');
    return ann.ask.setReaction({ ...group(), target: post.recordId, reaction });
  }
  async function letIn(person: Person, groupId: GroupId): Promise<Answer> {
    const [request] = unwrap(await person.ask.listRequests({ groupId }));
    return request ? person.ask.approveRequest({ groupId, requestId: request.requestId }) : ok(null);
  }
  const founding = { myName: 'Ann', agreement: 'Be kind.', mode: 'facilitated' } as const;
  /** The passphrases that may open Ann's Hearth: one until a change was answered, either while it may have been cut. */
  let passphrases: readonly string[] = [PASSPHRASE];
  async function change(next: string, by: (passphrase: string) => Promise<Answer>): Promise<Answer> {
    const before = passphrases;
    passphrases = [...new Set([...before, next])];
    let answer: Answer = ok(null);
    for (const passphrase of before) {
      world.settle(60_000);
      answer = await by(passphrase);
      if (answer.ok) passphrases = [next];
      if (answer.ok || answer.error.tag !== 'WrongPassphrase') break;
    }
    return answer;
  }
  async function comeBack(): Promise<Answer> {
    ann.restart();
    let answer: Answer = ok(null);
    for (const passphrase of passphrases) {
      // After a wrong one there is a pause.
      world.settle(60_000);
      answer = await ann.ask.unlock({ passphrase });
      if (answer.ok) break;
    }
    return answer;
  }

  const told: Readonly<Record<string, () => Promise<Answer> | Answer | Promise<void>>> = {
    'sets up': async () =>
      orSaid(keep('words', await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE })), 'AlreadySetUp'),
    'names a meeting place': () => ann.ask.changeSettings({ server: SERVER }),
    'begins a page': async () => keep('page', await ann.ask.createJournal({})),
    'writes it': () => write('page', SHORT, () => ann.ask.openJournal(doc('page')), false),
    'begins another': async () => keep('other', await ann.ask.createJournal({})),
    'deletes that one': async () => orSaid(await ann.ask.deleteJournal(doc('other')), 'RecordUnknown'),
    'founds a group': async () => keep('group', await ann.ask.createGroup({ name: 'Tuesdays', ...founding })),
    'makes an invite': async () => keep('invite', await ann.ask.createInvite({ ...group(), ...OPEN_INVITE })),
    'is asked by Ben': async () => {
      const { link } = got<{ link: string }>('invite');
      if (unwrap(await ben.ask.listJoins({})).length > 0) return;
      unwrap(await ben.ask.acceptInvite({ invite: link, myName: 'Ben', note: 'Hello' }));
    },
    'lets him in': () => letIn(ann, group().groupId),
    'begins a post': () => write('post', POST, () => draftOf(null)),
    'shares it': () => shareOf('post'),
    'gets an answer': async () => void (await share(ben, group().groupId, BENS)),
    'reads it': () => ann.ask.markSeen(group()),
    'begins a comment': () => write('comment', COMMENT, () => draftOf(doc('post').recordId)),
    'shares the comment': () => shareOf('comment'),
    reacts: () => react('me-too'),
    'takes that back': () => react(null),
    edits: () => write('edit', EDITED, () => ann.ask.editEntry({ ...group(), ...doc('post') })),
    'shares the edit': () => shareOf('edit'),
    'begins from a page': async () => keep('copy', await draftOf(null, doc('page').recordId)),
    'throws it away': async () => orSaid(await ann.ask.discardDraft({ ...group(), ...doc('copy') }), 'RecordUnknown'),
    'leaves a draft': () => write('left', LEFT, () => draftOf(null)),
    'names more places': () => ann.ask.setServers({ ...group(), servers: [SERVER, 'ws://localhost:4445'] }),
    'changes a role': async () => {
      const memberId = await memberIdOf(ann, group().groupId, 'Ben');
      return orSaid(await ann.ask.changeRole({ ...group(), memberId, role: 'facilitator' }), 'NothingToChange');
    },
    'is cut off, and Ben writes': async () => {
      world.net.detach('Ann');
      if (!kept.has('file')) await share(ben, group().groupId, LATE);
      keep('file', await ben.ask.saveBundle(group()));
    },
    'takes a file': () => ann.ask.takeBundle({ file: got<{ bytes: Uint8Array }>('file').bytes }),
    'saves a file': () => ann.ask.saveBundle(group()),
    'comes back': () => comeBack(),
    'is away for a week': () => {
      ann.close();
      // Without the timers of those days, which write the same again and again.
      world.time.move(9 * DAY_MS);
      return comeBack();
    },
    'founds another group': async () => keep('extra', await ann.ask.createGroup({ name: 'Extra', ...founding })),
    'leaves it': async () => orSaid(await ann.ask.leaveGroup(group('extra')), 'GroupUnknown'),
    'forgets it': async () => orSaid(await ann.ask.forgetGroup(group('extra')), 'GroupUnknown'),
    'is invited by Ben': async () => {
      if (kept.has('bens')) return;
      kept.set('bens', { groupId: await found(ben, 'Bens') });
      keep('bensInvite', await ben.ask.createInvite({ ...group('bens'), ...OPEN_INVITE }));
    },
    'asks to join': async () =>
      ann.ask.acceptInvite({ invite: got<{ link: string }>('bensInvite').link, myName: 'Ann', note: '' }),
    withdraws: async () => orSaid(await ann.ask.withdrawJoin(group('bens')), 'RequestGone'),
    'asks again': async () =>
      ann.ask.acceptInvite({ invite: got<{ link: string }>('bensInvite').link, myName: 'Ann', note: '' }),
    'is let in': async () => void unwrap(await letIn(ben, group('bens').groupId)),
    'begins to pair': () => ann.ask.startPairing({ way: 'file' }),
    'ends that': () => ann.ask.endPairing({}),
    'binds the keychain': () =>
      change(passphrases[0] ?? '', (now) => ann.ask.bindKeychain({ passphrase: now, use: true })),
    'lets it go': () => change(passphrases[0] ?? '', (now) => ann.ask.bindKeychain({ passphrase: now, use: false })),
    'changes the passphrase': () =>
      change(SECOND, (now) => ann.ask.changePassphrase({ current: now, passphrase: SECOND })),
    'comes back by the words': () =>
      change(THIRD, () => {
        ann.restart();
        return ann.ask.recover({
          words: [...got<{ recoveryWords: readonly string[] }>('words').recoveryWords],
          passphrase: THIRD,
        });
      }),
    'comes back once more': () => comeBack(),
  };

  return {
    world,
    ann,
    steps: Object.entries(told).map(([what, tell]) => ({ what, tell: async () => (await tell()) ?? ok(null) })),
    comeBack,
    async look() {
      const status = unwrap(await ann.ask.status({}));
      if (status.phase !== 'open') return status.phase;
      const groups = unwrap(await ann.ask.listGroups({}));
      const seen = await Promise.all(
        groups.map(async ({ groupId, name }) => ({
          name,
          posts: (await posts(ann, groupId)).map((post) => `${wordsOf(post)} ${JSON.stringify(post.reactions)}`).sort(),
          members: unwrap(await ann.ask.viewGroup({ groupId })).members.map((one) => `${one.name} ${one.role}`),
        })),
      );
      return {
        settings: unwrap(await ann.ask.getSettings({})),
        journal: await Promise.all(
          unwrap(await ann.ask.listJournal({ before: null, limit: 10 })).map(async ({ recordId, excerpt }) => ({
            excerpt,
            words: bodyOf(unwrap(await ann.ask.openJournal({ recordId }))),
          })),
        ),
        groups: seen.sort((a, b) => a.name.localeCompare(b.name)),
        past: unwrap(await ann.ask.listPastGroups({})).length,
        joins: unwrap(await ann.ask.listJoins({})).length,
        benSees: kept.has('group') && (await benSees(group().groupId)),
      };
    },
  };

  async function benSees(groupId: GroupId): Promise<readonly string[]> {
    const isIn = unwrap(await ben.ask.listGroups({})).some((one) => one.groupId === groupId);
    return isIn ? (await posts(ben, groupId)).map(wordsOf).sort() : [];
  }
}
