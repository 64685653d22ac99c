/**
 * What a group's keys need from time to time (HP1 §1, §5; SPEC EG8–EG12):
 * duties are settled soon after they arise, an epoch that was written under is
 * followed by another after a week, and this device's own KEM key is replaced
 * with every epoch that it began, and every month.
 */
import { type GroupId, idToBytes, type OpId } from '../../../shared/brand.ts';
import { equalBytes } from '../../../shared/bytes.ts';
import { hash, kemKeyPair, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import { makeCapsule } from '../../../shared/group/recovery.ts';
import { sendingEpoch } from '../../../shared/group/select.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { mayRekey } from '../../../shared/sync/duties.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import { type GroupSecrets, MAX_KEM_SECRETS } from '../vault/vault-secrets.ts';
import type { OpenGroup } from './open-group.ts';

const DAY_MS = 86_400_000;
/** Shortest and longest wait before duties are settled, so that not all devices do the same at once. */
const DUTY_MS = { from: 1_000, to: 10_000 } as const;
/** Age at which an epoch that was written under is followed by another. */
const EPOCH_MS = 7 * DAY_MS;
/** Longest life of the own KEM key. */
const KEM_MS = 30 * DAY_MS;
/** How long a KEM secret is kept after it was replaced. */
const OLD_KEM_MS = 45 * DAY_MS;
/** A look is taken at least so often while the group is open. */
const LOOK_MS = DAY_MS;

/** Bytes from which a KEM key pair is made. */
const KEM_SEED_BYTES = 32;

/** What upkeep needs of a group. */
export type KeptGroup = Pick<
  OpenGroup,
  'groupId' | 'deviceId' | 'memberId' | 'secrets' | 'replica' | 'isMember' | 'takeSecrets'
>;

/** What upkeep is done with. */
export interface UpkeepParts {
  readonly timers: Timers;
  readonly clock: Clock;
  readonly random: Random;
  readonly groupOf: (groupId: GroupId) => KeptGroup | undefined;
  /** Capsules that are made later are sealed to it. */
  readonly recoveryPublicKey: () => Uint8Array;
  /** Writes a group's secrets into the vault. Throws when the disk fails. */
  readonly keepSecrets: (secrets: GroupSecrets) => void;
  /** Runs work that the disk may fail; what was to be done is looked at again later. */
  readonly guarded: (work: () => void) => void;
}

/** See the file's head. */
export interface Upkeep {
  /** Looks at what is due: when a group opens, and after each change of its log. Not within the replica's own step. */
  look(groupId: GroupId): void;
  stopAll(): void;
}

/**
 * When an epoch is due to be followed, for one device: a week after it began,
 * and up to a day later, differently for every device but the same after each
 * start, so that the first one relieves the others.
 */
function followedAt(group: KeptGroup, epoch: { readonly id: OpId; readonly ts: number }): number {
  const digest = hash('upkeep', idToBytes(group.deviceId), idToBytes(epoch.id));
  const share = ((digest[0] ?? 0) * 256 + (digest[1] ?? 0)) / 65_536;
  return epoch.ts + EPOCH_MS + Math.floor(share * DAY_MS);
}

/** When the sending epoch is due to be followed, or null while nothing asks for it. */
function weeklyAt(group: KeptGroup): number | null {
  const roster = group.replica.roster();
  const sending = roster && sendingEpoch(roster);
  if (!roster || sending?.tag !== 'Epoch' || !mayRekey(roster, group.memberId)) return null;
  const began = group.replica.logOp(sending.epochId as string as OpId);
  return began && group.replica.wasWrittenUnder(sending.epochId) ? followedAt(group, began) : null;
}

/** When this device last began an epoch after the group's first, by its own clock; 0 for never. */
function lastOwnEpochAt(group: KeptGroup): number {
  const own = (group.replica.roster()?.epochs ?? []).flatMap(({ epochId, valid }) => {
    const logOp = group.replica.logOp(epochId as string as OpId);
    return valid && logOp?.deviceId === group.deviceId && logOp.op.type !== 'genesis' ? [logOp.ts] : [];
  });
  return Math.max(0, ...own);
}

/** The secrets without those that were replaced long enough ago. */
function withoutOld(secrets: GroupSecrets, now: number): GroupSecrets {
  const kept = secrets.kemSince.filter((_, i) => i === 0 || (secrets.kemSince[i - 1] ?? 0) + OLD_KEM_MS > now).length;
  const count = Math.min(kept, MAX_KEM_SECRETS);
  if (count === secrets.kemSince.length) return secrets;
  return { ...secrets, kemSecrets: secrets.kemSecrets.slice(0, count), kemSince: secrets.kemSince.slice(0, count) };
}

/** The secrets with a new one in front. */
function withNew(secrets: GroupSecrets, random: Random, now: number): GroupSecrets {
  const fresh = kemKeyPair(random.bytes(KEM_SEED_BYTES));
  return {
    ...secrets,
    kemSecrets: [new Redacted(fresh.secretKey), ...secrets.kemSecrets].slice(0, MAX_KEM_SECRETS),
    kemSince: [now, ...secrets.kemSince].slice(0, MAX_KEM_SECRETS),
  };
}

/** Looks after the keys of the groups that `groupOf` knows. */
export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { timers, clock, random, groupOf, keepSecrets, guarded } = parts;
  const looks = new Map<GroupId, StopTimer>();
  const settling = new Map<GroupId, StopTimer>();

  function keep(group: KeptGroup, secrets: GroupSecrets): void {
    keepSecrets(secrets);
    group.takeSecrets(secrets);
  }

  /** Replaces and announces the own KEM key: the vault has the secret before anybody can wrap to it. */
  function tendKem(group: KeptGroup): void {
    const now = clock.now();
    const kept = withoutOld(group.secrets, now);
    if (kept !== group.secrets) keep(group, kept);
    const since = group.secrets.kemSince[0] ?? 0;
    if (since + KEM_MS <= now || lastOwnEpochAt(group) > since) keep(group, withNew(group.secrets, random, now));
    const [current] = group.secrets.kemSecrets;
    const announced = group.replica.roster()?.devices.find((device) => device.deviceId === group.deviceId)?.dkPk;
    if (!current || !announced) return;
    const { publicKey } = kemKeyPair(current.reveal());
    if (equalBytes(publicKey, announced)) return;
    group.replica.appendOp({ type: 'deviceKeyUpdate', dkPk: publicKey, capsule: null });
  }

  /**
   * A member root whose capsule found no room in the request to join is sealed
   * into the log once this person is in, and only then erased here.
   */
  function tendRoot(group: KeptGroup): void {
    const { memberRootSeed } = group.secrets;
    const dkPk = group.replica.roster()?.devices.find(({ deviceId }) => deviceId === group.deviceId)?.dkPk;
    if (!memberRootSeed || !dkPk) return;
    const { secretKey } = signingKeyPair(memberRootSeed.reveal());
    const capsule = makeCapsule(parts.recoveryPublicKey(), secretKey, random);
    const appended = capsule && group.replica.appendOp({ type: 'deviceKeyUpdate', dkPk, capsule });
    if (appended?.ok && appended.value.voided === null) keep(group, { ...group.secrets, memberRootSeed: null });
  }

  function settle(groupId: GroupId): void {
    settling.delete(groupId);
    const group = groupOf(groupId);
    if (group?.isMember()) guarded(() => void group.replica.performDuties());
  }

  function look(groupId: GroupId): void {
    looks.get(groupId)?.();
    looks.delete(groupId);
    const group = groupOf(groupId);
    if (!group?.isMember()) return;
    guarded(() => {
      const due = weeklyAt(group);
      if (due !== null && due <= clock.now()) group.replica.rekey('weekly');
      tendKem(group);
      tendRoot(group);
    });
    if (group.replica.duties().length > 0 && !settling.has(groupId)) {
      const [high = 0, low = 0] = random.bytes(2);
      const share = (high * 256 + low) / 65_536;
      const wait = DUTY_MS.from + Math.floor(share * (DUTY_MS.to - DUTY_MS.from));
      settling.set(
        groupId,
        timers.after(wait, () => settle(groupId)),
      );
    }
    const next = weeklyAt(group) ?? Number.POSITIVE_INFINITY;
    const wait = Math.min(LOOK_MS, Math.max(DUTY_MS.from, next - clock.now()));
    looks.set(
      groupId,
      timers.after(wait, () => look(groupId)),
    );
  }

  return {
    look,
    stopAll() {
      for (const stop of [...looks.values(), ...settling.values()]) stop();
      looks.clear();
      settling.clear();
    },
  };
}
