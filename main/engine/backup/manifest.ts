/** What a backup says of itself, sealed in its first chunk (SPEC BK2). */
import * as v from 'valibot';
import { utf8, utf8ToText } from '../../../shared/bytes.ts';

const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const stored = v.object({
  madeAt: instant,
  /** Version of the store's schema. */
  storeVersion: count,
  journal: count,
  shared: count,
  drafts: count,
  /** When the newest of what is counted was written; null for nothing. */
  newestAt: v.nullable(instant),
  /** Names of the groups, past ones not among them. */
  groups: v.array(v.string()),
});

/** See the file's head. Times in milliseconds, by the clock of the computer that made it. */
export type Manifest = Readonly<v.InferOutput<typeof stored>>;

/** The bytes of a manifest. */
export const encodeManifest = (manifest: Manifest): Uint8Array => utf8(JSON.stringify(manifest));

/** Reads a manifest that was sealed by a Hearth; null for one that this version does not understand. */
export function decodeManifest(bytes: Uint8Array): Manifest | null {
  try {
    const read = v.safeParse(stored, JSON.parse(utf8ToText(bytes)));
    return read.success ? read.output : null;
  } catch {
    return null; // a parse boundary: not JSON
  }
}
