import { Sprout } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { GroupView, SuccessorView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions } from '../../ui/page.tsx';

/** Groups that somebody started anew from this one and that one may come along to. */
export function Successors({ group }: { readonly group: GroupView }) {
  const { laidAside } = useApp();
  // Laid aside until Hearth is opened again; the set itself changes nothing on the screen.
  const [, setAside] = useState(laidAside.size);
  const open = group.successors.filter(({ op, state }) => state === 'invited' && !laidAside.has(op));
  return open.map((successor) => (
    <Successor
      key={successor.op}
      group={group}
      successor={successor}
      onNotNow={() => setAside(laidAside.add(successor.op).size)}
    />
  ));
}

interface SuccessorProps {
  readonly group: GroupView;
  readonly successor: SuccessorView;
  readonly onNotNow: () => void;
}

function Successor({ group, successor, onNotNow }: SuccessorProps) {
  const { engine } = useApp();
  const { say, when, error } = useText();
  const [, navigate] = useLocation();
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const come = async () => {
    setWorking(true);
    const answer = await engine.call.followSuccessor({ groupId: group.groupId, op: successor.op });
    setWorking(false);
    if (answer.ok) navigate(`/join/${answer.value.groupId}`);
    else setProblem(answer.error);
  };
  return (
    <Note tone="group" title={say('successor.title')}>
      <p>{say('successor.text', { name: successor.byName, when: when(successor.at) })}</p>
      {problem && <p role="alert">{error(problem)}</p>}
      <Actions>
        <Button look="group" icon={Sprout} isPending={isWorking} onPress={come}>
          {say('successor.come')}
        </Button>
        <Button look="quiet" onPress={onNotNow}>
          {say('successor.notNow')}
        </Button>
      </Actions>
    </Note>
  );
}
