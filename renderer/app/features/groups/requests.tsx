import { Check } from 'lucide-react';
import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { RequestView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { historyValues } from '../../text/history-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Section } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { CheckWords } from './check-words.tsx';
import styles from './groups.module.css';

interface RequestsProps {
  readonly groupId: GroupId;
  /** True when this person may let people in. */
  readonly mayAdmit: boolean;
}

/** People who ask to join this group; nothing at all when nobody does. */
export function Requests({ groupId, mayAdmit }: RequestsProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  // Here and not in the card: the card goes as soon as the request is answered.
  const [problem, setProblem] = useState<AppError | null>(null);
  const requests = useQuery(
    `requests ${groupId}`,
    () => engine.call.listRequests({ groupId }),
    ['groupChanged', 'groupsChanged'],
    groupId,
  );
  const rows = requests.state === 'ready' ? requests.value : [];
  if (rows.length === 0 && problem === null) return null;
  return (
    <Section title={say('requests.title')}>
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <ul className={styles['requests']}>
        {rows.map((request) => (
          <li key={request.requestId}>
            <Request request={request} mayAdmit={mayAdmit} onProblem={setProblem} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface RequestProps {
  readonly request: RequestView;
  readonly mayAdmit: boolean;
  readonly onProblem: (problem: AppError | null) => void;
}

function Request({ request, mayAdmit, onProblem }: RequestProps) {
  const { say, when } = useText();
  const { name, role, history } = request;
  return (
    <article className={styles['request']} aria-label={name}>
      <div>
        <h3>
          <bdi>{name}</bdi>
        </h3>
        <p className={styles['hint']}>
          {say('requests.at', { when: when(request.at) })} · {say('requests.invite', { name: request.inviteByName })}
        </p>
      </div>
      {request.note === '' ? (
        <p className={styles['hint']}>{say('requests.noNote')}</p>
      ) : (
        <p className={styles['noteWords']} dir="auto">
          {request.note}
        </p>
      )}
      <p>{say('requests.offers', { role, ...historyValues(history) })}</p>
      <CheckWords words={request.checkWords} hint={say('requests.words.hint', { name })} />
      {mayAdmit ? <AnswerIt request={request} onProblem={onProblem} /> : <p>{say('requests.notYou')}</p>}
    </article>
  );
}

function AnswerIt({ request, onProblem }: Omit<RequestProps, 'mayAdmit'>) {
  const { engine } = useApp();
  const { say } = useText();
  const [isAsking, setAsking] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const { groupId, requestId, name } = request;
  const answer = async (call: 'approveRequest' | 'refuseRequest') => {
    setAsking(false);
    setWorking(true);
    const result = await engine.call[call]({ groupId, requestId });
    setWorking(false);
    onProblem(result.ok ? null : result.error);
  };
  return (
    <>
      <Actions>
        <Button look="group" icon={Check} isPending={isWorking} onPress={() => answer('approveRequest')}>
          {say('requests.approve', { name })}
        </Button>
        <Button isDisabled={isWorking} onPress={() => setAsking(true)}>
          {say('requests.refuse', { name })}
        </Button>
      </Actions>
      <Confirm
        isOpen={isAsking}
        title={say('requests.refuse.title', { name })}
        text={say('requests.refuse.text')}
        confirm={say('requests.refuse.confirm')}
        keep={say('requests.refuse.keep')}
        onConfirm={() => answer('refuseRequest')}
        onKeep={() => setAsking(false)}
      />
    </>
  );
}
