import { Laptop, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ComputerView } from '../../../../shared/ipc/pairing-requests.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { type Outcome, ShowOutcome } from '../belonging/outcome.tsx';
import styles from './computers.module.css';

/** This person's computers: adding one, being the new one, and removing one that was lost. */
export function ComputersPage() {
  const { engine } = useApp();
  const { say } = useText();
  const computers = useQuery('computers', () => engine.call.listComputers({}), ['computersChanged', 'groupsChanged']);
  return (
    <PageAnswer of={computers}>
      {(others) => (
        <Page
          title={say('computers.title')}
          below={<p>{say('computers.intro')}</p>}
          back={{ href: '/settings', place: say('settings.title') }}
        >
          <Actions>
            <LinkButton look="main" icon={Plus} href="/settings/computers/add">
              {say('computers.add')}
            </LinkButton>
            <LinkButton icon={Laptop} href="/settings/computers/new">
              {say('computers.isNew')}
            </LinkButton>
          </Actions>
          <Soft>{say('computers.journal')}</Soft>
          <Others others={others} />
        </Page>
      )}
    </PageAnswer>
  );
}

function Others({ others }: { readonly others: readonly ComputerView[] }) {
  const { say } = useText();
  // Here and not beside the computer: what was removed everywhere may leave the list.
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  return (
    <Section title={say('computers.others')}>
      <ShowOutcome outcome={outcome} />
      {others.length === 0 && <Soft>{say('computers.none')}</Soft>}
      <ul className={styles['computers']} aria-label={say('computers.others')}>
        {others.map((computer) => (
          <Computer key={computer.computerId} computer={computer} onOutcome={setOutcome} />
        ))}
      </ul>
    </Section>
  );
}

interface ComputerProps {
  readonly computer: ComputerView;
  readonly onOutcome: (outcome: Outcome) => void;
}

function Computer({ computer, onOutcome }: ComputerProps) {
  const { engine } = useApp();
  const { say, date, names } = useText();
  const [isAsking, setAsking] = useState(false);
  const { computerId, groups } = computer;
  const added = date(computer.pairedAt);
  const remove = async () => {
    setAsking(false);
    const answer = await engine.call.removeComputer({ computerId });
    if (!answer.ok) onOutcome({ problem: answer.error });
    else if (answer.value.notFrom.length === 0) onOutcome({ done: say('computers.remove.done') });
    else onOutcome({ done: say('computers.remove.notFrom', { groups: names(answer.value.notFrom) }) });
  };
  return (
    <li className={styles['computer']}>
      <div className={styles['about']}>
        <p className={styles['name']}>{say('computers.paired', { date: added })}</p>
        <ul className={styles['plain']}>
          {groups.map(({ groupId, name, state }) => (
            <li key={groupId} className={styles['hint']}>
              {say(`computers.${state}`, { group: name })}
            </li>
          ))}
        </ul>
      </div>
      {groups.some(({ state }) => state !== 'removed') && (
        <Button
          look="quiet"
          icon={Trash2}
          name={say('computers.remove.name', { date: added })}
          onPress={() => setAsking(true)}
        >
          {say('computers.remove')}
        </Button>
      )}
      <Confirm
        isOpen={isAsking}
        title={say('computers.remove.title', { date: added })}
        text={say('computers.remove.text')}
        confirm={say('computers.remove.confirm')}
        keep={say('computers.remove.keep')}
        onConfirm={remove}
        onKeep={() => setAsking(false)}
      />
    </li>
  );
}
