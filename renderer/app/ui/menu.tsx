import type { LucideIcon } from 'lucide-react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Button } from './button.tsx';
import styles from './menu.module.css';

interface MenuProps<Id extends string> {
  /** The words on the button that opens it. */
  readonly open: string;
  /** A longer name of that button where its words are not enough; it begins with them. */
  readonly openName?: string;
  readonly icon: LucideIcon;
  /** What the list is about. */
  readonly label: string;
  readonly items: readonly { readonly id: Id; readonly words: string }[];
  readonly onChoose: (id: Id) => unknown;
}

/** A quiet button that opens a short list of things to do. */
export function Menu<Id extends string>({ open, openName, icon, label, items, onChoose }: MenuProps<Id>) {
  return (
    <MenuTrigger>
      <Button look="quiet" icon={icon} {...(openName === undefined ? {} : { name: openName })}>
        {open}
      </Button>
      <Popover>
        <AriaMenu
          aria-label={label}
          className={styles['menu'] ?? ''}
          onAction={(key) => {
            const chosen = items.find((item) => item.id === key);
            if (chosen) void onChoose(chosen.id);
          }}
        >
          {items.map(({ id, words }) => (
            <MenuItem key={id} id={id} className={styles['item'] ?? ''}>
              {words}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
