import { useEffect } from 'react';
import { useWrite } from '../journal/use-write.ts';

/** Ctrl/⌘N opens a new journal page. The keys that lock and hide are main's (main/system/own-keys.ts). */
export function useShortcuts(): void {
  const write = useWrite();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (event.key.toLowerCase() !== 'n') return;
      event.preventDefault();
      void write();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [write]);
}
