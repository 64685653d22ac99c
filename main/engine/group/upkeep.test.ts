import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EpochId, GroupId } from '../../../shared/brand.ts';
import { ByteWriter } from '../../../shared/bytes.ts';
import { cryptoReady, kemKeyPair } from '../../../shared/crypto/crypto.ts';
import { sendingEpoch } from '../../../shared/group/select.ts';
import { createCast, openReplica } from '../../../shared/testing/cast.ts';
import { createPlayer } from '../../../shared/testing/player.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { createWorld, PASSPHRASE, unwrap, type World } from '../testing/engine-world.ts';
import { createFakeTime } from '../testing/fake-timers.ts';
import { admit, found, posts, share, wordsOf } from '../testing/stories.ts';
import {
  decodeSecrets,
  encodeSecrets,
  type GroupSecrets,
  groupSecretsOf,
  NO_STORE_MEMORY,
} from '../vault/vault-secrets.ts';
import { createUpkeep, type KeptGroup } from './upkeep.ts';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 4, 11, 12);

beforeAll(() => cryptoReady);

/** Alice, Bob and Cleo with upkeep over memory disks, and one time. */
function setting(seed: number) {
  const cast = createCast(['alice', 'bob', 'cleo'], 3);
  const time = createFakeTime(NOON);
  const people = cast.members.map(({ name, identity, full }, i) => {
    const random = createSeededRandom(seed * 10 + i);
    const disk = full.clone();
    const { replica, store } = openReplica(cast, identity, disk, { random, clock: time.clock });
    const player = createPlayer(replica, store, { groupId: cast.groupId, identity, random });
    let secrets = groupSecretsOf(cast.groupId, cast.genesisHash, identity, false, NOON);
    const vault: GroupSecrets[] = [secrets];
    const group: KeptGroup = {
      groupId: cast.groupId,
      deviceId: identity.deviceId,
      memberId: identity.memberId,
      get secrets() {
        return secrets;
      },
      replica,
      isMember: () => replica.isActive(identity.deviceId),
      takeSecrets(next) {
        secrets = next;
        replica.openWith(
          next.kemSecrets.map((secret) => secret.reveal()),
          next.inc,
        );
      },
    };
    const upkeep = createUpkeep({
      timers: time.timers,
      clock: time.clock,
      random,
      groupOf: () => group,
      keepSecrets: (next) => vault.push(next),
      guarded: (work) => work(),
    });
    const look = () => upkeep.look(cast.groupId);
    return { name, identity, replica, store, player, group, vault, upkeep, look };
  });
  const pass = (ms: number): void => {
    for (let left = ms; ; ) {
      while (time.runDue());
      const next = time.nextInMs();
      if (next === null || next > left) {
        time.move(left);
        return;
      }
      time.move(next);
      left -= next;
    }
  };
  const [alice, bob, cleo] = people;
  if (!alice || !bob || !cleo) throw new Error('a cast of three');
  return { alice, bob, cleo, people, pass, time };
}
type Kept = ReturnType<typeof setting>['alice'];

const pull = (to: Kept, from: Kept): void => {
  const entries = from.replica
    .frontier()
    .flatMap((row) => from.replica.read({ ...row, from: 1, to: row.seq }, 1 << 24).entries);
  if (to.replica.ingest(entries).membershipChanged) to.look();
};
const sendingOf = ({ replica }: Kept): EpochId | null => {
  const roster = replica.roster();
  const sending = roster && sendingEpoch(roster);
  return sending?.tag === 'Epoch' ? sending.epochId : null;
};
const announced = ({ replica, identity }: Kept) =>
  replica.roster()?.devices.find((device) => device.deviceId === identity.deviceId)?.dkPk;
const current = ({ group }: Kept): Uint8Array =>
  kemKeyPair(group.secrets.kemSecrets[0]?.reveal() as Uint8Array).publicKey;

