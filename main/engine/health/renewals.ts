/** When this Hearth last noticed that it is a copy or was put back (SPEC VT18): kept, since the health page says so. */
import { ByteReader, ByteWriter } from '../../../shared/bytes.ts';
import type { KeyValues } from '../store/key-values.ts';

const KEY = 'renewed-at';

/** Notes a new incarnation that began at `now`, milliseconds. */
export const noteRenewal = (values: KeyValues, now: number): void =>
  values.put(KEY, new ByteWriter().uint(now, 6).finish());

/** When the last one began, or null for never. */
export function renewedAt(values: KeyValues): number | null {
  const bytes = values.get(KEY);
  return bytes && new ByteReader(bytes).uint(6);
}
