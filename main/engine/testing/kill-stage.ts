/**
 * A profile that is going to be killed again and again: Ann's, in a group with
 * Ben, who takes the files that she saves and makes some that bring what he
 * wrote. `createKillStage()`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GroupId } from '../../../shared/brand.ts';
import type { EntryView, TimelineItem } from '../../../shared/ipc/views.ts';
import { createWorld, type Person, unwrap } from './engine-world.ts';
import { admit, found, share, wordsOf } from './stories.ts';

/** Posts that each of Ben's files brings and none before it did. */
export const POSTS_PER_FILE = 3;
const PAGE = 200;
/** What is said of a file whose writing was cut short. */
const CUT: readonly string[] = ['BundleNotOne', 'BundleDamaged'];

/** See the file's head. */
export interface KillStage {
  readonly profileFolder: string;
  /** Ben's files by number: `0.hearth`, `1.hearth`, … */
  readonly filesFolder: string;
  readonly groupId: GroupId;
  /** Lets Ben take a file of Ann's in, which may have been cut short. */
  showBen(file: Uint8Array): Promise<void>;
  /** The words of all posts that Ben has of Ann. */
  benHas(): Promise<readonly string[]>;
  /** Ben writes, and saves what Ann may be missing as the file of this number. */
  makeFile(number: number): Promise<void>;
  end(): void;
}

/** The words of one of Ben's posts. */
export const benWrote = (file: number, post: number): string => `ben ${file}.${post}`;

/** The words of every post of a group, newest first. */
export async function everyPost(ask: Person['ask'], groupId: GroupId): Promise<readonly EntryView[]> {
  const entries: EntryView[] = [];
  for (let before: number | null = null; ; ) {
    const items: readonly TimelineItem[] = unwrap(await ask.listTimeline({ groupId, before, limit: PAGE }));
    const page = items.flatMap((item) => (item.item === 'entry' ? [item.entry] : []));
    entries.push(...page);
    const last = items.at(-1);
    if (!last || items.length < PAGE) return entries;
    before = last.item === 'entry' ? last.entry.writtenAt : last.notice.at;
  }
}

/** Ann's profile, closed. */
export async function createKillStage(): Promise<KillStage> {
  const world = createWorld();
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  const groupId = await found(ann);
  await admit(world, ann, groupId, ben);
  ann.close();
  world.settle();
  const filesFolder = mkdtempSync(join(tmpdir(), 'hearth-kill-files-'));
  return {
    profileFolder: ann.folder,
    filesFolder,
    groupId,
    async showBen(file) {
      const taken = await ben.ask.takeBundle({ file });
      if (!taken.ok && !CUT.includes(taken.error.tag)) throw new Error(taken.error.tag);
      world.settle(60_000);
    },
    async benHas() {
      const posts = await everyPost(ben.ask, groupId);
      return posts.filter((post) => post.authorName === 'Ann').map(wordsOf);
    },
    async makeFile(number) {
      for (let post = 0; post < POSTS_PER_FILE; post += 1) await share(ben, groupId, benWrote(number, post));
      world.settle(60_000);
      const saved = unwrap(await ben.ask.saveBundle({ groupId }));
      writeFileSync(join(filesFolder, `${number}.hearth`), saved.bytes);
    },
    end() {
      world.end();
      rmSync(filesFolder, { recursive: true, force: true });
    },
  };
}
