/**
 * Pairing a second computer, on either of the two (SPEC PA1–PA13): one run at a
 * time, kept in the store between its steps. Nothing of a group is given before
 * a person has compared the words, and keys never travel but as a grant in the
 * group's own log.
 */
import { equalBytes } from '../../../shared/bytes.ts';
import { makePairAsk } from '../../../shared/group/pair.ts';
import { decodePairCode, PAIR_CODE_BYTES } from '../../../shared/group/pair-code.ts';
import { decodePairFile, PAIR_STEP } from '../../../shared/group/pair-file.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import { PAIR_FILE_ENDING, type PairingView } from '../../../shared/ipc/pairing-requests.ts';
import type { FileView } from '../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { EmitToNet } from '../links/net-link.ts';
import type { Links } from '../links/links.ts';
import { checkServerAddress } from '../server-address.ts';
import { addComputer, arriveInGroups, type OutcomeDoors } from './pair-outcome.ts';
import { openPairRoom, type PairRoom } from './pair-room.ts';
import { fileOf, hasAsk, nextFile, offeredGroups, takePairFile } from './pair-steps.ts';
import { type PairingRun, readRun, writeRun } from './pairing-run.ts';
import { viewRun } from './view-pairing.ts';

/** What a pairing needs of the profile. */
export interface PairingDoors extends OutcomeDoors {
  readonly links: Pick<Links, 'addSide' | 'removeSide' | 'refresh'>;
  readonly emit: EmitToNet;
  readonly onChange: () => void;
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

  function takeInRoom(message: Uint8Array): Uint8Array | null | 'refused' {
    const run = current();
    if (!run?.code) return 'refused';
    // One ask for each code: whoever comes second was not shown it by this person.
    const isBusy = run.side === 'old' && run.step !== 'looking';
    if (isBusy && isAsk(message) && !isAskOf(run, message)) return 'refused';
    const taken = takePairFile(doors, run, message, run.side);
    if (!taken.ok) return 'refused';
    if (taken.value.step !== run.step) keep(taken.value);
    const next = taken.value;
    if (next.side === 'old') return next.step === 'replied' ? (nextFile(next)?.bytes ?? null) : null;
    return nextFile(next)?.bytes ?? null;
  }
  const isAsk = (message: Uint8Array): boolean => {
    const read = decodePairFile(message);
    return read.ok && read.value.step === 'ask';
  };
  const isAskOf = (run: PairingRun, message: Uint8Array): boolean =>
    hasAsk(run) && equalBytes(message, fileOf('ask', run.ask, run.ask));

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
      if (offeredGroups(doors).length === 0) return err({ tag: 'PairingNoGroups' });
      const code = { secret: read.value.secret, server: server.value };
      return begin({ side: 'old', step: 'looking', since: clock.now(), code });
    },
    takeFile(file, side) {
      const taken = takePairFile(doors, current(), file, side);
      if (!taken.ok) return taken;
      keep(taken.value);
      return ok(viewNow());
    },
    saveFile() {
      const run = current();
      const file = run && nextFile(run);
      if (!file) return GONE;
      // Its name is seen by others than this person: it says which step it is, and nothing else.
      return ok({ fileName: `computer-${PAIR_STEP[file.step]}${PAIR_FILE_ENDING}`, bytes: file.bytes });
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
        const outcome = arriveInGroups(doors, run);
        keep({ side: 'new', step: 'done', since, code, ask, reply, answer, words, outcome });
      } else {
        const { ask, reply } = run;
        const outcome = addComputer(doors, run);
        keep({ side: 'old', step: 'done', since, code, ask, reply, words, outcome });
      }
      return ok(viewNow());
    },
    end: () => keep(null),
    stop: leaveRoom,
  };
}
