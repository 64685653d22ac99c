import ts from 'typescript';

/** Where a rule is written or cited. */
export interface Place {
  /** For example `GR4`. */
  readonly id: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

const ID = '[A-Z]{2,4}\\d+[a-z]?';

/** The rules of a document: `**[XX1]**` at the start of a paragraph or list item. */
export function rulesIn(file: string, text: string): Place[] {
  const rule = new RegExp(`^\\s*(?:[-*] |\\| ?)?\\*\\*\\[(${ID})\\]\\*\\*`);
  return text.split('\n').flatMap((line, index) => {
    const id = rule.exec(line)?.[1];
    return id === undefined ? [] : [{ id, file, line: index + 1 }];
  });
}

/** The rules that titles of tests cite: `[XX1]` in the first argument of `test`, `it` or `describe`, also of `.each` and `.prop`. */
export function citationsIn(file: string, text: string): Place[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TSX);
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTestFunction(node.expression)) {
      const title = node.arguments[0];
      if (title !== undefined) {
        const line = source.getLineAndCharacterOfPosition(title.getStart(source)).line + 1;
        for (const id of idsOf(title)) places.push({ id, file, line });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return places;
}

/** `test`, `it`, `describe`, and what hangs on them: `test.only`, `test.each([…])`, `test.prop([…])`. */
function isTestFunction(expression: ts.Expression): boolean {
  if (ts.isIdentifier(expression)) return ['test', 'it', 'describe'].includes(expression.text);
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) {
    return isTestFunction(expression.expression);
  }
  return ts.isTaggedTemplateExpression(expression) && isTestFunction(expression.tag);
}

function idsOf(title: ts.Expression): string[] {
  const isText = ts.isStringLiteralLike(title) || ts.isTemplateExpression(title);
  if (!isText) return [];
  return [...title.getText().matchAll(/\[([^\]]+)\]/g)].flatMap((match) =>
    match[1]!.split(/[,\s]+/).filter((word) => new RegExp(`^${ID}$`).test(word)),
  );
}

/** What is wrong between the rules and the tests, one sentence each. */
export function specProblems(rules: readonly Place[], citations: readonly Place[]): string[] {
  const written = new Map<string, Place>();
  const problems: string[] = [];
  for (const rule of rules) {
    const first = written.get(rule.id);
    if (first !== undefined)
      problems.push(`${rule.file}:${rule.line} [${rule.id}] is already at ${first.file}:${first.line}`);
    else written.set(rule.id, rule);
  }
  const cited = new Set(citations.map((citation) => citation.id));
  for (const rule of written.values()) {
    if (!cited.has(rule.id)) problems.push(`${rule.file}:${rule.line} [${rule.id}] has no test that cites it`);
  }
  const told = new Set<string>();
  for (const { id, file, line } of citations) {
    if (written.has(id) || told.has(id)) continue;
    told.add(id);
    const others = citations.filter((citation) => citation.id === id).length - 1;
    problems.push(
      `${file}:${line} cites [${id}]${others > 0 ? `, as ${others} more do` : ''}, and there is no such rule`,
    );
  }
  return problems;
}
