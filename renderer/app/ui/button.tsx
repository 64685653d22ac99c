import type { LucideIcon } from 'lucide-react';
import { Button as AriaButton, Link as AriaLink } from 'react-aria-components';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

/** `main`: the one thing to do on a screen; `group`: a welcome; `plain`: everything else; `quiet`: looks like words. */
export type ButtonLook = 'main' | 'group' | 'plain' | 'quiet';

interface Common {
  /** The words on it, which are its accessible name too. */
  readonly children: string;
  readonly look?: ButtonLook;
  readonly icon?: LucideIcon;
}

interface ButtonProps extends Common {
  readonly onPress?: () => unknown;
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  /** A longer name where the words alone are not enough; it begins with them. */
  readonly name?: string;
  /** While something is under way: it stays focused and cannot be pressed again. */
  readonly isPending?: boolean;
}

/** A button with words, and an icon at most beside them. */
export function Button({
  children,
  look = 'plain',
  icon: Icon,
  onPress,
  type,
  isDisabled,
  isPending,
  name,
}: ButtonProps) {
  // Not React Aria's own `isPending`: it announces by an element whose name is gone with the button.
  return (
    <AriaButton
      className={classNames(styles['button'], styles[look], isPending && styles['pending'])}
      type={isPending ? 'button' : (type ?? 'button')}
      isDisabled={isDisabled ?? false}
      {...(name === undefined ? {} : { 'aria-label': name })}
      onPress={() => {
        if (!isPending) void onPress?.();
      }}
    >
      {Icon && <Icon aria-hidden size="1.1em" />}
      {children}
    </AriaButton>
  );
}

interface LinkProps extends Common {
  readonly href: string;
}

/** A link to another page of the app that looks like a button. */
export function LinkButton({ children, look = 'plain', icon: Icon, href }: LinkProps) {
  return (
    <AriaLink className={classNames(styles['button'], styles[look])} href={href}>
      {Icon && <Icon aria-hidden size="1.1em" />}
      {children}
    </AriaLink>
  );
}
