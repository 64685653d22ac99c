import { parse, type MessageFormatElement, TYPE } from '@formatjs/icu-messageformat-parser';

/** A catalogue: sentences in ICU MessageFormat by id. */
export type Catalogue = Readonly<Record<string, string>>;

/**
 * What is wrong with a catalogue, one sentence each: sentences that do not parse, and sentences that no code asks for.
 * (Code that asks for a sentence that is not there does not compile: ids are a type.)
 *
 * @param sources texts of all files that may ask; an id counts as asked for when it stands in quotes, or when a template
 *   such as `error.${tag}` begins it
 */
export function textProblems(catalogue: Catalogue, sources: readonly string[]): string[] {
  const code = sources.join('\n');
  const quoted = new Set([...code.matchAll(/['"`]([\w.-]+)['"`]/g)].map((match) => match[1]));
  const beginnings = [...code.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map((match) => match[1] ?? '');
  const isAsked = (id: string): boolean => quoted.has(id) || beginnings.some((beginning) => id.startsWith(beginning));
  return Object.entries(catalogue).flatMap(([id, sentence]) => {
    const problem = parseProblem(sentence);
    return [
      ...(problem === null ? [] : [`${id} does not parse: ${problem}`]),
      ...(isAsked(id) ? [] : [`${id} is asked for nowhere`]),
    ];
  });
}

/** What another language's catalogue lacks, has too much, or gives other places for values, beside the first one. */
export function translationProblems(language: string, first: Catalogue, other: Catalogue): string[] {
  const problems = Object.keys(first).flatMap((id) => {
    const [here, there] = [first[id] ?? '', other[id]];
    if (there === undefined) return [`${language} has no sentence for ${id}`];
    const [wanted, found] = [placesOf(here), placesOf(there)];
    return wanted === found ? [] : [`${language}: ${id} has places {${found}} where English has {${wanted}}`];
  });
  return [
    ...problems,
    ...Object.keys(other).flatMap((id) => (id in first ? [] : [`${language}: ${id} is no sentence`])),
  ];
}

function parseProblem(sentence: string): string | null {
  try {
    parse(sentence);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The names of a sentence's places for values, sorted and joined. */
function placesOf(sentence: string): string {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.value);
      if (element.type === TYPE.tag) visit(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        for (const option of Object.values(element.options)) visit(option.value);
      }
    }
  };
  visit(parse(sentence));
  return [...names].sort().join(', ');
}
