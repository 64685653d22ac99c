import { FileDown, FileUp, Laptop } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useLocation } from 'wouter';
import type { PairedGroupView } from '../../../../shared/ipc/pairing-requests.ts';
import { useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ShowOutcome } from '../belonging/outcome.tsx';
import { OpenGroupFile } from '../carry/carry-by-file.tsx';
import { QrPicture } from '../invites/qr-picture.tsx';
import styles from './computers.module.css';
import { type ActivePairing, ComparePairWords, PairMeeting, StopPairing } from './pair-parts.tsx';
import { type UsePairing, usePairing } from './use-pairing.ts';

/** On a new computer: bringing the groups from another one. */
export function NewComputerPage() {
  const { say } = useText();
  const pairing = usePairing();
  return (
    <PageAnswer of={pairing.view}>
      {(view) => {
        const active = view.side === 'new' ? view : null;
        return (
          <Page
            title={say('pair.new.title')}
            back={{ href: '/settings/computers', place: say('computers.title') }}
            {...(active === null ? { below: <p>{say('pair.new.text')}</p> } : {})}
          >
            <ShowOutcome outcome={pairing.outcome} />
            {active === null && <Ways pairing={pairing} />}
            {active?.step === 'asked' && active.way === 'file' && <WaitForReply pairing={pairing} />}
            {active?.step === 'asked' && active.way === 'code' && <ShowCode pairing={pairing} view={active} />}
            {active?.step === 'compare' && <ComparePairWords pairing={pairing} view={active} />}
            {active?.step === 'done' && <Arrived pairing={pairing} view={active} />}
          </Page>
        );
      }}
    </PageAnswer>
  );
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
          <div className={styles['wide']}>
            <TextField
              label={say('pair.code.server')}
              hint={say('pair.code.server.hint')}
              value={server}
              onChange={setServer}
              maxLength={200}
            />
          </div>
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

function ShowCode({ pairing, view }: { readonly pairing: UsePairing; readonly view: ActivePairing }) {
  const { say } = useText();
  return (
    <Section title={say('pair.new.type')}>
      <NumberedWords label={say('pair.new.words')} words={view.meeting?.words ?? []} />
      <PairMeeting view={view} />
      <QrPicture modules={view.meeting?.qr ?? []} label={say('pair.new.qr')} className={styles['qr']} />
      <Actions>
        <StopPairing pairing={pairing} />
      </Actions>
    </Section>
  );
}

function Arrived({ pairing, view }: { readonly pairing: UsePairing; readonly view: ActivePairing }) {
  const { say } = useText();
  const [, navigate] = useLocation();
  const done = async () => {
    await pairing.end();
    navigate('/groups');
  };
  const words = (group: PairedGroupView) =>
    group.state === 'in'
      ? say('pair.done.here', { group: group.name })
      : say(`pair.done.${group.state}`, { group: group.name });
  return (
    <Section title={say('pair.done.new')}>
      <p>{say('pair.done.new.text')}</p>
      <ul className={styles['list']} aria-label={say('pair.done.list')}>
        {view.groups.map((group) => (
          <li key={group.groupId}>{words(group)}</li>
        ))}
      </ul>
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
      <Actions>
        <Button look="main" onPress={done}>
          {say('pair.done')}
        </Button>
      </Actions>
    </Section>
  );
}
