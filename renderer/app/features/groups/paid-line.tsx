import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { paidWords } from '../../text/paid-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';

interface PaidLineProps {
  readonly groupId: GroupId;
  readonly reach: ReachView;
}

/** Whether a network of this computer is paid by the megabyte, what is spared then, what waits for it, and the way out. */
export function PaidLine({ groupId, reach }: PaidLineProps) {
  const { engine } = useApp();
  const { say, when, error } = useText();
  const [problem, setProblem] = useState<AppError | null>(null);
  const networks = useQuery('paid-networks', () => engine.call.listPaidNetworks({}), ['paidNetworksChanged']);
  const act = async (answer: Promise<Result<null, AppError>>) => {
    const outcome = await answer;
    setProblem(outcome.ok ? null : outcome.error);
  };
  const { sparing } = reach;
  return (
    <Section title={say('paid.title')}>
      <p>{say('paid.intro')}</p>
      <Soft>{say('paid.how')}</Soft>
      {networks.state === 'ready' && networks.value.length === 0 && <Soft>{say('paid.networks.none')}</Soft>}
      {networks.state === 'ready' &&
        networks.value.map(({ id, device, address, isPaid }) => (
          <Check
            key={id}
            isSelected={isPaid}
            onChange={(isSelected) => void act(engine.call.payByMegabyte({ id, isPaid: isSelected }))}
          >
            {say('paid.check', { device, address })}
          </Check>
        ))}
      <div role="status">
        {sparing !== null && (
          <>
            <p>{say('paid.is')}</p>
            {paidWords(reach, when).map(({ id, values }) => (
              <p key={id}>{say(id, values)}</p>
            ))}
          </>
        )}
      </div>
      {sparing !== null && sparing.openedUntil === null && (
        <>
          <Actions>
            <Button onPress={() => act(engine.call.openPaidLine({ groupId }))}>{say('paid.open')}</Button>
          </Actions>
          <Soft>{say('paid.open.hint')}</Soft>
        </>
      )}
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
    </Section>
  );
}
