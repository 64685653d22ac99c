/** Programs that run inside namespaces: waiting for what they say, and their end. */
import type { ChildProcess } from 'node:child_process';

/** A program that has not said it by then never will, milliseconds. */
const SAY_MS = 30_000;

/** Resolves when what the program prints matches; throws with its last words when it ends before, or stays silent. */
export function outputHas(program: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = '';
    const limit = setTimeout(
      () => reject(new Error(`the program did not say ${wanted}: ${said.slice(-1_000)}`)),
      SAY_MS,
    );
    const take = (bytes: Buffer): void => {
      said += String(bytes);
      const match = wanted.exec(said);
      if (match === null) return;
      clearTimeout(limit);
      resolve(match);
    };
    program.stdout?.on('data', take);
    program.stderr?.on('data', take);
    program.once('error', reject);
    program.once('exit', (code) => reject(new Error(`the program ended with code ${code}: ${said.slice(-1_000)}`)));
  });
}

/** Ends programs at once and waits until they are gone. */
export async function stopAll(programs: readonly ChildProcess[]): Promise<void> {
  const ends = programs.map((program) =>
    program.exitCode !== null || program.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => void program.once('exit', () => resolve())),
  );
  for (const program of programs) program.kill('SIGKILL');
  await Promise.all(ends);
}
