/** The day as it stands in a file's name, by this computer's calendar: `2026-11-26`. */
export function localDay(at: number): string {
  const day = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
