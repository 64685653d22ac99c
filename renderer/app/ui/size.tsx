import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import styles from './size.module.css';

interface SizeProps {
  readonly label: string;
  /** Percent. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** Sizes that `SettingsView` allows, in percent, ten apart. */
const LEAST = 80;
const MOST = 200;
const STEP = 10;

/** A size in percent. The change counts when the thumb is let go, so that it does not run away under the pointer. */
export function Size({ label, value, onChange }: SizeProps) {
  return (
    <Slider
      className={styles['slider'] ?? ''}
      defaultValue={value}
      onChangeEnd={onChange}
      minValue={LEAST}
      maxValue={MOST}
      step={STEP}
      formatOptions={{ style: 'unit', unit: 'percent' }}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <SliderOutput className={styles['output'] ?? ''} />
      <SliderTrack className={styles['track'] ?? ''}>
        <SliderThumb className={styles['thumb'] ?? ''} />
      </SliderTrack>
    </Slider>
  );
}
