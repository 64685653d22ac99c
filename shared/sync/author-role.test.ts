import { beforeAll, describe, expect, it } from 'vitest';
import type { EntryId } from '../brand.ts';
import { decodeEntry, type Entry } from '../chain/entry.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import type { Role } from '../group/op-types.ts';
import type { Roster } from '../group/roster.ts';
import { createCast, openReplica, replicaKeysOf } from '../testing/cast.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { fflateDeflate } from '../testing/fflate-deflate.ts';
import { createPlayer } from '../testing/player.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { retryWaiting } from './replica-apply.ts';
import { takeContent } from './replica-content.ts';
import { applyMembership } from './replica-revise.ts';
import { loadState, type ReplicaState } from './replica-state.ts';

beforeAll(() => cryptoReady);

/** A post of Bob's, and Alice's state and store before it came. */
function setting() {
  const cast = createCast(['alice', 'bob'], 2);
  const [alice, bob] = cast.members;
  if (!alice || !bob) throw new Error('a cast of two');
  const random = createSeededRandom(1);
  const clock = createFakeClock();
  const written = openReplica(cast, bob.identity, bob.full.clone(), { random, clock });
  const player = createPlayer(written.replica, written.store, {
    groupId: cast.groupId,
    identity: bob.identity,
    random,
  });
  player.post('From before.');
  const chain = { deviceId: bob.identity.deviceId, inc: 1, lane: 'content' as const };
  const [bytes] = written.replica.read({ ...chain, from: 1, to: 1 }, 1 << 20).entries;
  const post = bytes && decodeEntry(bytes);
  if (!post?.ok) throw new Error('a post');
  const store = alice.full.clone().open();
  const parts = {
    ...cast,
    store,
    keys: replicaKeysOf(alice.identity),
    inc: 1,
    random,
    clock,
    deflate: fflateDeflate,
  };
  const state = loadState(parts);
  /** Alice's state with another answer to who may what. */
  const withRoles = (roleAt: Roster['roleAt']): ReplicaState => {
    if (!state.roster) throw new Error('alice has a roster');
    return { ...state, roster: { ...state.roster, roleAt } };
  };
  const shown = () => store.posts(null, 9).length;
  return { parts, withRoles, shown, entry: post.value as Entry, bob: bob.identity.memberId };
}

describe('what an author may write', () => {
  it('[RP11] is judged by the role at the past that the entry names, not by the role of today', () => {
    for (const [then, now, count] of [
      ['member', 'listener', 1],
      ['listener', 'member', 0],
    ] as const) {
      const { parts, withRoles, shown, entry, bob } = setting();
      const atPast = (heads: readonly EntryId[]): Role => (heads === entry.header.deps ? then : now);
      takeContent(
        parts,
        withRoles((memberId, heads) => (memberId === bob ? atPast(heads) : null)),
        [entry],
        new Set(),
      );
      expect(shown(), then).toBe(count);
    }
  });

  it('[RP11] waits while nothing that is here lets its author in', () => {
    const { parts, withRoles, shown, entry } = setting();
    const unknown = withRoles(() => null);
    takeContent(parts, unknown, [entry], new Set());
    expect(shown()).toBe(0);
    retryWaiting(
      parts,
      withRoles(() => 'member'),
      new Set(),
    );
    expect(shown()).toBe(1);
  });

  it('[RP11] is judged anew when an operation comes that the entry had named before', () => {
    const { parts, withRoles, shown, entry } = setting();
    const [late] = entry.header.deps;
    if (!late) throw new Error('an entry names the log');
    const ahead = withRoles(() => 'member');
    // As if the log had not brought that operation yet.
    const opLamports = new Map([...ahead.opLamports].filter(([id]) => id !== late));
    const hidden = { ...parts, store: { ...parts.store, entryById: () => null } };
    const { state } = takeContent(hidden, { ...ahead, opLamports }, [entry], new Set());
    expect(shown()).toBe(1);
    const listener: ReplicaState = { ...state, roster: state.roster && { ...state.roster, roleAt: () => 'listener' } };
    applyMembership(parts, { ...listener, opLamports: ahead.opLamports }, [late], new Set());
    expect(shown()).toBe(0);
  });
});
