/** `npm run types`: compiles every room by its own tsconfig.json, two at a time, and prints what does not compile. */
import { availableParallelism } from 'node:os';
import { isProgram, projectPath, projectRoot, say } from './project.ts';
import { runCommand } from './run-command.ts';

/** Every TypeScript project of the tree. */
export const TYPE_PROJECTS = [
  'shared/tsconfig.json',
  'shared/tsconfig.test.json',
  'main/tsconfig.json',
  'main/preload/tsconfig.json',
  'renderer/tsconfig.json',
  'renderer/tsconfig.test.json',
  'build/tsconfig.json',
];

/** TypeScript's answer when a room has no file yet; that is no error of types. */
const NO_INPUTS = /error TS18003/;

async function compile(project: string): Promise<string | null> {
  const memory = projectPath('node_modules/.cache/tsc', `${project.replaceAll('/', '-')}.tsbuildinfo`);
  const args = [projectPath('node_modules/typescript/bin/tsc'), '-p', project, '--incremental'];
  const outcome = await runCommand(process.execPath, [...args, '--tsBuildInfoFile', memory], { cwd: projectRoot });
  return outcome.code === 0 || NO_INPUTS.test(outcome.stdout) ? null : `${outcome.stdout}${outcome.stderr}`;
}

/** Compiles all projects; the result is what was said about each that does not compile. */
export async function checkTypes(): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const queue = [...TYPE_PROJECTS];
  const worker = async (): Promise<void> => {
    for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
      const words = await compile(project);
      if (words !== null) failures.set(project, words);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
  return failures;
}

if (isProgram(import.meta.url)) {
  const failures = await checkTypes();
  for (const [project, words] of failures) process.stdout.write(`${project}\n${words}\n`);
  if (failures.size > 0) process.exitCode = 1;
  else say(`${TYPE_PROJECTS.length} projects compile.`);
}
