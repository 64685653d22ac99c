import { Sparkles } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { passphraseStrength } from './passphrase-strength.ts';
import styles from './start.module.css';
import { suggestPassphrase } from './suggest-passphrase.ts';

interface NewPassphraseWords {
  readonly label: string;
  readonly hint: string;
  readonly again: string;
  readonly autoFocus?: boolean;
}

/** A passphrase that is being chosen. */
export interface NewPassphrase {
  readonly value: string;
  /** Long enough, and typed twice alike. */
  readonly isReady: boolean;
  /** From now on the fields say what is missing. */
  readonly showProblems: () => void;
  /** The two fields with everything around them. */
  readonly fields: ReactNode;
}

/** Two fields for a passphrase that is chosen: how strong it looks, a suggestion, and whether both are the same. */
export function useNewPassphrase({ label, hint, again: againLabel, autoFocus }: NewPassphraseWords): NewPassphrase {
  const { random } = useApp();
  const { say, error } = useText();
  const [value, setValue] = useState('');
  const [again, setAgain] = useState('');
  const [isShown, setShown] = useState(false);
  const [wasTried, setTried] = useState(false);

  const strength = passphraseStrength(value);
  const tooShort = { tag: 'PassphraseTooShort', minCharacters: LIMITS.passphraseMinCharacters } as const;
  const suggest = () => {
    setValue(suggestPassphrase(random));
    setAgain('');
    setShown(true);
  };
  const common = {
    type: isShown ? 'text' : 'password',
    maxLength: LIMITS.passphraseCharacters,
    autoComplete: 'new-password',
  } as const;
  const fields = (
    <>
      <TextField
        {...common}
        label={label}
        hint={hint}
        value={value}
        onChange={setValue}
        problem={wasTried && strength === 'short' ? error(tooShort) : undefined}
        autoFocus={autoFocus ?? false}
      >
        <span role="status">
          {value !== '' && say(`setup.strength.${strength}`, { min: LIMITS.passphraseMinCharacters })}
        </span>
      </TextField>
      <div className={styles['suggest']}>
        <Button look="quiet" icon={Sparkles} onPress={suggest}>
          {say('setup.passphrase.suggest')}
        </Button>
        <Check isSelected={isShown} onChange={setShown}>
          {say('setup.passphrase.show')}
        </Check>
      </div>
      <TextField
        {...common}
        label={againLabel}
        value={again}
        onChange={setAgain}
        problem={wasTried && again !== value ? say('setup.passphrase.differ') : undefined}
      />
    </>
  );
  return { value, isReady: strength !== 'short' && again === value, showProblems: () => setTried(true), fields };
}
