import { MAX_HISTORY_DAYS } from '../../../../shared/ipc/membership-requests.ts';
import type { HistoryView } from '../../../../shared/ipc/views.ts';
import { useText } from '../../text/use-text.ts';
import { Choice } from '../../ui/choice.tsx';
import { NumberField } from '../../ui/number-field.tsx';

const READS = ['everything', 'since-joining', 'days'] as const;
/** Days that are suggested when somebody first chooses to limit what is read. */
const USUAL_DAYS = 30;

interface HistoryChoiceProps {
  readonly value: HistoryView;
  readonly onChange: (history: HistoryView) => void;
}

/** How much of what was shared before a newcomer reads. */
export function HistoryChoice({ value, onChange }: HistoryChoiceProps) {
  const { say } = useText();
  return (
    <>
      <Choice
        label={say('history.choose')}
        value={value.reads}
        onChange={(reads) => onChange(reads === 'days' ? { reads, days: USUAL_DAYS } : { reads })}
        options={READS.map((reads) => ({ value: reads, words: say(`history.${reads}`) }))}
      />
      {value.reads === 'days' && (
        <NumberField
          label={say('history.days.count')}
          value={value.days}
          onChange={(days) => onChange({ reads: 'days', days })}
          least={1}
          most={MAX_HISTORY_DAYS}
        />
      )}
    </>
  );
}
