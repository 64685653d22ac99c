import { FileUp } from 'lucide-react';
import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions } from '../../ui/page.tsx';
import { type Outcome, ShowOutcome } from '../belonging/outcome.tsx';

/** Takes in somebody's request to join that came as a file. Any member may carry it; who lets people in answers it. */
export function TakeRequest({ groupId }: { readonly groupId: GroupId }) {
  const { engine, main } = useApp();
  const { say } = useText();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const take = async () => {
    const opened = await main.ask.openRequestFile({});
    if (!opened.ok) return setOutcome({ problem: opened.error });
    if (opened.value === null) return setOutcome(null);
    const answer = await engine.call.takeRequest({ groupId, file: opened.value });
    setOutcome(answer.ok ? { done: say('requests.file.taken') } : { problem: answer.error });
  };
  return (
    <>
      <h4>{say('requests.file')}</h4>
      <p>{say('requests.file.text')}</p>
      <ShowOutcome outcome={outcome} />
      <Actions>
        <Button icon={FileUp} onPress={take}>
          {say('requests.file.take')}
        </Button>
      </Actions>
    </>
  );
}
