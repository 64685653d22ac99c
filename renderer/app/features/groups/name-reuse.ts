/** One's own name in one group. */
export interface NameInGroup {
  readonly group: string;
  readonly name: string;
}

const sameAs = (name: string): string => name.trim().normalize('NFKC').toLowerCase();

/** The first group that already knows the person by this name (letter case and spaces around it do not count), or null. */
export function groupWithName(known: readonly NameInGroup[], name: string): string | null {
  const wanted = sameAs(name);
  if (wanted === '') return null;
  return known.find((entry) => sameAs(entry.name) === wanted)?.group ?? null;
}
