/** Where two rosters differ, everything in them included. */
import type { EntryId } from '../../brand.ts';
import type { Roster } from '../roster.ts';

/**
 * The path of the first difference between two values of plain data, maps and
 * sets; `null` when there is none. Functions are not compared.
 */
export function differenceOf(a: unknown, b: unknown, path = ''): string | null {
  if (a === b || typeof a === 'function') return null;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return `${path}: ${String(a)} / ${String(b)}`;
  }
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return `${path}: ${[...a.keys()].join()} / ${[...b.keys()].join()}`;
    for (const [key, value] of a as Map<string, unknown>) {
      const found = b.has(key) ? differenceOf(value, b.get(key), `${path}.${key}`) : `${path}.${key} is missing`;
      if (found) return found;
    }
    return null;
  }
  if (a instanceof Set && b instanceof Set) {
    if (a.size !== b.size) return `${path}: ${a.size} / ${b.size} items`;
    for (const one of a) if (!b.has(one)) return `${path}: ${String(one)} is missing`;
    return null;
  }
  if (Array.isArray(a) || a instanceof Uint8Array) {
    const [one, other] = [a as readonly unknown[], b as readonly unknown[]];
    if (one.length !== other.length) return `${path}: ${one.length} / ${other.length} items`;
    for (let i = 0; i < one.length; i += 1) {
      const found = differenceOf(one[i], other[i], `${path}[${i}]`);
      if (found) return found;
    }
    return null;
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return `${path}: other fields`;
  for (const key of keys) {
    const found = differenceOf(
      (a as Record<string, unknown>)[key],
      (b as Record<string, unknown>)[key],
      `${path}.${key}`,
    );
    if (found) return found;
  }
  return null;
}

/** Where the roles under which content is judged differ, as the heads of each of `views` tell. */
export function roleDifference(a: Roster, b: Roster, views: readonly (readonly EntryId[])[]): string | null {
  const everybody = [...a.members, ...a.former];
  for (const heads of views) {
    for (const { memberId } of everybody) {
      const [one, other] = [a.roleAt(memberId, heads), b.roleAt(memberId, heads)];
      if (one !== other) return `roleAt ${memberId} ${heads.join()}: ${one} / ${other}`;
    }
  }
  return null;
}
