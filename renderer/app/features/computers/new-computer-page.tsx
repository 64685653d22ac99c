import { FileDown, FileUp, Laptop } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { PairedGroupView } from '../../../../shared/ipc/pairing-requests.ts';
import { useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { OpenGroupFile } from '../carry/carry-by-file.tsx';
import { QrPicture } from '../invites/qr-picture.tsx';
import styles from './computers.module.css';
import { MeetingPlaceField, PairDone, PairMeeting, PairPage, type StepProps, StopPairing } from './pair-parts.tsx';
import type { UsePairing } from './use-pairing.ts';

/** On a new computer: bringing the groups from another one. */
export function NewComputerPage() {
  return <PairPage side="new" begin={(pairing) => <Ways pairing={pairing} />} step={(step) => <Step {...step} />} />;
}

function Step({ pairing, view }: StepProps) {
  if (view.step === 'done') return <Arrived pairing={pairing} view={view} />;
  if (view.step !== 'asked') return null;
  return view.way === 'file' ? <WaitForReply pairing={pairing} /> : <ShowCode pairing={pairing} view={view} />;
}

function Ways({ pairing }: { readonly pairing: UsePairing }) {
  const { say } = useText();
  const settings = useSettings();
  const [server, setServer] = useState(settings.server ?? '');
  return (
    <>
      <Section title={say('pair.code')}>
        <p>{say('pair.code.new')}</p>
        <Form
          className={styles['form'] ?? ''}
          onSubmit={(event) => {
            event.preventDefault();
            void pairing.startByCode(server.trim());
          }}
        >
          <MeetingPlaceField value={server} onChange={setServer} hint={say('pair.code.server.hint')} />
          <Button look="main" type="submit" icon={Laptop} isPending={pairing.isWorking}>
            {say('pair.code.show')}
          </Button>
        </Form>
      </Section>
      <Section title={say('pair.file')}>
        <p>{say('pair.file.new')}</p>
        <Actions>
          <Button icon={FileDown} onPress={pairing.startByFile} isPending={pairing.isWorking}>
            {say('pair.file.first')}
          </Button>
        </Actions>
      </Section>
      <Soft>{say('computers.journal')}</Soft>
    </>
  );
}

function WaitForReply({ pairing }: { readonly pairing: UsePairing }) {
  const { say } = useText();
  return (
    <Section title={say('pair.file')}>
      <p>{say('pair.new.reply')}</p>
      <Actions>
        <Button look="main" icon={FileUp} onPress={() => pairing.openFile('new')} isPending={pairing.isWorking}>
          {say('pair.new.reply.open')}
        </Button>
        <Button icon={FileDown} onPress={pairing.saveNext} isPending={pairing.isWorking}>
          {say('pair.file.first.again')}
        </Button>
        <StopPairing pairing={pairing} />
      </Actions>
    </Section>
  );
}

function ShowCode({ pairing, view }: StepProps) {
  const { say } = useText();
  return (
    <Section title={say('pair.new.type')}>
      <NumberedWords label={say('pair.new.words')} words={view.meeting?.words ?? []} />
      <PairMeeting view={view} />
      <QrPicture modules={view.meeting?.qr ?? []} label={say('pair.new.qr')} />
      <Actions>
        <StopPairing pairing={pairing} />
      </Actions>
    </Section>
  );
}

function Arrived({ pairing, view }: StepProps) {
  const { say } = useText();
  const words = ({ name, state }: PairedGroupView) =>
    say(state === 'in' ? 'pair.done.here' : `pair.done.${state}`, { group: name });
  return (
    <PairDone pairing={pairing} view={view} words={words} href="/groups">
      {view.groups.some((group) => group.state === 'waiting') && (
        <>
          <Soft>{say('pair.done.open.text')}</Soft>
          <OpenGroupFile words={say('pair.done.open')} />
        </>
      )}
      {view.way === 'file' && (
        <Actions>
          <Button look="quiet" icon={FileDown} onPress={pairing.saveNext}>
            {say('pair.compare.save.again')}
          </Button>
        </Actions>
      )}
      <Soft>{say('pair.done.recovery')}</Soft>
      <Soft>{say('computers.journal')}</Soft>
    </PairDone>
  );
}
