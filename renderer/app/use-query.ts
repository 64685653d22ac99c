import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { GroupId } from '../../shared/brand.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { Result } from '../../shared/result.ts';
import { useApp } from './app-parts.ts';
import type { EngineEventName } from './engine-client.ts';

/** What a question to the engine has come to. */
export type Query<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AppError; readonly retry: () => void };

/**
 * Asks the engine, and asks again when it says that something changed. While it
 * asks again the last answer stays, and so it does when the new answer is a
 * failure: words that were on the screen do not vanish.
 *
 * @param key names the question; another key is another question
 * @param wakes events after which the answer may be another one
 * @param groupId when given, events of other groups do not count
 */
export function useQuery<T>(
  key: string,
  load: () => Promise<Result<T, AppError>>,
  wakes: readonly EngineEventName[],
  groupId?: GroupId,
): Query<T> {
  const { engine } = useApp();
  const [answer, setAnswer] = useState<{ key: string; result: Result<T, AppError> } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const ask = useEffectEvent(load);
  const wakeNames = wakes.join(' ');

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for everything that `load` closes over, and `attempt` asks again.
  useEffect(() => {
    let gone = false;
    let asking = false;
    let askAgain = false;
    const refresh = async (): Promise<void> => {
      // Events come in bursts while a group syncs: one question at a time, and one more after it.
      if (asking) {
        askAgain = true;
        return;
      }
      asking = true;
      do {
        askAgain = false;
        const result = await ask();
        if (gone) return;
        setAnswer((last) => (!result.ok && last?.key === key && last.result.ok ? last : { key, result }));
      } while (askAgain);
      asking = false;
    };
    void refresh();
    const stops = (wakeNames === '' ? [] : (wakeNames.split(' ') as EngineEventName[])).map((name) =>
      engine.on(name, (payload) => {
        if (groupId && 'groupId' in payload && payload.groupId !== groupId) return;
        void refresh();
      }),
    );
    return () => {
      gone = true;
      for (const stop of stops) stop();
    };
  }, [engine, key, wakeNames, groupId, attempt]);

  // The same object until there is another answer, so that effects may depend on it.
  return useMemo((): Query<T> => {
    if (answer?.key !== key) return { state: 'loading' };
    if (answer.result.ok) return { state: 'ready', value: answer.result.value };
    return { state: 'failed', error: answer.result.error, retry: () => setAttempt((n) => n + 1) };
  }, [answer, key]);
}
