import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Check } from '../../ui/check.tsx';
import { Note } from '../../ui/note.tsx';
import { Section, Soft } from '../../ui/page.tsx';

interface HideAddressProps {
  readonly groupId: GroupId;
  readonly hiddenBy: ReachView['hiddenBy'];
}

/** Whether the others of the group may see this computer's network address, and what hiding it costs. */
export function HideAddress({ groupId, hiddenBy }: HideAddressProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [problem, setProblem] = useState<AppError | null>(null);
  const hide = async (isHidden: boolean) => {
    const answer = await engine.call.hideAddress({ groupId, isHidden });
    setProblem(answer.ok ? null : answer.error);
  };
  return (
    <Section title={say('paths.hide')}>
      <Soft>{say('paths.hide.text')}</Soft>
      {hiddenBy === 'group' ? (
        <Note>{say('paths.hide.group')}</Note>
      ) : (
        <Check isSelected={hiddenBy === 'person'} onChange={(isHidden) => void hide(isHidden)}>
          {say('paths.hide.check')}
        </Check>
      )}
      {hiddenBy === 'person' && <Note>{say('paths.hide.is')}</Note>}
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
    </Section>
  );
}
