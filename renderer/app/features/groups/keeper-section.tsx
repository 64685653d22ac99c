import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { Result } from '../../../../shared/result.ts';
import type { GroupView, KeeperView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Soft } from '../../ui/page.tsx';
import styles from './groups.module.css';
import { KeeperPlace } from './keeper-place.tsx';
import { KeeperQuestion } from './keeper-question.tsx';

interface KeeperSectionProps {
  readonly group: GroupView;
  readonly keeper: KeeperView;
}

/** What a keeper is and sees, whether the group uses one, and how each of its meeting places is as a keeper. */
export function KeeperSection({ group, keeper }: KeeperSectionProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const { groupId, policy } = group;
  const [problem, setProblem] = useState<AppError | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const act = async (answer: Promise<Result<null, AppError>>, words: string | null) => {
    const outcome = await answer;
    setProblem(outcome.ok ? null : outcome.error);
    setDone(outcome.ok ? words : null);
  };
  const isOfEquals = policy.mode === 'equals';
  const turnOn = isOfEquals ? 'keeper.question.ask' : 'keeper.allow';
  const turnedOn = isOfEquals ? 'keeper.question.asked' : 'keeper.allow.done';
  const allow = (allowed: boolean) =>
    act(engine.call.allowKeeper({ groupId, allowed }), say(allowed ? turnedOn : 'keeper.end.done'));
  return (
    <>
      <p>{say('keeper.what')}</p>
      <Soft>{say('keeper.sees')}</Soft>
      <p>{say(keeper.allowed ? 'keeper.allowed' : 'keeper.notAllowed')}</p>
      {isOfEquals && !keeper.question && (
        <Soft>{say(keeper.allowed ? 'keeper.question.end.hint' : 'keeper.question.ask.hint')}</Soft>
      )}
      {keeper.question && <KeeperQuestion groupId={groupId} question={keeper.question} act={act} />}
      {keeper.mayAllow && !keeper.question && (
        <Actions>
          <Button onPress={() => allow(!keeper.allowed)}>{say(keeper.allowed ? 'keeper.end' : turnOn)}</Button>
        </Actions>
      )}
      {!keeper.mayAllow && <Soft>{say('keeper.who')}</Soft>}
      {done !== null && <Note isLive>{done}</Note>}
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      {keeper.withheld > 0 && <Note tone="careful">{say('keeper.withheld', { count: keeper.withheld })}</Note>}
      {keeper.allowed && (
        <>
          <Check
            isSelected={keeper.here}
            onChange={(here) => void act(engine.call.goToKeepers({ groupId, here }), null)}
          >
            {say('keeper.here')}
          </Check>
          {!keeper.here && <Soft>{say('keeper.here.off')}</Soft>}
          {keeper.here && keeper.places.length === 0 && <Soft>{say('keeper.noPlaces')}</Soft>}
          {keeper.here && keeper.places.length > 0 && (
            <>
              <ul className={styles['servers']} aria-label={say('keeper.places')}>
                {keeper.places.map((place) => (
                  <KeeperPlace key={place.address} place={place} groupId={groupId} />
                ))}
              </ul>
              <Actions>
                <Button icon={RefreshCw} onPress={() => act(engine.call.lookAtKeeper({ groupId }), null)}>
                  {say('keeper.look')}
                </Button>
              </Actions>
            </>
          )}
        </>
      )}
    </>
  );
}
