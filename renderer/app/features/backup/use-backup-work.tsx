import { useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { Wording } from '../../text/time-words.ts';
import { useText } from '../../text/use-text.ts';
import { Note } from '../../ui/note.tsx';

/** What came of something with a backup: its sentences, or why there are none. */
export type BackupOutcome = { readonly words: readonly Wording[] } | { readonly problem: AppError };

/** Something with a backup, one at a time. */
export interface BackupWork {
  readonly isWorking: boolean;
  readonly outcome: BackupOutcome | null;
  /** Null leaves nothing to say: the person thought better of it. */
  readonly during: (deed: () => Promise<BackupOutcome | null>) => Promise<void>;
}

/** See {@link BackupWork}. */
export function useBackupWork(): BackupWork {
  const [isWorking, setWorking] = useState(false);
  const [outcome, setOutcome] = useState<BackupOutcome | null>(null);
  return {
    isWorking,
    outcome,
    async during(deed) {
      setWorking(true);
      setOutcome(null);
      setOutcome(await deed());
      setWorking(false);
    },
  };
}

/** What came of it. */
export function ShowBackupOutcome({ outcome }: { readonly outcome: BackupOutcome | null }) {
  const { say, error } = useText();
  return (
    <>
      {outcome && 'problem' in outcome && (
        <Note tone="careful" isLive>
          {error(outcome.problem)}
        </Note>
      )}
      <div role="status">
        {outcome && 'words' in outcome && (
          <Note>
            {outcome.words.map(({ id, values }) => (
              <span key={id}>{say(id, values)}</span>
            ))}
          </Note>
        )}
      </div>
    </>
  );
}
