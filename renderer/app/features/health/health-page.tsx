import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { HealthView } from '../../../../shared/ipc/health-requests.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Section } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { BackupSection } from '../backup/backup-section.tsx';
import { type Outcome, ShowOutcome } from '../belonging/outcome.tsx';
import { GroupsHealth } from './groups-health.tsx';
import styles from './health.module.css';

/** How this computer is doing: what is saved, how much, where, and when the others were last met. */
export function HealthPage() {
  const { engine } = useApp();
  const { say } = useText();
  const health = useQuery('health', () => engine.call.viewHealth({}), [
    'journalChanged',
    'groupsChanged',
    'timelineChanged',
  ]);
  return (
    <PageAnswer of={health}>
      {(view) => (
        <Page
          title={say('health.title')}
          below={<p>{say('health.intro')}</p>}
          back={{ href: '/settings', place: say('settings.title') }}
        >
          <Saved view={view} />
          <BackupSection />
          <GroupsHealth groups={view.groups} />
          <Where view={view} />
        </Page>
      )}
    </PageAnswer>
  );
}

function Saved({ view }: { readonly view: HealthView }) {
  const { engine } = useApp();
  const { say, when, size } = useText();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isChecking, setChecking] = useState(false);
  // What the check just found is newer than what the page was asked for.
  const [soundAt, setSoundAt] = useState(view.soundAt);
  const check = async () => {
    setChecking(true);
    const answer = await engine.call.checkStore({});
    setChecking(false);
    if (answer.ok) setSoundAt(answer.value.soundAt);
    setOutcome(answer.ok ? { done: say('health.check.done') } : { problem: answer.error });
  };
  const { lastSavedAt, disk, renewedAt, troubles } = view;
  return (
    <Section title={say('health.saved')}>
      <p>{lastSavedAt === null ? say('health.saved.never') : say('health.saved.at', { when: when(lastSavedAt) })}</p>
      {disk?.isScarce && <Note tone="careful">{say('health.scarce', { size: size(disk.freeBytes) })}</Note>}
      {disk && !disk.isScarce && <p>{say('health.free', { size: size(disk.freeBytes) })}</p>}
      {troubles.map(({ what, count, at }) => (
        <Note key={what} tone="careful">
          {say(`health.trouble.${what}`, { count, when: when(at) })}
        </Note>
      ))}
      {renewedAt !== null && <p>{say('health.renewed', { when: when(renewedAt) })}</p>}
      <p>{say('health.sound', { when: when(soundAt) })}</p>
      <Actions>
        <Button icon={ShieldCheck} onPress={check} isPending={isChecking}>
          {say('health.check')}
        </Button>
      </Actions>
      <ShowOutcome outcome={outcome} />
    </Section>
  );
}

function Where({ view }: { readonly view: HealthView }) {
  const { say, size } = useText();
  const own = {
    journal: say('health.journal', { count: view.journal }),
    drafts: say('health.drafts', { count: view.drafts }),
    size: size(view.privateBytes),
  };
  return (
    <Section title={say('health.where')}>
      <p>{say('health.private', own)}</p>
      <dl className={styles['parts']}>
        {view.parts.map(({ part, bytes }) => (
          <div key={part}>
            <dt>{say(`health.part.${part}`)}</dt>
            <dd>{size(bytes)}</dd>
          </div>
        ))}
      </dl>
      <p>{say('health.folder')}</p>
      <p className={styles['folder']}>{view.folder}</p>
    </Section>
  );
}
