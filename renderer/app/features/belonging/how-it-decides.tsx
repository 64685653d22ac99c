import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { GroupView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { historyValues } from '../../text/history-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Section, Soft } from '../../ui/page.tsx';
import styles from './belonging.module.css';
import { HistoryChoice } from './history-choice.tsx';
import { type Outcome, ShowOutcome } from './outcome.tsx';

/** Who may invite, what newcomers read, and who decides; facilitators can change the first two. */
export function HowItDecides({ group }: { readonly group: GroupView }) {
  const { say } = useText();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { policy, me } = group;
  const isFacilitated = policy.mode === 'facilitated';
  return (
    <Section title={say('decides.title')}>
      <p>{say(`decides.mode.${policy.mode}`)}</p>
      {isFacilitated && me.role === 'facilitator' ? (
        // Another form when somebody else changed the policy meanwhile: what is shown is what counts.
        <ChangeIt key={JSON.stringify(policy)} group={group} onOutcome={setOutcome} />
      ) : (
        <>
          {isFacilitated && <p>{policy.membersInvite ? say('decides.invite.yes') : say('decides.invite.no')}</p>}
          {policy.hideIp && <p>{say('paths.policy.is')}</p>}
          <p>{say(`decides.history.${policy.history.reads}`, historyValues(policy.history))}</p>
        </>
      )}
      <ShowOutcome outcome={outcome} />
    </Section>
  );
}

interface ChangeItProps {
  readonly group: GroupView;
  readonly onOutcome: (outcome: Outcome) => void;
}

function ChangeIt({ group, onOutcome }: ChangeItProps) {
  const { engine } = useApp();
  const { say } = useText();
  const { groupId, policy } = group;
  const [membersInvite, setMembersInvite] = useState(policy.membersInvite);
  const [hideIp, setHideIp] = useState(policy.hideIp);
  const [history, setHistory] = useState(policy.history);
  const save = async () => {
    const answer = await engine.call.changePolicy({ groupId, membersInvite, history, hideIp });
    onOutcome(answer.ok ? { done: say('decides.saved') } : { problem: answer.error });
  };
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Check isSelected={membersInvite} onChange={setMembersInvite}>
        {say('decides.invite')}
      </Check>
      <Check isSelected={hideIp} onChange={setHideIp}>
        {say('paths.policy')}
      </Check>
      <Soft>{say('paths.policy.hint')}</Soft>
      <HistoryChoice value={history} onChange={setHistory} />
      <Button type="submit">{say('decides.save')}</Button>
    </Form>
  );
}
