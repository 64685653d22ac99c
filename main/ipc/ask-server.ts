/**
 * Answers the ui's requests to main. The only file that touches `ipcMain`;
 * channels and checks come from the table `uiToMain`.
 */
import type { IpcMain } from 'electron';
import * as v from 'valibot';
import { requestChannel } from '../../shared/ipc/bridge.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { uiToMain } from '../../shared/ipc/main-links.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { err, type Result } from '../../shared/result.ts';
import { type AskEvent, isTrustedSender } from './trusted-sender.ts';

/** What the server is made of. */
export interface AskServerParts {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  readonly handlers: Handlers<typeof uiToMain>;
  /** Id of the contents of the ui's window, null while there is none. */
  readonly uiContentsId: () => number | null;
}

/** Begins to answer. A stranger, an unknown shape and a defect of ours are all answered, and tell nothing. */
export function serveAsks(parts: AskServerParts): void {
  for (const [name, spec] of Object.entries(uiToMain)) {
    const handler = parts.handlers[name as keyof typeof uiToMain] as (input: unknown) => unknown;
    parts.ipcMain.handle(requestChannel(name), async (event, input: unknown): Promise<Result<unknown, AppError>> => {
      if (!isTrustedSender(event as AskEvent, parts.uiContentsId())) return err({ tag: 'IpcRefused' });
      const parsed = v.safeParse(spec.input, input);
      if (!parsed.success) return err({ tag: 'IpcRefused' });
      try {
        return (await handler(parsed.output)) as Result<unknown, AppError>;
      } catch {
        // The edge where defects end (style rule 5): main has no log, and the ui has a sentence for this.
        return err({ tag: 'Unexpected' });
      }
    });
  }
}
