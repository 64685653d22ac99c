import { useCallback, useState } from 'react';
import type { AppError } from '../../shared/ipc/errors.ts';
import { ok, type Result } from '../../shared/result.ts';

/** How many rows are asked for at a time. */
const PAGE_ROWS = 40;

/** Rows so far, and whether there are earlier ones. */
export interface Paged<Row> {
  readonly rows: readonly Row[];
  readonly hasEarlier: boolean;
}

/** A loader for a list that is asked for in pages, newest first. `more` makes the next answer longer by a page. */
export function usePages<Row>(
  loadPage: (before: number | null, limit: number) => Promise<Result<readonly Row[], AppError>>,
  timeOf: (row: Row) => number,
): {
  readonly pages: number;
  readonly more: () => void;
  readonly load: () => Promise<Result<Paged<Row>, AppError>>;
} {
  const [pages, setPages] = useState(1);
  const more = useCallback(() => setPages((n) => n + 1), []);
  const load = async (): Promise<Result<Paged<Row>, AppError>> => {
    const rows: Row[] = [];
    let before: number | null = null;
    for (let page = 0; page < pages; page++) {
      const answer: Result<readonly Row[], AppError> = await loadPage(before, PAGE_ROWS);
      if (!answer.ok) return answer;
      rows.push(...answer.value);
      const last = answer.value.at(-1);
      if (answer.value.length < PAGE_ROWS || last === undefined) return ok({ rows, hasEarlier: false });
      before = timeOf(last);
    }
    return ok({ rows, hasEarlier: true });
  };
  return { pages, more, load };
}
