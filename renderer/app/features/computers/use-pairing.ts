import { useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { PairingView } from '../../../../shared/ipc/pairing-requests.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { saveFile } from '../../save-file.ts';
import { useText } from '../../text/use-text.ts';
import { type Query, useQuery } from '../../use-query.ts';
import type { Outcome } from '../belonging/outcome.tsx';

/** A pairing on this computer, and what can be done with it. One thing at a time. */
export interface UsePairing {
  readonly view: Query<PairingView>;
  readonly isWorking: boolean;
  readonly outcome: Outcome | null;
  startByFile(): Promise<void>;
  startByCode(server: string): Promise<void>;
  answerCode(code: string, server: string): Promise<void>;
  /** Asks for a file of the pairing and takes it in. */
  openFile(side: 'new' | 'old'): Promise<void>;
  saveNext(): Promise<void>;
  compare(same: boolean): Promise<void>;
  end(): Promise<void>;
}

/** See {@link UsePairing}. */
export function usePairing(): UsePairing {
  const { engine, main } = useApp();
  const { say } = useText();
  const view = useQuery('pairing', () => engine.call.viewPairing({}), ['computersChanged']);
  const [isWorking, setWorking] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const during = async (work: () => Promise<Result<string | null, AppError>>) => {
    setWorking(true);
    setOutcome(null);
    const answer = await work();
    setWorking(false);
    if (!answer.ok) setOutcome({ problem: answer.error });
    else if (answer.value !== null) setOutcome({ done: answer.value });
  };
  const silent = async (answer: Promise<Result<unknown, AppError>>): Promise<Result<null, AppError>> => {
    const settled = await answer;
    return settled.ok ? { ok: true, value: null } : settled;
  };
  const save = async (): Promise<Result<string | null, AppError>> => {
    const kept = await saveFile(main, () => engine.call.savePairFile({}));
    if (!kept.ok) return kept;
    return { ok: true, value: kept.value ? say('pair.file.saved') : null };
  };
  return {
    view,
    isWorking,
    outcome,
    startByFile: () =>
      during(async () => {
        const started = await engine.call.startPairing({ way: 'file' });
        return started.ok ? save() : started;
      }),
    startByCode: (server) => during(() => silent(engine.call.startPairing({ way: 'code', server }))),
    answerCode: (code, server) => during(() => silent(engine.call.answerPairingCode({ code, server }))),
    openFile: (side) =>
      during(async () => {
        const file = await main.ask.openPairFile({});
        if (!file.ok || file.value === null) return silent(Promise.resolve(file));
        return silent(engine.call.takePairFile({ file: file.value, side }));
      }),
    saveNext: () => during(save),
    compare: (same) =>
      during(async () => {
        const answer = await engine.call.comparePairWords({ same });
        if (!answer.ok) return answer;
        return { ok: true, value: same ? null : say('pair.differ.done') };
      }),
    end: () => during(() => silent(engine.call.endPairing({}))),
  };
}
