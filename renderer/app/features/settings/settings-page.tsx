import { Activity, Laptop } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import type { SettingsView } from '../../../../shared/ipc/views.ts';
import { useApp, useLook, useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { Size } from '../../ui/size.tsx';
import { BackupSection } from '../backup/backup-section.tsx';
import { HideSettings } from '../computer/hide-settings.tsx';
import { LockSettings } from '../computer/lock-settings.tsx';
import { PassphraseSections } from '../computer/passphrase-sections.tsx';
import { ProxySection } from './proxy-section.tsx';
import { SavedField } from './saved-field.tsx';
import styles from './settings.module.css';

const THEMES = ['system', 'light', 'dark'] as const;

/** Name, look, meeting place for new groups, keys, lock. */
export function SettingsPage({ version }: { readonly version: string }) {
  const app = useApp();
  const settings = useSettings();
  const { look } = useLook();
  const { say, error } = useText();
  const [problem, setProblem] = useState<AppError | null>(null);
  const change = async (part: Partial<SettingsView>): Promise<AppError | null> => {
    const answer = await app.engine.call.changeSettings(part);
    return answer.ok ? null : answer.error;
  };
  const changeLook = async (part: Partial<SettingsView>) => setProblem(await change(part));
  return (
    <Page title={say('settings.title')}>
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Section title={say('settings.look')}>
        <Choice
          label={say('settings.theme')}
          value={settings.theme}
          onChange={(theme) => void changeLook({ theme })}
          options={THEMES.map((theme) => ({ value: theme, words: say(`settings.theme.${theme}`) }))}
        />
        <Size
          label={say('settings.textSize')}
          value={settings.textSize}
          onChange={(textSize) => void changeLook({ textSize })}
        />
      </Section>
      <Section title={say('settings.you')}>
        <SavedField
          label={say('settings.name')}
          hint={say('settings.name.hint')}
          saveWords={say('settings.name.save')}
          value={settings.name}
          maxLength={LIMITS.nameCharacters}
          onSave={(name) => (name === '' ? Promise.resolve({ tag: 'NameEmpty' }) : change({ name }))}
        />
      </Section>
      <Section title={say('settings.reach')}>
        <SavedField
          label={say('settings.server')}
          hint={say('settings.server.hint')}
          saveWords={say('settings.server.save')}
          value={settings.server ?? ''}
          maxLength={200}
          onSave={(server) => change({ server: server === '' ? null : server })}
        />
      </Section>
      <ProxySection />
      <PassphraseSections />
      <Section title={say('computers.title')}>
        <Soft>{say('computers.hint')}</Soft>
        <Actions>
          <LinkButton icon={Laptop} href="/settings/computers">
            {say('computers.open')}
          </LinkButton>
        </Actions>
      </Section>
      <BackupSection />
      <Section title={say('health.title')}>
        <Soft>{say('health.hint')}</Soft>
        <Actions>
          <LinkButton icon={Activity} href="/settings/health">
            {say('health.open')}
          </LinkButton>
        </Actions>
      </Section>
      <Section title={say('settings.keys')}>
        <dl className={styles['keys']}>
          <Key keys="Ctrl N" words={say('settings.keys.new')} />
          <Key keys="Ctrl L" words={say('settings.keys.lock')} />
          <Key keys={look.hideKeys} words={say('computer.hide.key')} />
          <Key keys="Esc" words={say('settings.keys.leave')} />
        </dl>
      </Section>
      <LockSettings onChange={changeLook} />
      <HideSettings onProblem={setProblem} />
      <Section title={say('erase.title')}>
        <Soft>{say('erase.settings')}</Soft>
        <Actions>
          <LinkButton href="/settings/erase">{say('erase.door')}</LinkButton>
        </Actions>
      </Section>
      <Soft>{say('settings.version', { version })}</Soft>
    </Page>
  );
}

function Key({ keys, words }: { readonly keys: string; readonly words: string }) {
  return (
    <div>
      <dt>{words}</dt>
      <dd>
        <kbd>{keys}</kbd>
      </dd>
    </div>
  );
}
