import { FileDown, FileSearch, FolderOpen } from 'lucide-react';
import type { BackupsView } from '../../../../shared/ipc/backup-requests.ts';
import { useApp } from '../../app-parts.ts';
import { lastWords, madeWords, rollingWords, testedWords } from '../../text/backup-words.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { localDay } from './local-day.ts';
import { ShowBackupOutcome, useBackupWork } from './use-backup-work.tsx';

/** Making a backup, testing one, and those that are made by themselves. */
export function BackupsPage() {
  const { engine } = useApp();
  const { say } = useText();
  const backups = useQuery('backups', () => engine.call.viewBackups({}), ['backupsChanged']);
  return (
    <PageAnswer of={backups}>
      {(view) => (
        <Page
          title={say('backup.title')}
          below={<p>{say('backup.intro')}</p>}
          back={{ href: '/settings', place: say('place.settings') }}
        >
          <ByHand backups={view} />
          <TestOne />
          <ByThemselves backups={view} />
          <Section title={say('backup.limits.title')}>
            <Soft>{say('backup.limits.deleted')}</Soft>
            <Soft>{say('backup.limits.old')}</Soft>
            <Soft>{say('backup.limits.erase')}</Soft>
          </Section>
        </Page>
      )}
    </PageAnswer>
  );
}

function ByHand({ backups }: { readonly backups: BackupsView }) {
  const { engine, main, clock } = useApp();
  const { say, when } = useText();
  const { isWorking, outcome, during } = useBackupWork();
  const make = () =>
    during(async () => {
      const place = await main.ask.chooseBackupPlace({ suggestedName: `${localDay(clock.now())}.hearth-backup` });
      if (!place.ok) return { problem: place.error };
      if (place.value === null) return null;
      const made = await engine.call.makeBackup({ place: place.value });
      return made.ok ? { words: [madeWords(made.value)] } : { problem: made.error };
    });
  const last = lastWords(backups, when);
  return (
    <Section title={say('backup.hand.title')}>
      <Soft>{say('backup.hand.text')}</Soft>
      <Soft>{say(last.id, last.values)}</Soft>
      <Actions>
        <Button look="main" icon={FileDown} onPress={make} isPending={isWorking}>
          {isWorking ? say('backup.making') : say('backup.make')}
        </Button>
      </Actions>
      <ShowBackupOutcome outcome={outcome} />
    </Section>
  );
}

function TestOne() {
  const { engine, main } = useApp();
  const { say, when, names } = useText();
  const { isWorking, outcome, during } = useBackupWork();
  const test = () =>
    during(async () => {
      const place = await main.ask.chooseBackupFile({});
      if (!place.ok) return { problem: place.error };
      if (place.value === null) return null;
      const tested = await engine.call.testBackup({ from: { place: place.value } });
      return tested.ok ? { words: testedWords(tested.value, { when, names }) } : { problem: tested.error };
    });
  return (
    <Section title={say('backup.test.title')}>
      <Soft>{say('backup.test.text')}</Soft>
      <Actions>
        <Button icon={FileSearch} onPress={test} isPending={isWorking}>
          {isWorking ? say('backup.testing') : say('backup.test')}
        </Button>
      </Actions>
      <ShowBackupOutcome outcome={outcome} />
    </Section>
  );
}

function ByThemselves({ backups }: { readonly backups: BackupsView }) {
  const { engine, main } = useApp();
  const { say, when } = useText();
  const { outcome, during } = useBackupWork();
  const set = (change: { readonly isOn?: boolean; readonly place?: string | null }) =>
    during(async () => {
      const answer = await engine.call.setRolling(change);
      return answer.ok ? null : { problem: answer.error };
    });
  const choose = async () => {
    const place = await main.ask.chooseBackupFolder({});
    if (place.ok && place.value !== null) await set({ place: place.value });
  };
  return (
    <Section title={say('backup.rolling.title')}>
      <Check isSelected={backups.isRollingOn} onChange={(isOn) => void set({ isOn })}>
        {say('backup.rolling.use')}
      </Check>
      <Soft>{say('backup.rolling.text')}</Soft>
      {rollingWords(backups, when).map(({ id, values }) => (
        <Soft key={id}>{say(id, values)}</Soft>
      ))}
      {backups.isRollingOn && (
        <Actions>
          <Button icon={FolderOpen} onPress={choose}>
            {say('backup.rolling.choose')}
          </Button>
          {backups.folderName !== null && (
            <Button look="quiet" onPress={() => set({ place: null })}>
              {say('backup.rolling.own')}
            </Button>
          )}
        </Actions>
      )}
      <ShowBackupOutcome outcome={outcome} />
    </Section>
  );
}
