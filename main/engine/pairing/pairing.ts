/**
 * Pairing a second computer, on either of the two (SPEC PA1–PA13): one run at a
 * time, kept in the store between its steps. Nothing of a group is given before
 * a person has compared the words, and keys never travel but as a grant in the
 * group's own log.
 */
import { hex } from '@scure/base';
import type { GroupId } from '../../../shared/brand.ts';
import { equalBytes } from '../../../shared/bytes.ts';
import { kemKeyPair, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import { memberIdOf, proveDevice } from '../../../shared/group/identity.ts';
import {
  makePairAnswer,
  makePairAsk,
  makePairReply,
  MAX_PAIR_GROUPS,
  openPairAnswer,
  openPairReply,
  pairRoomSeed,
  pairRunOf,
  type PairDevice,
  type PairGroup,
} from '../../../shared/group/pair.ts';
import { decodePairCode, PAIR_CODE_BYTES } from '../../../shared/group/pair-code.ts';
import { decodePairFile, encodePairFile, type PairFile, type PairStep } from '../../../shared/group/pair-file.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import { PAIR_FILE_ENDING, type PairingView } from '../../../shared/ipc/pairing-requests.ts';
import type { FileView } from '../../../shared/ipc/views.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { PairedDevice } from '../group/group-values.ts';
import type { GroupPorts, OpenGroup } from '../group/open-group.ts';
import type { EmitToNet } from '../links/net-link.ts';
import type { Links } from '../links/links.ts';
import { checkServerAddress } from '../server-address.ts';
import type { KeyValues } from '../store/key-values.ts';
import { type GroupSecrets, ownDevice } from '../vault/vault-secrets.ts';
import { addOwnDevice, isFullOfDevices } from './own-devices.ts';
import { openPairRoom, type PairRoom } from './pair-room.ts';
import { noteComputer, type PairingOutcome, type PairingRun, readRun, type RunAt, writeRun } from './pairing-run.ts';
import { viewRun } from './view-pairing.ts';

/** What a pairing needs of the profile. */
export interface PairingDoors {
  readonly values: KeyValues;
  readonly ports: GroupPorts;
  readonly links: Pick<Links, 'addSide' | 'removeSide' | 'refresh'>;
  readonly emit: EmitToNet;
  readonly onChange: () => void;
  /** Groups that this person belongs to. */
  groups(): readonly OpenGroup[];
  recoveryPublicKey(): Uint8Array;
  /** A computer that is in no group yet goes by the recovery words of the one that it is paired with. */
  takeRecoveryKey(publicKey: Uint8Array): void;
  /** How many more groups this person can be in on this computer. */
  roomForGroups(): number;
  /** Opens a group with the keys of a device that is on its way in; durable when it returns. False with too many groups. */
  arrive(secrets: GroupSecrets, servers: readonly string[], paired: PairedDevice): boolean;
}

/** See the file's head. */
export interface Pairing {
  view(): PairingView;
  start(
    way: { readonly way: 'file' } | { readonly way: 'code'; readonly server: string },
  ): Result<PairingView, AppError>;
  answerCode(code: string, server: string): Result<PairingView, AppError>;
  takeFile(file: Uint8Array, side: PairingRun['side']): Result<PairingView, AppError>;
  saveFile(): Result<FileView, AppError>;
  compare(same: boolean): Result<PairingView, AppError>;
  end(): void;
  /** Leaves the room of a code; a run that is kept goes on when the profile opens again. */
  stop(): void;
}

const GONE = err({ tag: 'PairingGone' } as const);
const OTHER = err({ tag: 'PairFileOther' } as const);
const hasAsk = (run: PairingRun): run is Extract<PairingRun, { readonly ask: Uint8Array }> => 'ask' in run;
const fileOf = (step: PairStep, ask: Uint8Array, message: Uint8Array): Uint8Array =>
  encodePairFile({ step, run: pairRunOf(ask), message });

/** What the other computer needs next of this run, or null. */
function nextFile(run: PairingRun): { readonly step: PairStep; readonly bytes: Uint8Array } | null {
  if (!hasAsk(run)) return null;
  const make = (step: PairStep, message: Uint8Array) => ({ step, bytes: fileOf(step, run.ask, message) });
  if (run.side === 'old') return make('reply', run.reply);
  return run.step === 'asked' ? make('ask', run.ask) : make('answer', run.answer);
}

/** Opens what was under way, if there was anything. */
export function createPairing(doors: PairingDoors): Pairing {
  const { values, ports } = doors;
  const { clock, random } = ports;
  let room: PairRoom | null = null;

  const current = (): PairingRun | null => readRun(values, clock.now());

  function leaveRoom(): void {
    if (!room) return;
    doors.links.removeSide(room);
    room.close();
    room = null;
  }
  /** Is in the room of the run's code, as long as there is something to say. */
  function keepRoom(run: PairingRun | null): void {
    const isOver = run === null || run.code === null || run.step === 'done';
    if (isOver) leaveRoom();
    if (isOver || !run?.code || room) return;
    room = openPairRoom({
      ...run.code,
      emit: doors.emit,
      greeting() {
        const now = current();
        return now?.side === 'new' && now.step === 'asked' ? (nextFile(now)?.bytes ?? null) : null;
      },
      take: takeInRoom,
      onState: doors.onChange,
    });
    doors.links.addSide(room);
  }
  function keep(run: PairingRun | null): void {
    writeRun(values, run);
    keepRoom(run);
    doors.onChange();
  }

  function offeredGroups(): readonly PairGroup[] {
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
  function takeAsk(run: PairingRun | null, { message: ask }: PairFile): Result<PairingRun, AppError> {
    if (run && hasAsk(run) && equalBytes(run.ask, ask)) {
      if (run.side === 'new') return err({ tag: 'PairFileOwn' });
      return run.step === 'replied' ? ok(run) : OTHER;
    }
    const groups = offeredGroups();
    if (groups.length === 0) return err({ tag: 'PairingNoGroups' });
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
  function takeReply(run: PairingRun | null, { message: reply }: PairFile): Result<PairingRun, AppError> {
    if (run?.side !== 'new') return OTHER;
    // A second reply could be made to fit the words that the first has shown.
    if (run.step !== 'asked') return equalBytes(run.reply, reply) ? ok(run) : OTHER;
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

  /** What a file means to the computer that the person says this is. */
  function take(file: Uint8Array, side: PairingRun['side']): Result<PairingRun, AppError> {
    const read = decodePairFile(file);
    if (!read.ok) return read;
    const run = current();
    const { step } = read.value;
    const isOfRun = run !== null && hasAsk(run) && equalBytes(pairRunOf(run.ask), read.value.run);
    const isForOld = step !== 'reply';
    if (isOfRun && isForOld === (run.side === 'new')) return err({ tag: 'PairFileOwn' });
    if (step === 'ask') {
      if (side !== 'old' || !equalBytes(pairRunOf(read.value.message), read.value.run)) return OTHER;
      return takeAsk(run, read.value);
    }
    if (!isOfRun || run.side !== side) return OTHER;
    return step === 'reply' ? takeReply(run, read.value) : takeAnswer(run, read.value);
  }

  function takeInRoom(message: Uint8Array): Uint8Array | null | 'refused' {
    const run = current();
    if (!run?.code) return 'refused';
    // One ask for each code: whoever comes second was not shown it by this person.
    const isAsk = run.side === 'old' && run.step !== 'looking' && !isAskOf(run, message);
    if (isAsk && decodeStep(message) === 'ask') return 'refused';
    const taken = take(message, run.side);
    if (!taken.ok) return 'refused';
    if (taken.value.step !== run.step) keep(taken.value);
    const next = taken.value;
    if (next.side === 'old') return next.step === 'replied' ? (nextFile(next)?.bytes ?? null) : null;
    return nextFile(next)?.bytes ?? null;
  }
  const decodeStep = (message: Uint8Array): PairStep | null => {
    const read = decodePairFile(message);
    return read.ok ? read.value.step : null;
  };
  const isAskOf = (run: PairingRun, message: Uint8Array): boolean =>
    hasAsk(run) && equalBytes(message, fileOf('ask', run.ask, run.ask));

  const computerIdOf = (ask: Uint8Array): string => hex.encode(pairRunOf(ask));

  /** On the old computer: the new one comes into every group. */
  function add(run: RunAt<'old', 'compare'>): PairingOutcome {
    const groups = new Map(doors.groups().map((group) => [group.groupId, group]));
    const added: { groupId: GroupId; deviceId: PairedDevice['deviceId'] }[] = [];
    const outcome = run.devices.map((device): PairingOutcome[number] => {
      const { groupId } = device;
      const group = groups.get(groupId);
      const done = group ? addOwnDevice(group, device, run.at) : err('gone' as const);
      if (!group || !done.ok) return { groupId, state: done.ok || done.error === 'proof-wrong' ? 'gone' : done.error };
      const deviceId = done.value;
      const paired = { deviceId, seed: pairRoomSeed(run.secret, groupId), since: clock.now() };
      const others = group.values.pairedDevices().filter((one) => one.deviceId !== deviceId);
      group.values.setPairedDevices([...others, paired]);
      doors.links.refresh(groupId);
      added.push({ groupId, deviceId });
      return { groupId, state: 'added' };
    });
    const computerId = computerIdOf(run.ask);
    if (added.length > 0) {
      noteComputer(values, { computerId, pairedAt: clock.now(), how: 'added', devices: added });
    }
    return outcome;
  }

  /** On the new computer: its keys become those of the groups, which are waited for. */
  function arrive(run: RunAt<'new', 'compare'>): PairingOutcome {
    if (doors.groups().length === 0) doors.takeRecoveryKey(run.offer.recoveryPublicKey);
    const now = clock.now();
    const came: { groupId: GroupId; deviceId: PairedDevice['deviceId'] }[] = [];
    const outcome = run.offer.groups.map((group): PairingOutcome[number] => {
      const { groupId } = group;
      const own = run.keys.find((one) => one.groupId === groupId);
      const isIn = doors.groups().some((one) => one.groupId === groupId);
      if (!own || isIn) return { groupId, state: isIn ? 'added' : 'no-room' };
      const secrets: GroupSecrets = {
        groupId,
        genesisHash: group.genesisHash,
        inc: 1,
        memberRootPublicKey: group.memberRootPublicKey,
        memberRootSeed: null,
        deviceSeed: new Redacted(own.deviceSeed),
        kemSecrets: [new Redacted(own.kemSecret)],
        kemSince: [now],
      };
      const servers = group.servers.flatMap((address) => {
        const checked = checkServerAddress(address);
        return checked.ok ? [checked.value] : [];
      });
      const { deviceId } = ownDevice(secrets);
      const seed = pairRoomSeed(run.secret, groupId);
      if (!doors.arrive(secrets, servers, { deviceId, seed, since: now })) return { groupId, state: 'no-room' };
      came.push({ groupId, deviceId });
      return { groupId, state: 'added' };
    });
    const computerId = computerIdOf(run.ask);
    if (came.length > 0) noteComputer(values, { computerId, pairedAt: now, how: 'added-us', devices: came });
    return outcome;
  }

  const viewNow = (): PairingView => viewRun(current(), room, doors.groups());
  const begin = (run: PairingRun): Result<PairingView, AppError> => {
    leaveRoom();
    keep(run);
    return ok(viewNow());
  };

  keepRoom(current());

  return {
    view: viewNow,
    start(way) {
      const since = clock.now();
      const asked = makePairAsk(random);
      if (way.way === 'file') return begin({ side: 'new', step: 'asked', since, code: null, ...asked });
      const server = checkServerAddress(way.server);
      if (!server.ok) return server;
      const code = { secret: random.bytes(PAIR_CODE_BYTES), server: server.value };
      return begin({ side: 'new', step: 'asked', since, code, ...asked });
    },
    answerCode(text, typed) {
      const read = decodePairCode(text);
      if (!read.ok) return read;
      const server = checkServerAddress(read.value.server ?? typed);
      if (!server.ok) return server;
      if (offeredGroups().length === 0) return err({ tag: 'PairingNoGroups' });
      const code = { secret: read.value.secret, server: server.value };
      return begin({ side: 'old', step: 'looking', since: clock.now(), code });
    },
    takeFile(file, side) {
      const taken = take(file, side);
      if (!taken.ok) return taken;
      keep(taken.value);
      return ok(viewNow());
    },
    saveFile() {
      const run = current();
      const file = run && nextFile(run);
      if (!file) return GONE;
      // Its name is seen by others than this person: it says which step it is, and nothing else.
      const number = { ask: 1, reply: 2, answer: 3 }[file.step];
      return ok({ fileName: `computer-${number}${PAIR_FILE_ENDING}`, bytes: file.bytes });
    },
    compare(same) {
      const run = current();
      if (run?.step !== 'compare') return GONE;
      if (!same) {
        keep(null);
        return ok(viewNow());
      }
      const { since, code, words } = run;
      if (run.side === 'new') {
        const { ask, reply, answer } = run;
        const outcome = arrive(run);
        keep({ side: 'new', step: 'done', since, code, ask, reply, answer, words, outcome });
      } else {
        const { ask, reply } = run;
        const outcome = add(run);
        keep({ side: 'old', step: 'done', since, code, ask, reply, words, outcome });
      }
      return ok(viewNow());
    },
    end: () => keep(null),
    stop: leaveRoom,
  };
}
