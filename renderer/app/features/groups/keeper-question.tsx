import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { KeeperQuestionView } from '../../../../shared/ipc/views.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions } from '../../ui/page.tsx';

/** Waits for an answer of the engine and says the words, or what was in the way. */
type Act = (answer: Promise<Result<null, AppError>>, words: string) => Promise<void>;

interface OpenKeeperQuestionProps {
  readonly groupId: GroupId;
  readonly question: KeeperQuestionView | null;
}

/** The question above a group's timeline, until it is answered or laid aside; what came of an answer stays after it. */
export function OpenKeeperQuestion({ groupId, question }: OpenKeeperQuestionProps) {
  const { laidAside } = useApp();
  const { error } = useText();
  // Laid aside until Hearth is opened again; the set itself changes nothing on the screen.
  const [, setAside] = useState(laidAside.size);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const act: Act = async (answer, words) => {
    const outcome = await answer;
    setProblem(outcome.ok ? null : outcome.error);
    setDone(outcome.ok ? words : null);
  };
  return (
    <>
      {done !== null && <Note isLive>{done}</Note>}
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      {question && !laidAside.has(question.op) && (
        <KeeperQuestion
          groupId={groupId}
          question={question}
          act={act}
          onNotNow={() => setAside(laidAside.add(question.op).size)}
        />
      )}
    </>
  );
}

interface KeeperQuestionProps {
  readonly groupId: GroupId;
  readonly question: KeeperQuestionView;
  readonly act: Act;
  /** Lays the card aside. Without it the card stays, and stands where it is said already what a keeper is. */
  readonly onNotNow?: () => void;
}

/** Somebody asks whether the group wants a keeper: what that is and is not, and one's answer. */
export function KeeperQuestion({ groupId, question, act, onNotNow }: KeeperQuestionProps) {
  const { engine } = useApp();
  const { say, when } = useText();
  const { op, byName, byMe, at } = question;
  const answer = (agrees: boolean) =>
    act(
      engine.call.answerKeeperQuestion({ groupId, op, agrees }),
      say(agrees ? 'keeper.allow.done' : 'keeper.question.over'),
    );
  return (
    <Note tone="group" title={byMe ? say('keeper.question.title.me') : say('keeper.question.title', { name: byName })}>
      {onNotNow && (
        <>
          <p>{say('keeper.question.is')}</p>
          <p>{say('keeper.question.isNot')}</p>
        </>
      )}
      <p>{say(byMe ? 'keeper.question.rule.me' : 'keeper.question.rule', { when: when(at) })}</p>
      <Actions>
        {!byMe && (
          <Button look="group" onPress={() => answer(true)}>
            {say('keeper.question.agree')}
          </Button>
        )}
        <Button onPress={() => answer(false)}>
          {say(byMe ? 'keeper.question.takeBack' : 'keeper.question.decline')}
        </Button>
        {onNotNow && (
          <Button look="quiet" onPress={onNotNow}>
            {say(byMe ? 'keeper.question.hide' : 'keeper.question.notNow')}
          </Button>
        )}
      </Actions>
    </Note>
  );
}
