import { Check, FileDown, X } from 'lucide-react';
import type { PairingView } from '../../../../shared/ipc/pairing-requests.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Section } from '../../ui/page.tsx';
import type { UsePairing } from './use-pairing.ts';

/** A pairing that is under way. */
export type ActivePairing = Exclude<PairingView, { readonly side: 'none' }>;

interface PartProps {
  readonly pairing: UsePairing;
  readonly view: ActivePairing;
}

/** The four words, and what the person saw on the other screen. */
export function ComparePairWords({ pairing, view }: PartProps) {
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
