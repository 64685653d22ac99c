import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWriteFaults, type Fault, FAULTS, tagsOf, type WriteFaults } from './testing/write-faults.ts';
import { createWriteStory, CUT_OFF, type Step, type WriteStory } from './testing/write-story.ts';

beforeAll(() => cryptoReady);

/** How a refusal goes on: this write alone; every write until space returns; the same, with Hearth closed meanwhile. */
const MODES = ['once', 'for good', 'for good, and closed'] as const;
type Mode = (typeof MODES)[number];
const KINDS = Object.keys(FAULTS) as Fault[];
/** The long run takes every kind in every way for every write, the ordinary one a way each: see {@link waysOf}. */
const IS_LONG = process.env.HEARTH_WRITE_FAULTS === 'all';
/** For each write one kind in one way, in turn: with an engine that goes on and remembers, or with one that was closed. */
const waysOf = (at: number): readonly { readonly fault: Fault; readonly mode: Mode }[] => [
  { fault: KINDS[Math.floor(at / 2) % KINDS.length] ?? 'full', mode: MODES[at % MODES.length] ?? 'once' },
];
/** The whole story is told to its end for every so many writes; for the others as far as the refused step, and a look. */
const WHOLE_EVERY = 8;
/** Writes of one test. */
const SHARE = 40;
/** More writes than the story has. */
const SHARES = 7;

/**
 * Steps at whose end something may be refused that is nobody's words: a draft that was shared is not forgotten yet, the
 * store has not noted that the vault was written anew.
 */
const QUIET: ReadonlySet<string> = new Set([
  'shares it',
  'shares the comment',
  'shares the edit',
  'binds the keychain',
  'lets it go',
  'changes the passphrase',
]);

/** What is found after each step when nothing is refused, and how many writes that took. */
interface Undisturbed {
  readonly looks: ReadonlyMap<string, unknown>;
  readonly ending: unknown;
  readonly faults: WriteFaults;
}

async function undisturbed(): Promise<Undisturbed> {
  const faults = createWriteFaults();
  const story = await createWriteStory(faults);
  const looks = new Map<string, unknown>();
  for (const step of story.steps) {
    await tell(step, story);
    looks.set(step.what, await story.look());
  }
  const ending = await lastLook(story);
  story.world.end();
  return { looks, ending, faults };
}

async function tell(step: Step, { world }: WriteStory): Promise<void> {
  const answer = await step.tell();
  if (!answer.ok) throw new Error(`"${step.what}", and nothing is refused: ${answer.error.tag}`);
  world.settle(30_000);
}

/** Closes Hearth, opens it again, lets everybody meet, and looks. */
async function lastLook(story: WriteStory): Promise<unknown> {
  const back = await story.comeBack();
  if (!back.ok) throw new Error(`it does not open: ${back.error.tag}`);
  story.world.settle(300_000);
  return story.look();
}

/** Tells the story while write `at` is refused. */
async function tellWith(at: number, fault: Fault, mode: Mode, plain: Undisturbed): Promise<void> {
  const faults = createWriteFaults();
  faults.plan(at, fault, mode !== 'once');
  const story = await createWriteStory(faults);
  try {
    for (const step of story.steps) {
      if (!(await tellThrough(step, story, faults, mode, fault))) continue;
      if (at % WHOLE_EVERY === 0 || CUT_OFF.includes(step.what)) continue;
      expect(await lastLook(story)).toEqual(plain.looks.get(step.what));
      return;
    }
    expect(await lastLook(story)).toEqual(plain.ending);
  } catch (failure) {
    const where = `${fault}, ${mode}, ${faults.where ?? 'nothing was refused'}`;
    throw new Error(`${where}: ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure });
  } finally {
    faults.spaceReturns();
    story.world.end();
  }
}

/** Takes one step; when something of it is refused, sees what becomes of that, and takes it again. True in that case. */
async function tellThrough(
  step: Step,
  story: WriteStory,
  faults: WriteFaults,
  mode: Mode,
  fault: Fault,
): Promise<boolean> {
  const { world, ann } = story;
  const before = faults.refused;
  ann.heard();
  const answer = await step.tell();
  world.settle(30_000);
  if (faults.refused === before) {
    if (!answer.ok) throw new Error(`"${step.what}", and nothing is refused: ${answer.error.tag}`);
    return false;
  }
  if (!answer.ok) expect(tagsOf(fault), `"${step.what}"`).toContain(answer.error.tag);
  const isTold =
    !answer.ok ||
    ann.heard().some(({ event }) => event === 'writeFailed') ||
    ann.log.events().some(({ event }) => event === 'disk.failed');
  expect({ what: step.what, isTold: isTold || QUIET.has(step.what) }).toEqual({ what: step.what, isTold: true });
  if (mode === 'for good, and closed') ann.close();
  faults.spaceReturns();
  if (mode === 'for good, and closed') {
    const back = await story.comeBack();
    if (!back.ok && step.what !== 'sets up') throw new Error(`shut after "${step.what}": ${back.error.tag}`);
  }
  const again = answer.ok ? answer : await step.tell();
  if (!again.ok) throw new Error(`"${step.what}" once more, with space again: ${again.error.tag}`);
  world.settle(120_000);
  return true;
}

describe('[SF6] every write of the engine, refused in turn', () => {
  let plain: Undisturbed;
  beforeAll(async () => {
    plain = await undisturbed();
  });

  it('[SF6] the story has them all: statements that write, steps of the vault, files that come and go', () => {
    expect(plain.faults.count).toBeGreaterThan(200);
    expect(plain.faults.count).toBeLessThanOrEqual(SHARE * SHARES);
  });

  it.each(Array.from({ length: SHARES }, (_, i) => i * SHARE + 1))(
    '[SF6] from write %i on: it is told in its own words, nothing that was answered is lost, and all goes on',
    async (from) => {
      const last = Math.min(plain.faults.count, from + SHARE - 1);
      for (let at = from; at <= last; at += 1) {
        const ways = IS_LONG ? KINDS.flatMap((fault) => MODES.map((mode) => ({ fault, mode }))) : waysOf(at);
        for (const { fault, mode } of ways) await tellWith(at, fault, mode, plain);
      }
    },
    IS_LONG ? 3_600_000 : 480_000,
  );
});