describe('upkeep', () => {
  it('[EG8] settles what is owed a little later, and not when somebody else has', () => {
    const { alice, bob, cleo, pass } = setting(1);
    cleo.player.leave();
    pull(alice, cleo);
    pull(bob, cleo);
    expect(sendingOf(alice)).toBeNull();
    pass(999);
    expect([sendingOf(alice), sendingOf(bob)]).toEqual([null, null]);
    pass(9_001);
    expect(sendingOf(alice)).not.toBeNull();
    expect(sendingOf(bob)).not.toBeNull();

    const other = setting(2);
    other.cleo.player.leave();
    for (const who of [other.alice, other.bob]) pull(who, other.cleo);
    other.bob.replica.performDuties();
    const made = sendingOf(other.bob);
    pull(other.alice, other.bob);
    other.pass(20_000);
    expect(sendingOf(other.alice)).toBe(made);
  });

  it('[EG9] follows an epoch that was written under after a week, each device at another hour', () => {
    const { alice, bob, people, pass } = setting(3);
    for (const who of people) who.player.rekey();
    for (const who of people) for (const from of people) if (who !== from) pull(who, from);
    const quiet = sendingOf(alice);
    pass(10 * DAY);
    expect(sendingOf(alice)).toBe(quiet);

    alice.player.rekey();
    alice.player.post('Something to keep.');
    for (const who of people) if (who !== alice) pull(who, alice);
    const written = sendingOf(alice);
    for (const who of people) who.look();
    pass(7 * DAY - 60_000);
    expect([sendingOf(alice), sendingOf(bob)]).toEqual([written, written]);
    pass(DAY + 60_000);
    expect(sendingOf(alice)).not.toBe(written);
    const begun = people.map(({ replica, identity }) =>
      replica.roster()?.epochs.flatMap(({ epochId }) => {
        const op = replica.logOp(epochId as never);
        return op?.deviceId === identity.deviceId && op.ts > NOON + 16 * DAY ? [op.ts] : [];
      }),
    );
    expect(new Set(begun.map((times) => times?.[0])).size).toBe(3);
  });

  it('[EG10] replaces the own KEM key with every own epoch and after 30 days, in the vault first', () => {
    const { alice, bob, pass } = setting(4);
    alice.look();
    expect(alice.vault).toHaveLength(1);
    pass(1_000);
    alice.player.rekey();
    alice.look();
    expect(alice.vault).toHaveLength(2);
    expect(announced(alice)).toEqual(current(alice));
    alice.look();
    expect(alice.vault).toHaveLength(2);
    bob.look();
    const before = current(bob);
    pass(30 * DAY);
    expect(current(bob)).not.toEqual(before);
    expect(announced(bob)).toEqual(current(bob));
    pull(bob, alice);
    expect(bob.replica.keys().epochKeys.size).toBe(alice.replica.keys().epochKeys.size);
  });

  it('[EG10] announces what a power cut left unannounced', () => {
    const { alice } = setting(5);
    const fresh = setting(6).alice.group.secrets;
    // The vault was written, the log was not.
    alice.group.takeSecrets({
      ...alice.group.secrets,
      kemSecrets: [...fresh.kemSecrets, ...alice.group.secrets.kemSecrets],
      kemSince: [NOON, NOON],
    });
    alice.look();
    expect(announced(alice)).toEqual(current(alice));
  });

  it('[EG11] keeps a replaced secret for 45 days, and what it opened for good', () => {
    const { alice, bob, pass } = setting(7);
    bob.player.rekey();
    bob.look();
    pull(alice, bob);
    const keys = bob.replica.keys().epochKeys.size;
    expect(bob.group.secrets.kemSecrets).toHaveLength(1);
    pass(1_000);
    bob.player.rekey();
    bob.look();
    expect(bob.group.secrets.kemSecrets).toHaveLength(2);
    const first = bob.group.secrets.kemSecrets[1];
    pass(44 * DAY);
    expect(bob.group.secrets.kemSecrets).toContain(first);
    pass(2 * DAY);
    expect(bob.group.secrets.kemSecrets).not.toContain(first);
    expect(bob.replica.keys().epochKeys.size).toBeGreaterThanOrEqual(keys + 1);
    for (let i = 0; i < 20; i += 1) {
      pass(1_000);
      bob.player.rekey();
      bob.look();
    }
    expect(bob.group.secrets.kemSecrets).toHaveLength(16);
    expect(decodeSecrets(encodeSecrets(vaultWith(bob.group.secrets)))).toMatchObject({ ok: true });
  });
});

const vaultWith = (...groups: readonly GroupSecrets[]) => ({
  journalDevice: 'ab'.repeat(16) as never,
  recoveryPublicKey: new Uint8Array(1_216).fill(1),
  groups,
  store: NO_STORE_MEMORY,
});

describe('the vault’s body', () => {
  it('[EG12] of the version before is read, and its secrets count as old', () => {
    const { group } = setting(8).alice;
    const [secret] = group.secrets.kemSecrets;
    if (!secret) throw new Error('a secret');
    const hex = (id: string) => Uint8Array.from(Buffer.from(id, 'hex'));
    const first = new ByteWriter()
      .uint(1, 1)
      .raw(hex('ab'.repeat(16)))
      .raw(new Uint8Array(1_216).fill(1))
      .uint(1, 1)
      .raw(hex(group.groupId))
      .raw(hex(group.secrets.genesisHash))
      .uint(1, 4)
      .raw(group.secrets.memberRootPublicKey)
      .uint(0, 1)
      .raw(group.secrets.deviceSeed.reveal())
      .uint(1, 1)
      .raw(secret.reveal())
      .finish();
    const read = decodeSecrets(first);
    expect(read).toEqual({ ok: true, value: vaultWith({ ...group.secrets, kemSince: [0] }) });
    expect(read.ok && decodeSecrets(encodeSecrets(read.value))).toEqual(read);
    expect(decodeSecrets(Uint8Array.of(4, ...first.slice(1)))).toEqual({
      ok: false,
      error: { tag: 'VaultVersionUnknown' },
    });
  });
});

describe('a group of engines over months', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld();
  });
  afterEach(() => world.end());

  it('[EG10] goes on reading and writing through rotations and restarts', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId: GroupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await share(ann, groupId, 'In May.');
    world.settle(2_000);
    for (const month of ['June', 'July']) {
      for (const who of [ann, ben]) who.close();
      world.time.move(31 * DAY);
      for (const who of [ann, ben]) {
        who.restart();
        unwrap(await who.ask.unlock({ passphrase: PASSPHRASE }));
      }
      world.settle(30_000);
      await share(ben, groupId, `In ${month}.`);
      world.settle(5_000);
    }
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(['In July.', 'In June.', 'In May.']);
  });
});
