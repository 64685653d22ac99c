import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import buttonStyles from './button.module.css';
import { classNames } from './class-names.ts';
import styles from './fold.module.css';

interface FoldProps {
  /** The words on the button that opens and closes it. */
  readonly words: string;
  /** A longer name of that button where its words are not enough; it begins with them. */
  readonly name?: string;
  readonly children: ReactNode;
}

/** What not everybody wants to read at once, folded under a button. Looking for words on the page opens it too. */
export function Fold({ words, name, children }: FoldProps) {
  return (
    <Disclosure className={styles['fold'] ?? ''}>
      <Button
        slot="trigger"
        {...(name === undefined ? {} : { 'aria-label': name })}
        className={classNames(buttonStyles['button'], buttonStyles['quiet'], styles['trigger'])}
      >
        <ChevronDown aria-hidden size="1.1em" />
        {words}
      </Button>
      <DisclosurePanel>
        <div className={styles['panel']}>{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}
