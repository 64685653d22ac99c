import { useCallback } from 'react';
import { useLocation } from 'wouter';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp } from '../../app-parts.ts';

/** Opens a new journal page and goes there; the answer is what went wrong, or null. */
export function useWrite(): () => Promise<AppError | null> {
  const { engine } = useApp();
  const [, navigate] = useLocation();
  return useCallback(async () => {
    const answer = await engine.call.createJournal({});
    if (!answer.ok) return answer.error;
    navigate(`/journal/${answer.value.recordId}`);
    return null;
  }, [engine, navigate]);
}
