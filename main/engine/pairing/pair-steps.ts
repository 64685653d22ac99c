/**
 * What each file of a pairing does to the run on the computer that takes it in
 * (SPEC PA1–PA8). A pure step but for the chance that keys are made of: whoever
 * calls keeps what comes of it.
 */
import { equalBytes } from '../../../shared/bytes.ts';
import { kemKeyPair, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import { memberIdOf, proveDevice } from '../../../shared/group/identity.ts';
import {
  makePairAnswer,
  makePairReply,
  MAX_PAIR_GROUPS,
  openPairAnswer,
  openPairReply,
  type PairDevice,
  type PairGroup,
  pairRunOf,
} from '../../../shared/group/pair.ts';
import { decodePairFile, encodePairFile, type PairFile, type PairStep } from '../../../shared/group/pair-file.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { GroupPorts, OpenGroup } from '../group/open-group.ts';
import { isFullOfDevices } from './own-devices.ts';
import type { PairingRun, RunAt } from './pairing-run.ts';

/** What the steps ask of the profile. */
export interface StepDoors {
  readonly ports: GroupPorts;
  /** Groups that this person belongs to. */
  groups(): readonly OpenGroup[];
  recoveryPublicKey(): Uint8Array;
  /** How many more groups this person can be in on this computer. */
  roomForGroups(): number;
}

const OTHER = err({ tag: 'PairFileOther' } as const);
/** True once there is an ask, which names the run. */
export const hasAsk = (run: PairingRun): run is Extract<PairingRun, { readonly ask: Uint8Array }> => 'ask' in run;
/** A message of a run as it travels. */
export const fileOf = (step: PairStep, ask: Uint8Array, message: Uint8Array): Uint8Array =>
  encodePairFile({ step, run: pairRunOf(ask), message });

/** What the other computer needs next of this run, or null. */
export function nextFile(run: PairingRun): { readonly step: PairStep; readonly bytes: Uint8Array } | null {
  if (!hasAsk(run)) return null;
  const make = (step: PairStep, message: Uint8Array) => ({ step, bytes: fileOf(step, run.ask, message) });
  if (run.side === 'old') return make('reply', run.reply);
  return run.step === 'asked' ? make('ask', run.ask) : make('answer', run.answer);
}

/** What can be offered now: groups in which this person has room for another computer. */
export function offeredGroups(doors: StepDoors): readonly PairGroup[] {
  return doors
    .groups()
    .filter((group) => !isFullOfDevices(group))
    .slice(0, MAX_PAIR_GROUPS)
    .map(({ groupId, secrets, values: own }) => ({
      groupId,
      genesisHash: secrets.genesisHash,
      memberRootPublicKey: secrets.memberRootPublicKey,
      servers: own.servers().slice(0, 4),
    }));
}

/** On the old computer: the reply to an ask. Made once for an ask; another one begins another run. */
function takeAsk(doors: StepDoors, run: PairingRun | null, { message: ask }: PairFile): Result<PairingRun, AppError> {
  if (run && hasAsk(run) && equalBytes(run.ask, ask)) {
    if (run.side === 'new') return err({ tag: 'PairFileOwn' });
    return run.step === 'replied' ? ok(run) : OTHER;
  }
  const groups = offeredGroups(doors);
  if (groups.length === 0) return err({ tag: 'PairingNoGroups' });
  const { clock, random } = doors.ports;
  const at = clock.now();
  const made = makePairReply(ask, { at, recoveryPublicKey: doors.recoveryPublicKey(), groups }, random);
  if (!made) return err({ tag: 'PairFileDamaged' });
  const { reply, secret } = made;
  const isMet = run?.side === 'old' && run.step === 'looking';
  const [since, code] = isMet ? [run.since, run.code] : [at, null];
  const groupIds = groups.map(({ groupId }) => groupId);
  return ok({ side: 'old', step: 'replied', since, code, ask, reply, secret, at, groupIds });
}

/** On the new computer: keys for every group of the offer, and the answer. */
function takeReply(
  doors: StepDoors,
  run: PairingRun | null,
  { message: reply }: PairFile,
): Result<PairingRun, AppError> {
  if (run?.side !== 'new') return OTHER;
  // A second reply could be made to fit the words that the first has shown.
  if (run.step !== 'asked') return equalBytes(run.reply, reply) ? ok(run) : OTHER;
  const { random } = doors.ports;
  const opened = openPairReply(run, reply);
  if (!opened) return err({ tag: 'PairFileDamaged' });
  const { offer, secret, words } = opened;
  const keys: RunAt<'new', 'compare'>['keys'] = [];
  // Who is in already, or has no room, asks for nothing: a device that never comes would take a place.
  const present = new Set(doors.groups().map(({ groupId }) => groupId));
  const wanted = offer.groups
    .filter(({ groupId }) => !present.has(groupId))
    .slice(0, Math.max(0, doors.roomForGroups()));
  const devices = wanted.map(({ groupId, memberRootPublicKey }): PairDevice => {
    const deviceSeed = random.bytes(32);
    const deviceSigning = signingKeyPair(deviceSeed);
    const kem = kemKeyPair(random.bytes(32));
    keys.push({ groupId, deviceSeed, kemSecret: kem.secretKey });
    const memberId = memberIdOf(groupId, memberRootPublicKey);
    const { dsPk, dkPk, deviceSignature } = proveDevice({
      groupId,
      memberId,
      deviceSigning,
      deviceKemPublicKey: kem.publicKey,
      createdAt: offer.at,
    });
    return { groupId, dsPk, dkPk, deviceSignature };
  });
  const answer = makePairAnswer(run, reply, secret, devices, random);
  const groups = offer.groups.map((group) => ({ ...group, servers: [...group.servers] }));
  return ok({ ...run, step: 'compare', reply, answer, words: [...words], secret, offer: { ...offer, groups }, keys });
}

/** On the old computer: the proofs, and the words. */
function takeAnswer(run: PairingRun | null, { message: answer }: PairFile): Result<PairingRun, AppError> {
  if (run?.side !== 'old') return OTHER;
  if (run.step === 'compare') return equalBytes(run.answer, answer) ? ok(run) : OTHER;
  if (run.step !== 'replied') return OTHER;
  const opened = openPairAnswer(run, answer);
  if (!opened) return err({ tag: 'PairFileDamaged' });
  // Nothing but what was offered.
  const devices = opened.devices.filter(({ groupId }) => run.groupIds.includes(groupId));
  return ok({ ...run, step: 'compare', answer, words: [...opened.words], devices: [...devices] });
}

/** The run after a file, on the computer that the person says this is; the same one for a file that was taken before. */
export function takePairFile(
  doors: StepDoors,
  run: PairingRun | null,
  file: Uint8Array,
  side: PairingRun['side'],
): Result<PairingRun, AppError> {
  const read = decodePairFile(file);
  if (!read.ok) return read;
  const { step } = read.value;
  const isOfRun = run !== null && hasAsk(run) && equalBytes(pairRunOf(run.ask), read.value.run);
  const isForOld = step !== 'reply';
  if (isOfRun && isForOld === (run.side === 'new')) return err({ tag: 'PairFileOwn' });
  if (step === 'ask') {
    if (side !== 'old' || !equalBytes(pairRunOf(read.value.message), read.value.run)) return OTHER;
    return takeAsk(doors, run, read.value);
  }
  if (!isOfRun || run.side !== side) return OTHER;
  return step === 'reply' ? takeReply(doors, run, read.value) : takeAnswer(run, read.value);
}
