import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { classNames } from './class-names.ts';
import buttonStyles from './button.module.css';
import styles from './hold-button.module.css';

/** How long the button has to be held, in milliseconds; the bar in the style sheet fills in the same time. */
export const HOLD_MS = 2_000;

interface HoldButtonProps {
  /** The words on it. */
  readonly children: string;
  /** Said while it is held. */
  readonly holding: string;
  /** Said when it was let go too early. */
  readonly letGo: string;
  readonly isDisabled?: boolean;
  readonly onHeld: () => unknown;
}

/** A button for what cannot be taken back: it acts when it was held down, by pointer or key, and a press does nothing. */
export function HoldButton({ children, holding, letGo, isDisabled = false, onHeld }: HoldButtonProps) {
  const [state, setState] = useState<'resting' | 'held' | 'let-go'>('resting');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = () => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    setState('let-go');
  };
  const stopNow = useEffectEvent(stop);
  useEffect(() => {
    // A key that goes up while another window has the focus is never heard of here.
    const leave = () => stopNow();
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('blur', leave);
      // A page that goes away must not act afterwards.
      if (timer.current !== null) clearTimeout(timer.current);
    };
  }, []);
  const start = () => {
    if (timer.current !== null) return;
    setState('held');
    timer.current = setTimeout(() => {
      timer.current = null;
      setState('resting');
      void onHeld();
    }, HOLD_MS);
  };
  return (
    <div className={styles['hold']}>
      <AriaButton
        className={classNames(buttonStyles['button'], buttonStyles['plain'], styles['button'])}
        data-held={state === 'held' || undefined}
        isDisabled={isDisabled}
        onPressStart={start}
        onPressEnd={stop}
      >
        <span aria-hidden className={styles['bar']} />
        <span className={styles['words']}>{children}</span>
      </AriaButton>
      <span role="status" className={styles['said']}>
        {state === 'held' && holding}
        {state === 'let-go' && letGo}
      </span>
    </div>
  );
}
