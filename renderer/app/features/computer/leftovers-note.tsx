import { useEffect, useState } from 'react';
import type { Leftover } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Note } from '../../ui/note.tsx';

/** Says what a wipe could not delete, when there was one that could not. */
export function LeftoversNote() {
  const { main } = useApp();
  const { say } = useText();
  const [left, setLeft] = useState<readonly Leftover[]>([]);
  useEffect(() => {
    void main.ask.getLeftovers({}).then((answer) => {
      if (answer.ok) setLeft(answer.value);
    });
  }, [main]);
  // The first one is the gravest, and what it says holds for the others.
  const [gravest] = left;
  if (gravest === undefined) return null;
  return (
    <Note tone="careful" isLive>
      {say(`erase.left.${gravest}`)}
    </Note>
  );
}
