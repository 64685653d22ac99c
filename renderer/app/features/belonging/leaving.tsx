import { DoorOpen } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { GroupView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { leavingCase } from './offers.ts';

/** The two ways out: to leave, and to begin anew without somebody. */
export function Leaving({ group }: { readonly group: GroupView }) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const { groupId, name, members } = group;
  const what = leavingCase(members);
  const leave = async () => {
    setAsking(false);
    const answer = await engine.call.leaveGroup({ groupId });
    if (answer.ok) navigate(`/past/${groupId}`);
    else setProblem(answer.error);
  };
  return (
    <Section title={say('leaving.title')}>
      <Soft>{say('leaving.intro')}</Soft>
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Actions>
        <Button icon={DoorOpen} onPress={() => setAsking(true)}>
          {say('leaving.leave')}
        </Button>
        <LinkButton look="quiet" href={`/group/${groupId}/anew`}>
          {say('leaving.anew')}
        </LinkButton>
      </Actions>
      <Confirm
        isOpen={isAsking}
        title={say('leaving.confirm.title', { group: name })}
        text={say('leaving.confirm.text')}
        confirm={say('leaving.confirm')}
        keep={say('leaving.keep')}
        onConfirm={leave}
        onKeep={() => setAsking(false)}
      >
        {what !== 'plain' && <Note tone="group">{say(`leaving.confirm.${what}`)}</Note>}
      </Confirm>
    </Section>
  );
}
