/** The menu that macOS needs: without one there are no keys for copying and pasting. Other systems have none. */
import type { MenuItemConstructorOptions } from 'electron';

/** What the menu can do, and how the app is called. */
export interface MenuParts {
  readonly name: string;
  readonly lock: () => void;
  readonly hide: () => void;
}

/** The template of the menu. Its keys are only written beside the words: main takes them before any menu does. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const own = (label: string, accelerator: string, click: () => void): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click,
  });
  return [
    {
      label: parts.name,
      submenu: [
        own('Lock', 'Cmd+L', parts.lock),
        own('Show a calendar instead', 'Cmd+Shift+H', parts.hide),
        { type: 'separator' },
        { role: 'hide', label: `Hide ${parts.name}` },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        { role: 'quit', label: `Quit ${parts.name}` },
      ],
    },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ];
}
