import { useEffect } from 'react';
import { useApp } from '../../app-parts.ts';
import { useWrite } from '../journal/use-write.ts';
import { lockNow } from './lock-now.ts';

/** Ctrl/⌘N opens a new journal page, Ctrl/⌘L locks. */
export function useShortcuts(): void {
  const app = useApp();
  const write = useWrite();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== 'n' && key !== 'l') return;
      event.preventDefault();
      if (key === 'n') void write();
      else void lockNow(app);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [app, write]);
}
