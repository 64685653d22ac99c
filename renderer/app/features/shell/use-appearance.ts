import { useEffect } from 'react';
import type { SettingsView } from '../../../../shared/ipc/views.ts';

/** Puts theme and text size on the page's root. Everything is measured in rem, so that all of it grows together. */
export function useAppearance(settings: SettingsView | null): void {
  const theme = settings?.theme ?? 'system';
  const textSize = settings?.textSize ?? 100;
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    root.style.fontSize = `${textSize}%`;
  }, [theme, textSize]);
}
