/** The stage of stories about joining by a keeper: Ann has a group, Ben holds an invite, and nobody is ever connected. */
import type { GroupId } from '../../../shared/brand.ts';
import { inviteKeys, readInvite } from '../../../shared/group/invite.ts';
import { inviteMailboxOf, type Mailbox, weekOf } from '../../../shared/group/mailbox.ts';
import { createMemoryKeeper, type MemoryKeeper } from '../../../shared/testing/memory-keeper.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import type { InviteChoice } from '../group/invites.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from './engine-world.ts';
import { pairOf } from './fake-air.ts';
import { comeBack, found, OPEN_INVITE, onlyRequest, posts, wordsOf } from './stories.ts';

/** See the file's head. */
export interface JoinStage {
  readonly world: World;
  readonly keeper: MemoryKeeper;
  readonly ann: Person;
  readonly ben: Person;
  readonly groupId: GroupId;
  /** An invite of Ann's, as a link. */
  invite(choice?: Partial<InviteChoice>): Promise<string>;
}

/** Without `allow` the group has not agreed to keepers. Whoever comes is called Ben or Cleo. */
export async function createJoinStage({ allow = true }: { readonly allow?: boolean } = {}): Promise<JoinStage> {
  const world = createWorld();
  const keeper = createMemoryKeeper({ now: world.time.clock.now, random: createSeededRandom(77) });
  world.net.mail.keepers.set(SERVER, keeper);
  const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
  for (const newcomer of ['Ben', 'Cleo']) world.net.apart.add(pairOf('Ann', newcomer));
  world.net.apart.add(pairOf('Ben', 'Cleo'));
  const groupId = await found(ann);
  if (allow) unwrap(await ann.ask.allowKeeper({ groupId, allowed: true }));
  world.settle(5_000);
  return {
    world,
    keeper,
    ann,
    ben,
    groupId,
    invite: async (choice = {}) => unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, ...choice })).link,
  };
}
/** Somebody's own request, as it is shown. */
export const joinOf = async (who: Person) => {
  const [join] = unwrap(await who.ask.listJoins({}));
  return join;
};
/** The same at the first keeper. */
export const placeOf = async (who: Person) => (await joinOf(who))?.keeper?.places[0];
/** What somebody reads. */
export const texts = async (who: Person, groupId: GroupId) => (await posts(who, groupId)).map(wordsOf);

/** The mailbox that an invite's holder derives for the present week. */
export function mailboxOfLink(link: string, now: number): Mailbox {
  const invite = readInvite(link, now);
  if (!invite.ok) throw new Error(invite.error.tag);
  return inviteMailboxOf(inviteKeys(invite.value.groupId, invite.value.secret).rvSeed, weekOf(now));
}
/** Says yes to the only request. */
export const approve = async (host: Person, groupId: GroupId) =>
  unwrap(await host.ask.approveRequest({ groupId, requestId: (await onlyRequest(host, groupId)).requestId }));
/** Closes somebody's Hearth and opens it again, so that it looks at once. */
export const looksAnew = async (world: World, who: Person): Promise<void> => {
  await comeBack(who);
  world.settle(10_000);
};
