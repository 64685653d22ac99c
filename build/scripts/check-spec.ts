/**
 * `npm run spec`: the numbered rules and the tests agree. Every rule in the rooms' documents (shared/SPEC.md,
 * shared/sync/PROTOCOL.md and others beside the code) is cited in the title of a test, and every citation has its rule.
 * When they disagree, one of them is wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isProgram, projectPath, say } from './project.ts';
import { citationsIn, rulesIn, specProblems } from './spec-rules.ts';

/** Files whose tests may cite rules; the suites in folders named testing are run by tests beside each adapter. */
const isTestFile = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || (path.includes('/testing/') && path.endsWith('.ts'));

const filesIn = (...folders: readonly string[]): string[] =>
  folders
    .filter((folder) => existsSync(projectPath(folder)))
    .flatMap((folder) =>
      readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
    );

const read = (path: string): string => readFileSync(projectPath(path), 'utf8');

if (isProgram(import.meta.url)) {
  const documents = filesIn('shared', 'main', 'renderer').filter((path) => path.endsWith('.md'));
  const rules = documents.flatMap((file) => rulesIn(file, read(file)));
  // The tests of this very check cite rules that are made up; they live in build/scripts, which is not read.
  const tests = filesIn('shared', 'main', 'renderer', 'build/e2e', 'build/keeper').filter(isTestFile);
  const citations = tests.flatMap((file) => citationsIn(file, read(file)));
  const problems = specProblems(rules, citations);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (rules.length === 0) problems.push('no rule was found at all');
  say(`${rules.length} rules, ${new Set(citations.map((citation) => citation.id)).size} of them cited by tests.`);
  if (problems.length > 0) process.exitCode = 1;
}
