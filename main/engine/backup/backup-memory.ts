/** What the store remembers of backups: which were made, and where the rolling ones go. */
import * as v from 'valibot';
import { utf8, utf8ToText } from '../../../shared/bytes.ts';
import type { KeyValues } from '../store/key-values.ts';

const KEY = 'backups';
const made = v.object({
  at: v.number(),
  fileName: v.string(),
  bytes: v.number(),
  testedAt: v.nullable(v.number()),
});
const stored = v.object({
  byHand: v.nullable(made),
  rolling: v.nullable(made),
  isOn: v.boolean(),
  /** A folder's path, or null for the profile's own. */
  folder: v.nullable(v.string()),
  /** Four letters in the names of the rolling ones; empty until the first. */
  tag: v.string(),
  /** The store's stamp when the last rolling one was made. */
  stamp: v.string(),
  /** The groups' keys that the last rolling one has, for comparing only. */
  keys: v.string(),
  /** Counts deletions and other passphrases: what was made before one has to be made anew. */
  losses: v.number(),
  /** How many of them the last rolling one knows of. */
  lossesKnown: v.number(),
  restored: v.nullable(v.object({ at: v.number(), madeAt: v.number() })),
});

/** See the file's head. */
export type BackupMemory = Readonly<v.InferOutput<typeof stored>>;

const FRESH: BackupMemory = {
  byHand: null,
  rolling: null,
  isOn: true,
  folder: null,
  tag: '',
  stamp: '',
  keys: '',
  losses: 0,
  lossesKnown: 0,
  restored: null,
};

/** As it is stored. */
export function readBackupMemory(values: KeyValues): BackupMemory {
  const bytes = values.get(KEY);
  return bytes ? v.parse(stored, JSON.parse(utf8ToText(bytes))) : FRESH;
}

/** Changes what is given and keeps the rest; durable when it returns. */
export function changeBackupMemory(values: KeyValues, changes: Partial<BackupMemory>): BackupMemory {
  const next = { ...readBackupMemory(values), ...changes };
  values.put(KEY, utf8(JSON.stringify(next)));
  return next;
}
