/**
 * `npm run spec`: the numbered rules and the tests agree. Every rule of shared/SPEC.md and shared/sync/PROTOCOL.md is
 * cited in the title of a test, and every citation has its rule. When they disagree, one of them is wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isProgram, projectPath, say } from './project.ts';
import { citationsIn, rulesIn, specProblems } from './spec-rules.ts';

/** The documents that hold numbered rules. */
const RULE_FILES = ['shared/SPEC.md', 'shared/sync/PROTOCOL.md'];

/** Files whose tests may cite rules; the suites in folders named testing are run by tests beside each adapter. */
const isTestFile = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || (path.includes('/testing/') && path.endsWith('.ts'));

const testFiles = (): string[] =>
  ['shared', 'main', 'renderer', 'build/e2e']
    .filter((room) => existsSync(projectPath(room)))
    .flatMap((room) =>
      readdirSync(projectPath(room), { recursive: true, encoding: 'utf8' }).map((path) => `${room}/${path}`),
    )
    .filter(isTestFile);

const read = (path: string): string => readFileSync(projectPath(path), 'utf8');

if (isProgram(import.meta.url)) {
  const rules = RULE_FILES.filter((file) => existsSync(projectPath(file))).flatMap((file) => rulesIn(file, read(file)));
  // The tests of this very check cite rules that are made up; they live in build/scripts, which is not read.
  const citations = testFiles().flatMap((file) => citationsIn(file, read(file)));
  const problems = specProblems(rules, citations);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (rules.length === 0) problems.push('no rule was found at all');
  say(`${rules.length} rules, ${new Set(citations.map((citation) => citation.id)).size} of them cited by tests.`);
  if (problems.length > 0) process.exitCode = 1;
}
