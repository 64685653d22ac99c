/** `npm run text`: every sentence for people parses and is asked for somewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { isProgram, projectPath, say } from './project.ts';
import { type Catalogue, textProblems, translationProblems } from './text-rules.ts';

/** The folder of the languages: one file each, which exports the catalogue under the language's code. */
const TEXT_FOLDER = 'renderer/app/text';

async function catalogueOf(language: string): Promise<Catalogue> {
  const module = (await import(projectPath(TEXT_FOLDER, `${language}.ts`))) as Record<string, Catalogue>;
  return module[language] ?? {};
}

if (isProgram(import.meta.url)) {
  const sources = readdirSync(projectPath('renderer/app'), { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !/^text\/[a-z]{2}(-[A-Z]{2})?[./]/.test(path),
    )
    .map((path) => readFileSync(projectPath('renderer/app', path), 'utf8'));
  const languages = readdirSync(projectPath(TEXT_FOLDER)).flatMap(
    (name) => /^([a-z]{2}(?:-[A-Z]{2})?)\.ts$/.exec(name)?.[1] ?? [],
  );
  const english = await catalogueOf('en');
  const problems = textProblems(english, sources);
  for (const language of languages.filter((name) => name !== 'en')) {
    problems.push(...translationProblems(language, english, await catalogueOf(language)));
  }
  if (Object.keys(english).length === 0) problems.push('the English catalogue is empty');
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  say(`${Object.keys(english).length} sentences in ${languages.length} language(s).`);
  if (problems.length > 0) process.exitCode = 1;
}
