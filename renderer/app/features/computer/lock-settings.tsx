import { Lock } from 'lucide-react';
import { LOCK_AFTER } from '../../../../shared/ipc/ui-engine.ts';
import type { SettingsView } from '../../../../shared/ipc/views.ts';
import { useApp, useLook, useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';

/** When Hearth locks itself, and the button that locks it now. */
export function LockSettings({ onChange }: { readonly onChange: (part: Partial<SettingsView>) => unknown }) {
  const { main } = useApp();
  const settings = useSettings();
  const { look } = useLook();
  const { say } = useText();
  return (
    <Section title={say('place.lock')}>
      <NumberField
        label={say('computer.lockAfter')}
        value={settings.lockAfterMinutes}
        onChange={(lockAfterMinutes) => void onChange({ lockAfterMinutes })}
        least={LOCK_AFTER.least}
        most={LOCK_AFTER.most}
      />
      <Soft>{say('computer.lockAfter.hint')}</Soft>
      {look.canGuardScreen && (
        <>
          <Check
            isSelected={settings.isScreenGuarded}
            onChange={(isScreenGuarded) => void onChange({ isScreenGuarded })}
          >
            {say('computer.guard')}
          </Check>
          <Soft>{say('computer.guard.hint')}</Soft>
        </>
      )}
      <Soft>{say('settings.lock.hint')}</Soft>
      <Actions>
        <Button icon={Lock} onPress={() => main.ask.lock({ evenUnsaved: false })}>
          {say('settings.lock')}
        </Button>
      </Actions>
    </Section>
  );
}
