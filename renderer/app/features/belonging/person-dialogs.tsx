import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { MemberView, RoleView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Choice } from '../../ui/choice.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Soft } from '../../ui/page.tsx';
import { rolesFor } from './offers.ts';
import type { Outcome } from './outcome.tsx';
import { type GivenReason, ReasonChoice } from './reason-choice.tsx';

/** What each dialog about a person is made of. It is on the screen while it stands. */
export interface PersonDialogProps {
  readonly groupId: GroupId;
  readonly member: MemberView;
  readonly onClose: () => void;
  /** What came of it; not called when everything was left as it is. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Another role for somebody, one of those that are possible. */
export function ChangeRole({ groupId, member, onClose, onOutcome }: PersonDialogProps) {
  const { engine } = useApp();
  const { say } = useText();
  const roles = rolesFor(member);
  const [role, setRole] = useState<RoleView | null>(roles.length === 1 ? (roles[0] ?? null) : null);
  const { name, memberId } = member;
  const change = async () => {
    if (role === null) return;
    onClose();
    const answer = await engine.call.changeRole({ groupId, memberId, role });
    onOutcome(answer.ok ? { done: say('people.done.role', { name, role }) } : { problem: answer.error });
  };
  return (
    <Confirm
      isOpen
      title={say('role.title', { name })}
      text={say('role.text', { name })}
      confirm={say('role.confirm')}
      keep={say('role.keep')}
      isReady={role !== null}
      onConfirm={change}
      onKeep={onClose}
    >
      <Choice
        label={say('role.choose')}
        value={role}
        onChange={setRole}
        options={roles.map((value) => ({
          value,
          words: say(`people.role.${value}`),
          hint: say(`role.${value}.hint`),
        }))}
      />
    </Confirm>
  );
}

/** A facilitator removes somebody: what follows, and the reason that will be read. */
export function RemovePerson({ groupId, member, onClose, onOutcome }: PersonDialogProps) {
  const { engine } = useApp();
  const { say } = useText();
  const [reason, setReason] = useState<GivenReason>('unspecified');
  const { name, memberId } = member;
  const remove = async () => {
    onClose();
    const answer = await engine.call.removeMember({ groupId, memberId, reason });
    onOutcome(answer.ok ? { done: say('people.done.removed', { name }) } : { problem: answer.error });
  };
  return (
    <Confirm
      isOpen
      title={say('remove.title', { name })}
      text={say('remove.text', { name })}
      confirm={say('remove.confirm', { name })}
      keep={say('remove.keep', { name })}
      onConfirm={remove}
      onKeep={onClose}
    >
      <ReasonChoice name={name} value={reason} onChange={setReason} />
      <Soft>{say('remove.told', { name })}</Soft>
    </Confirm>
  );
}

/** Among equals: asks for a removal, or is the second to ask, which removes. */
export function AskForRemoval({ groupId, member, onClose, onOutcome }: PersonDialogProps) {
  const { engine } = useApp();
  const { say, names } = useText();
  const [reason, setReason] = useState<GivenReason>('unspecified');
  const { name, memberId, endorsements } = member;
  const isSecond = endorsements.names.length > 0;
  const first = names(endorsements.names);
  const ask = async () => {
    onClose();
    const answer = await engine.call.endorseRemoval({ groupId, memberId, reason });
    const done = isSecond ? say('people.done.removed', { name }) : say('people.done.asked', { name });
    onOutcome(answer.ok ? { done } : { problem: answer.error });
  };
  return (
    <Confirm
      isOpen
      title={isSecond ? say('ask.too.title', { name, names: first }) : say('ask.title', { name })}
      text={isSecond ? say('ask.too.text', { name, names: first }) : say('ask.text', { name })}
      confirm={isSecond ? say('ask.too.confirm') : say('ask.confirm')}
      keep={say('role.keep')}
      onConfirm={ask}
      onKeep={onClose}
    >
      <ReasonChoice name={name} value={reason} onChange={setReason} />
    </Confirm>
  );
}
