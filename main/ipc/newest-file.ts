/** Stands in for a dialog in tests: the file that was written last. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The newest file in `folder` whose name ends so, or null. */
export async function newestFile(folder: string, ending: string): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  );
  return files.sort((a, b) => b.at - a.at)[0]?.path ?? null;
}
