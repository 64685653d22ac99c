/** The days of a month as a calendar lays them out. */

/** A cell of the grid: a day of the month, or null before the first and after the last. */
export type Cell = number | null;

/** Weeks of a month; `month` counts from 0 and may lie outside of a year, `firstWeekday` is 1 for Monday to 7 for Sunday. */
export function weeksOf(year: number, month: number, firstWeekday: number): Cell[][] {
  const start = new Date(year, month, 1);
  const dayCount = new Date(year, month + 1, 0).getDate();
  const before = (start.getDay() - (firstWeekday % 7) + 7) % 7;
  const weeks: Cell[][] = [];
  for (let cell = 0; cell < before + dayCount; cell += 1) {
    if (cell % 7 === 0) weeks.push(Array<Cell>(7).fill(null));
    if (cell >= before) (weeks.at(-1) as Cell[])[cell % 7] = cell - before + 1;
  }
  return weeks;
}

/** The first day of the week where somebody lives, 1 for Monday to 7 for Sunday; Monday where the engine cannot say. */
export function firstWeekdayOf(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    readonly getWeekInfo?: () => { readonly firstDay: number };
    readonly weekInfo?: { readonly firstDay: number };
  };
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1;
}
