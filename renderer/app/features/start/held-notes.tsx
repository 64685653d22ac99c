import { useText } from '../../text/use-text.ts';
import { Note } from '../../ui/note.tsx';
import type { HeldTry } from './use-held-try.ts';

interface HeldNotesProps {
  readonly held: HeldTry;
  /** What is said while the next try is held back, and when it may be made. */
  readonly waiting: string;
  readonly ready: string;
  /** What is said of a wrong passphrase, where it is not what the lock screen says. */
  readonly wrong?: string;
}

/** What became of the last try, read out when it comes. The place is there before the words are. */
export function HeldNotes({ held, waiting, ready, wrong }: HeldNotesProps) {
  const { error } = useText();
  const { problem } = held;
  const isWrong = problem?.tag === 'WrongPassphrase';
  return (
    <div role="alert">
      {held.isHeld && <Note tone="careful">{waiting}</Note>}
      {held.isReadyAgain && <Note tone="careful">{ready}</Note>}
      {problem && <Note tone="careful">{isWrong && wrong !== undefined ? wrong : error(problem)}</Note>}
    </div>
  );
}
