import { useEffect, useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';

/** A try at something secret: at rest with the failure of the last one, under way, or held back for a moment. */
type Try =
  | { readonly state: 'resting'; readonly problem: AppError | null; readonly wasHeld: boolean }
  | { readonly state: 'working' }
  | { readonly state: 'held'; readonly ms: number };

/** Tries that the engine may hold back; `isHeld` until the next one is looked at. */
export interface HeldTry {
  readonly isWorking: boolean;
  readonly isHeld: boolean;
  /** True once a pause is over, until the next try. */
  readonly isReadyAgain: boolean;
  readonly problem: AppError | null;
  /** Runs `work` unless one is under way or held back; its failure is kept. */
  readonly attempt: (work: () => Promise<AppError | null>) => Promise<void>;
}

/** See {@link HeldTry}. */
export function useHeldTry(): HeldTry {
  const [now, setNow] = useState<Try>({ state: 'resting', problem: null, wasHeld: false });
  const heldMs = now.state === 'held' ? now.ms : null;
  useEffect(() => {
    if (heldMs === null) return;
    const timer = setTimeout(() => setNow({ state: 'resting', problem: null, wasHeld: true }), heldMs);
    return () => clearTimeout(timer);
  }, [heldMs]);
  return {
    isWorking: now.state === 'working',
    isHeld: now.state === 'held',
    isReadyAgain: now.state === 'resting' && now.wasHeld,
    problem: now.state === 'resting' ? now.problem : null,
    async attempt(work) {
      if (now.state !== 'resting') return;
      setNow({ state: 'working' });
      const problem = await work();
      const ms = problem && 'waitMs' in problem ? problem.waitMs : 0;
      setNow(ms > 0 ? { state: 'held', ms } : { state: 'resting', problem, wasHeld: false });
    },
  };
}
