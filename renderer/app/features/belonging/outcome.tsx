import { useText } from '../../text/use-text.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { Note } from '../../ui/note.tsx';

/** What came of something a person did: a sentence, or what went wrong. */
export type Outcome = { readonly done: string } | { readonly problem: AppError };

/** Shows an outcome where it happened, and says it to a screen reader. The place is there before the words are. */
export function ShowOutcome({ outcome }: { readonly outcome: Outcome | null }) {
  const { error } = useText();
  return (
    <>
      {outcome !== null && 'problem' in outcome && (
        <Note tone="careful" isLive>
          {error(outcome.problem)}
        </Note>
      )}
      <p role="status">{outcome !== null && 'done' in outcome && outcome.done}</p>
    </>
  );
}
