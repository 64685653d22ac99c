import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { GroupView, InviteView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Note } from '../../ui/note.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { HistoryChoice } from '../belonging/history-choice.tsx';
import styles from './invites.module.css';

/** Bounds of `createInvite`. */
const MOST_USES = 30;
const MOST_DAYS = 90;
/** Roles in which people come in; a facilitator is made one later. */
const ROLES = ['member', 'listener'] as const;

interface MakeInviteProps {
  readonly group: GroupView;
  readonly onMade: (invite: InviteView) => void;
}

/** An invite for how many, for how long, as what, and with how much to read. */
export function MakeInvite({ group, onMade }: MakeInviteProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [maxUses, setUses] = useState(1);
  const [days, setDays] = useState(14);
  const [role, setRole] = useState<(typeof ROLES)[number]>('member');
  const [history, setHistory] = useState(group.policy.history);
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const make = async () => {
    setWorking(true);
    setProblem(null);
    const answer = await engine.call.createInvite({ groupId: group.groupId, maxUses, days, role, history });
    setWorking(false);
    if (answer.ok) onMade(answer.value);
    else setProblem(answer.error);
  };
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <div className={styles['numbers']}>
        <NumberField label={say('invite.uses')} value={maxUses} onChange={setUses} least={1} most={MOST_USES} />
        <NumberField label={say('invite.days')} value={days} onChange={setDays} least={1} most={MOST_DAYS} />
      </div>
      <Choice
        label={say('invite.role')}
        value={role}
        onChange={setRole}
        options={ROLES.map((value) => ({
          value,
          words: say(`people.role.${value}`),
          hint: say(`role.${value}.hint`),
        }))}
      />
      <HistoryChoice value={history} onChange={setHistory} />
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Button look="main" icon={UserPlus} type="submit" isPending={isWorking}>
        {isWorking ? say('invite.working') : say('invite.make')}
      </Button>
    </Form>
  );
}
