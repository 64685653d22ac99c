/** Hears the calendar's one word, on a channel of its own window, and from its own page only. */
import type { WebContents } from 'electron';
import { CALENDAR_ORIGIN, COME_BACK } from '../../shared/ipc/bridge.ts';
import { type AskEvent, isTrustedSender } from './trusted-sender.ts';

/** Calls `onBack` when the calendar in `contents` asks for the app. */
export function hearCalendar(contents: Pick<WebContents, 'id' | 'ipc'>, onBack: () => void): void {
  contents.ipc.on(COME_BACK, (event) => {
    if (isTrustedSender(event as AskEvent, contents.id, CALENDAR_ORIGIN)) onBack();
  });
}
