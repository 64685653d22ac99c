import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** Absolute path of the project: the folder that holds package.json. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Absolute path of a file or folder of the project. */
export const projectPath = (...parts: string[]): string => join(projectRoot, ...parts);

/** Prints one plain sentence for the person at the terminal. */
export const say = (sentence: string): void => {
  process.stderr.write(`hearth: ${sentence}\n`);
};

/** Says why a command cannot go on, and ends it with a failure. */
export function giveUp(sentence: string): never {
  say(sentence);
  process.exit(1);
}

/** Whether this file is the program that was started, rather than a module that another imports. */
export const isProgram = (moduleUrl: string): boolean => process.argv[1] === fileURLToPath(moduleUrl);
