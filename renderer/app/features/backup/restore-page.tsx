import { FileUp } from 'lucide-react';
import { useState } from 'react';
import type { BackupContentView, BackupFrom } from '../../../../shared/ipc/backup-requests.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Page, Section } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { StartFrame } from '../start/start-frame.tsx';
import { RestoreKey } from './restore-key.tsx';
import { RestoreNow } from './restore-now.tsx';
import { ShowBackupOutcome, useBackupWork } from './use-backup-work.tsx';

type Step =
  | { readonly step: 'choose' }
  | { readonly step: 'key'; readonly from: BackupFrom }
  | { readonly step: 'ready'; readonly content: BackupContentView; readonly isByWords: boolean };

interface RestorePageProps {
  readonly onOpen: () => void;
  readonly onBack: () => void;
  /** Something is here and does not open; without it, this is the first run. */
  readonly isDamaged?: boolean;
}

/** Restoring a backup before anything is open: the file, what opens it, what it holds, and only then the deed. */
export function RestorePage({ onOpen, onBack, isDamaged = false }: RestorePageProps) {
  const { say } = useText();
  const [now, setNow] = useState<Step>({ step: 'choose' });
  const again = () => setNow({ step: 'choose' });
  return (
    <StartFrame backFromHelp={say('restore.back')}>
      {now.step === 'choose' && (
        <Choose isDamaged={isDamaged} onWhole={(from) => setNow({ step: 'key', from })} onBack={onBack} />
      )}
      {now.step === 'key' && (
        <RestoreKey
          from={now.from}
          onOpened={(content, isByWords) => setNow({ step: 'ready', content, isByWords })}
          onBack={again}
        />
      )}
      {now.step === 'ready' && (
        <RestoreNow content={now.content} isByWords={now.isByWords} onOpen={onOpen} onBack={again} />
      )}
    </StartFrame>
  );
}

interface ChooseProps {
  readonly isDamaged: boolean;
  /** The file was looked through and is whole. */
  readonly onWhole: (from: BackupFrom) => void;
  readonly onBack: () => void;
}

function Choose({ isDamaged, onWhole, onBack }: ChooseProps) {
  const { engine, main } = useApp();
  const { say, date } = useText();
  const { isWorking, outcome, during } = useBackupWork();
  const found = useQuery('found-backups', () => engine.call.findBackups({}), []);
  const here = found.state === 'ready' ? found.value : [];
  const look = (pick: () => Promise<BackupFrom | null>) =>
    during(async () => {
      const from = await pick();
      if (from === null) return null;
      const looked = await engine.call.lookAtBackup({ from });
      if (!looked.ok) return { problem: looked.error };
      onWhole(from);
      return null;
    });
  const pickFile = async (): Promise<BackupFrom | null> => {
    const place = await main.ask.chooseBackupFile({});
    return place.ok && place.value !== null ? { place: place.value } : null;
  };
  return (
    <Page title={say('restore.title')} below={<p>{say('restore.text')}</p>}>
      {isDamaged && <p>{say('restore.text.damaged')}</p>}
      {here.length > 0 && (
        <Section title={say('restore.found')}>
          <Actions>
            {here.map(({ name, day }) => (
              <Button key={name} isPending={isWorking} onPress={() => look(async () => ({ rolling: name }))}>
                {say('restore.found.use', { day: date(Date.parse(`${day}T12:00:00`)) })}
              </Button>
            ))}
          </Actions>
        </Section>
      )}
      <Actions>
        <Button look="main" icon={FileUp} onPress={() => look(pickFile)} isPending={isWorking}>
          {isWorking ? say('restore.looking') : say('restore.choose')}
        </Button>
        <Button look="quiet" onPress={onBack}>
          {say('restore.back')}
        </Button>
      </Actions>
      <ShowBackupOutcome outcome={outcome} />
    </Page>
  );
}
