/** Where the look is kept: `look.json` in the profile, readable by anybody, since it is needed before unlocking. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { type Look, lookSchema } from '../../shared/ipc/look.ts';

/** As the app is when nobody chose anything. */
const USUAL: Look = { isNeutral: false };

/** The look in a file. A file that is missing or damaged holds nothing that could be lost: then the usual look. */
export function readLook(path: string): Look {
  try {
    return v.parse(lookSchema, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return USUAL; // a parse boundary
  }
}

/** Writes the look in one step, on the disk when it returns. Throws what the disk throws. */
export function writeLook(path: string, look: Look): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.tmp`;
  const fd = openSync(next, 'w', 0o600);
  try {
    writeSync(fd, JSON.stringify(look));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(next, path);
}
