import type { UiBridge } from '../../shared/ipc/bridge.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { FileView } from '../../shared/ipc/views.ts';
import type { Result } from '../../shared/result.ts';

/** Has a file made and asks the person for a place to keep it; false when they thought better of it. */
export async function saveFile(
  main: UiBridge,
  make: () => Promise<Result<FileView, AppError>>,
): Promise<Result<boolean, AppError>> {
  const made = await make();
  if (!made.ok) return made;
  return main.ask.saveFile({ suggestedName: made.value.fileName, bytes: made.value.bytes });
}
