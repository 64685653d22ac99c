import { useText } from '../../text/use-text.ts';
import { Choice } from '../../ui/choice.tsx';

/** Reasons a person can give for removing somebody; the others of `ReasonView` are given by computers. */
const REASONS = ['unspecified', 'agreement', 'asked', 'safety'] as const;
/** One of {@link REASONS}. */
export type GivenReason = (typeof REASONS)[number];

interface ReasonChoiceProps {
  /** Of whom it is about. */
  readonly name: string;
  readonly value: GivenReason;
  readonly onChange: (reason: GivenReason) => void;
}

/** Why somebody is removed, in words that the group and they themselves will read. */
export function ReasonChoice({ name, value, onChange }: ReasonChoiceProps) {
  const { say } = useText();
  return (
    <Choice
      label={say('remove.reason')}
      value={value}
      onChange={onChange}
      options={REASONS.map((reason) => ({ value: reason, words: say(`remove.reason.${reason}`, { name }) }))}
    />
  );
}
