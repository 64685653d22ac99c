import { Archive } from 'lucide-react';
import { useApp } from '../../app-parts.ts';
import { lastWords } from '../../text/backup-words.ts';
import { useText } from '../../text/use-text.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';

/** The part of the settings that leads to the backups. */
export function BackupSection() {
  const { engine } = useApp();
  const { say, when } = useText();
  const backups = useQuery('backups', () => engine.call.viewBackups({}), ['backupsChanged']);
  const last = backups.state === 'ready' ? lastWords(backups.value, when) : null;
  return (
    <Section title={say('backup.title')}>
      <Soft>{say('backup.hint')}</Soft>
      {last && <Soft>{say(last.id, last.values)}</Soft>}
      <Actions>
        <LinkButton icon={Archive} href="/settings/backups">
          {say('backup.open')}
        </LinkButton>
      </Actions>
    </Section>
  );
}
