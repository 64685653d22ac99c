import { Check, FileDown, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { PairedGroupView, PairingView } from '../../../../shared/ipc/pairing-requests.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Page, Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ShowOutcome } from '../belonging/outcome.tsx';
import styles from './computers.module.css';
import { type UsePairing, usePairing } from './use-pairing.ts';

/** A pairing that is under way. */
export type ActivePairing = Exclude<PairingView, { readonly side: 'none' }>;

/** What a step of a pairing is shown from. */
export interface StepProps {
  readonly pairing: UsePairing;
  readonly view: ActivePairing;
}

interface PairPageProps {
  readonly side: ActivePairing['side'];
  /** The ways to begin, while nothing is under way. */
  readonly begin: (pairing: UsePairing) => ReactNode;
  /** The step that it is at; comparing is alike on both sides and is shown here. */
  readonly step: (step: StepProps) => ReactNode;
}

/** The page of one side of a pairing. */
export function PairPage({ side, begin, step }: PairPageProps) {
  const { say } = useText();
  const pairing = usePairing();
  return (
    <PageAnswer of={pairing.view}>
      {(view) => {
        const active = view.side === side ? view : null;
        return (
          <Page
            title={say(`pair.${side}.title`)}
            back={{ href: '/settings/computers', place: say('computers.title') }}
            {...(active === null ? { below: <p>{say(`pair.${side}.text`)}</p> } : {})}
          >
            <ShowOutcome outcome={pairing.outcome} />
            {active === null && begin(pairing)}
            {active?.step === 'compare' && <ComparePairWords pairing={pairing} view={active} />}
            {active && active.step !== 'compare' && step({ pairing, view: active })}
          </Page>
        );
      }}
    </PageAnswer>
  );
}

interface MeetingPlaceProps {
  readonly value: string;
  readonly onChange: (server: string) => void;
  readonly hint: string;
}

/** The address at which the two computers look for each other. */
export function MeetingPlaceField({ value, onChange, hint }: MeetingPlaceProps) {
  const { say } = useText();
  return (
    <div className={styles['wide']}>
      <TextField label={say('pair.code.server')} hint={hint} value={value} onChange={onChange} maxLength={200} />
    </div>
  );
}

interface PairDoneProps extends StepProps {
  /** What became of a group. */
  readonly words: (group: PairedGroupView) => string;
  /** Where one goes from here. */
  readonly href: string;
  readonly children: ReactNode;
}

/** The end of a pairing: what became of each group, and what is left to do. */
export function PairDone({ pairing, view, words, href, children }: PairDoneProps) {
  const { say } = useText();
  const [, navigate] = useLocation();
  const done = async () => {
    await pairing.end();
    navigate(href);
  };
  return (
    <Section title={say(`pair.done.${view.side}`)}>
      <p>{say(`pair.done.${view.side}.text`)}</p>
      <ul className={styles['list']} aria-label={say('pair.done.list')}>
        {view.groups.map((group) => (
          <li key={group.groupId}>{words(group)}</li>
        ))}
      </ul>
      {children}
      <Actions>
        <Button look="main" onPress={done}>
          {say('pair.done')}
        </Button>
      </Actions>
    </Section>
  );
}

/** The four words, and what the person saw on the other screen. */
function ComparePairWords({ pairing, view }: StepProps) {
  const { say } = useText();
  const isByFile = view.side === 'new' && view.way === 'file';
  const text = view.side === 'old' ? 'pair.compare.old' : isByFile ? 'pair.compare.new.file' : 'pair.compare.new';
  return (
    <Section title={say('pair.compare.title')}>
      <p>{say(text)}</p>
      {isByFile && (
        <Actions>
          <Button icon={FileDown} onPress={pairing.saveNext} isPending={pairing.isWorking}>
            {say('pair.compare.save')}
          </Button>
        </Actions>
      )}
      <NumberedWords label={say('pair.compare.title')} words={view.words} />
      <Actions>
        <Button look="main" icon={Check} onPress={() => pairing.compare(true)} isPending={pairing.isWorking}>
          {say('pair.compare.same')}
        </Button>
        <Button icon={X} onPress={() => pairing.compare(false)} isPending={pairing.isWorking}>
          {say('pair.compare.differ')}
        </Button>
      </Actions>
    </Section>
  );
}

/** Whether the meeting place answers. */
export function PairMeeting({ view }: { readonly view: ActivePairing }) {
  const { say } = useText();
  const { meeting } = view;
  if (!meeting) return null;
  const words = say(`pair.meeting.${meeting.state}`, { server: meeting.server });
  return meeting.state === 'silent' ? <Note tone="careful">{words}</Note> : <p role="status">{words}</p>;
}

/** The way out of a pairing at any step. */
export function StopPairing({ pairing }: { readonly pairing: UsePairing }) {
  const { say } = useText();
  return (
    <Button look="quiet" onPress={pairing.end}>
      {say('pair.stop')}
    </Button>
  );
}
