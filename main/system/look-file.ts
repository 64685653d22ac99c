/** Where the look is kept: `look.json` in the profile, readable by anybody, since it is needed before unlocking. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type Look, lookSchema } from '../../shared/ipc/look.ts';
import { writePlainFile } from './plain-file.ts';

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
export const writeLook = (path: string, look: Look): void => writePlainFile(path, JSON.stringify(look));
