/** Who may ask main for anything: the main frame of the ui's present window, on the ui's own origin. */
import { UI_ORIGIN } from '../../shared/ipc/bridge.ts';

/** As much of Electron's event as the check looks at. */
export interface AskEvent {
  readonly sender: { readonly id: number };
  /** Null when the frame has gone since. */
  readonly senderFrame: { readonly origin: string; readonly parent: unknown } | null;
}

/** True for the main frame of one page: `contentsId` is the id of its window's contents, null while there is none. */
export function isTrustedSender(event: AskEvent, contentsId: number | null, origin: string = UI_ORIGIN): boolean {
  const frame = event.senderFrame;
  return (
    contentsId !== null &&
    event.sender.id === contentsId &&
    frame !== null &&
    frame.parent === null &&
    frame.origin === origin
  );
}
