import { spawn } from 'node:child_process';

/** What came of a command that was run to its end. */
export interface CommandOutcome {
  /** Exit code; null when a signal or the time limit ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@link runCommand}. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The command is killed after this many milliseconds. */
  readonly timeoutMs?: number;
  /** `inherit` shows the command's own output instead of collecting it. */
  readonly output?: 'collect' | 'inherit';
}

/** Runs a command without a shell and waits for its end. A failing command is an outcome, not an exception. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const output = options.output === 'inherit' ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', output, output],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    child.once('error', (error) => resolve({ code: null, ...texts, stderr: `${texts.stderr}${error.message}` }));
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}

/** Runs a command and returns what it printed; throws with its last words when it fails. */
export async function outputOf(command: string, args: readonly string[], options?: CommandOptions): Promise<string> {
  const outcome = await runCommand(command, args, options);
  if (outcome.code !== 0) {
    const words = (outcome.stderr.trim() || outcome.stdout.trim()).split('\n').slice(-8).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed (${outcome.code ?? 'killed'}): ${words}`);
  }
  return outcome.stdout;
}
