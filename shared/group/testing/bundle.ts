/**
 * Modules in one file that Node runs by itself. The test runner's own way of
 * loading makes every call into another module a look-up, which doubles the
 * time of a million of them; and a mutant is the same bundle with one piece of
 * text replaced.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';

const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/hearth-bundles/', import.meta.url));

/** One piece of a source file that is replaced by another. */
export interface Replacement {
  /** The end of the file's path: `shared/group/resolve.ts`. */
  readonly file: string;
  /** What stands there, exactly once. */
  readonly find: string;
  readonly put: string;
}

/** Text with the replacement made. Throws unless what is looked for stands there exactly once. */
export function replaceOnce(source: string, { file, find, put }: Replacement): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} has ${more.length + (after === undefined ? 0 : 1)} places that say: ${find}`);
  }
  return `${before}${put}${after}`;
}

function replacing(replacement: Replacement, made: { count: number }): Plugin {
  return {
    name: 'replace-one-piece',
    enforce: 'pre',
    transform: (code, id) => {
      if (!id.endsWith(replacement.file)) return null;
      made.count += 1;
      return { code: replaceOnce(code, replacement), map: null };
    },
  };
}

/** The exports of `entry` (a file beside this one), bundled with all that it imports. `name` is unique to the caller. */
export async function bundled<T>(entry: string, name: string, replacement: Replacement | null = null): Promise<T> {
  const made = { count: 0 };
  const output = await build({
    configFile: false,
    envDir: false,
    logLevel: 'error',
    plugins: replacement ? [replacing(replacement, made)] : [],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: fileURLToPath(new URL(entry, import.meta.url)),
      write: false,
      minify: false,
      target: 'node20.18',
      rolldownOptions: { output: { format: 'es', codeSplitting: false } },
    },
  });
  if (replacement && made.count !== 1) throw new Error(`${replacement.file} is not part of ${entry}`);
  const [result] = Array.isArray(output) ? output : [output];
  if (!result || !('output' in result)) throw new Error('nothing was built');
  const chunk = result.output[0];
  mkdirSync(FOLDER, { recursive: true });
  // Of each run a file of its own: two checks of one tree may run beside each other.
  const path = `${FOLDER}${name}-${process.pid}.mjs`;
  writeFileSync(path, chunk.code);
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as T;
  } finally {
    rmSync(path);
  }
}
