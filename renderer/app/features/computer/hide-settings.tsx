import { CalendarDays } from 'lucide-react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp, useLook } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';

/** The quick hide and the neutral name. `onProblem` gets what went wrong, or null. */
export function HideSettings({ onProblem }: { readonly onProblem: (problem: AppError | null) => void }) {
  const { main } = useApp();
  const { look, changeLook } = useLook();
  const { say } = useText();
  return (
    <Section title={say('computer.hide')}>
      <p>{say('computer.hide.text', { keys: look.hideKeys })}</p>
      <Soft>{say('computer.hide.limits')}</Soft>
      <Actions>
        <Button icon={CalendarDays} onPress={() => main.ask.hide({})}>
          {say('computer.hide.now')}
        </Button>
      </Actions>
      <Check isSelected={look.isNeutral} onChange={async (isNeutral) => onProblem(await changeLook({ isNeutral }))}>
        {say('computer.neutral')}
      </Check>
      <Soft>{say('computer.neutral.hint')}</Soft>
      <Soft>{say('computer.neutral.limits')}</Soft>
    </Section>
  );
}
