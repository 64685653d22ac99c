/**
 * Strings that a person could have written, and the search for them wherever a computer keeps things: in files and in
 * the memory of processes. All canaries of a run begin with the same mark, which stands nowhere else on the machine;
 * whoever finds the mark has found a canary.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessRow } from './process-tree.ts';

/** Bytes of memory that are looked at in one step. */
const STEP_BYTES = 8 * 1024 * 1024;

/** Where a mark was found, and in which writing. */
export interface Sighting {
  readonly where: string;
  readonly encoding: string;
}

/** The mark in one of the writings in which it could lie somewhere. */
interface Needle {
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** Canaries of one run: `next()` gives another word. */
export class Canaries {
  readonly #mark: string;
  readonly #needles: readonly Needle[];
  #count = 0;

  constructor() {
    // Letters only, so that no editor, browser or search takes it apart.
    this.#mark = [...randomBytes(14)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
    this.#needles = needlesOf(this.#mark);
  }

  /** How many there are so far. */
  get count(): number {
    return this.#count;
  }

  /** A word that was never used before. */
  next(): string {
    this.#count += 1;
    return `${this.#mark}${this.#count}`;
  }

  /** Text of `count` new ones. */
  text(count: number): string {
    return Array.from({ length: count }, () => this.next()).join(' ');
  }

  /** The writings in which the mark is in these bytes. */
  inBytes(bytes: Buffer): readonly string[] {
    return this.#needles.flatMap(({ encoding, bytes: needle }) => (bytes.includes(needle) ? [encoding] : []));
  }

  /** Everything below a folder that was changed since `since` (milliseconds), names and contents; all of it without `since`. */
  inFolder(folder: string, since = 0): readonly Sighting[] {
    return filesBelow(folder, since).flatMap((path) => {
      const bytes = readIfThere(path);
      const found = [
        ...(bytes ? this.inBytes(bytes) : []),
        ...this.inBytes(Buffer.from(path)).map((name) => `${name} (name)`),
      ];
      return found.map((encoding) => ({ where: path, encoding }));
    });
  }

  /** The readable memory of a process; nothing when it is gone. */
  inMemory({ pid, command }: ProcessRow): readonly Sighting[] {
    const what = /--type=(\S+)/.exec(command)?.[1] ?? 'main';
    const found = new Map<string, Sighting>();
    for (const { from, to, name } of mapsOf(pid)) {
      for (const encoding of this.#inRange(pid, from, to)) {
        found.set(`${name} ${encoding}`, { where: `${what}, ${name}`, encoding });
      }
    }
    return [...found.values()];
  }

  #inRange(pid: number, from: number, to: number): readonly string[] {
    const found = new Set<string>();
    // Steps overlap, so that none is cut in two.
    const overlap = Math.max(...this.#needles.map(({ bytes }) => bytes.length));
    for (let at = from; at < to; at += STEP_BYTES) {
      const bytes = readMemory(pid, at, Math.min(to - at, STEP_BYTES + overlap));
      if (bytes) for (const encoding of this.inBytes(bytes)) found.add(encoding);
    }
    return [...found];
  }
}

function needlesOf(mark: string): readonly Needle[] {
  const utf8 = Buffer.from(mark, 'utf8');
  const littleEndian = Buffer.from(mark, 'utf16le');
  const plain: readonly Needle[] = [
    { encoding: 'UTF-8', bytes: utf8 },
    { encoding: 'UTF-16', bytes: littleEndian },
    { encoding: 'UTF-16 (big-endian)', bytes: Buffer.from(littleEndian).swap16() },
  ];
  // In Base64 the same bytes look different by where among three they begin; the edges depend on their neighbours.
  const base64 = [utf8, littleEndian].flatMap((bytes) =>
    [0, 1, 2].map((shift) => {
      const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
      return {
        encoding: 'Base64',
        bytes: Buffer.from(text.slice(4, 4 * Math.floor((shift + bytes.length) / 3)), 'latin1'),
      };
    }),
  );
  return [...plain, ...base64];
}

function filesBelow(folder: string, since: number): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) return [];
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return changed >= since ? [path] : [];
  });
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    // Chromium removes files of its own while we look.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

interface MemoryRange {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/**
 * The parts of a process's memory in which something can stand: not the device windows, which cannot be read as memory,
 * and not files that are only read, such as the program itself.
 */
function mapsOf(pid: number): readonly MemoryRange[] {
  const maps = readIfThere(`/proc/${pid}/maps`)?.toString('latin1') ?? '';
  return maps.split('\n').flatMap((line) => {
    const match = /^([0-9a-f]+)-([0-9a-f]+) r(\S)\S+ \S+ \S+ \S+\s*(.*)$/.exec(line);
    const [, from, to, write, name = ''] = match ?? [];
    if (from === undefined || to === undefined || name.startsWith('[v') || name.startsWith('/dev/dri')) return [];
    if (write === '-' && /^\/(?!dev\/shm|memfd)/.test(name) && !name.endsWith('(deleted)')) return [];
    return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), name: name || 'its own memory' }];
  });
}

function readMemory(pid: number, at: number, length: number): Buffer | null {
  let fd: number | null = null;
  try {
    fd = openSync(`/proc/${pid}/mem`, 'r');
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
  } catch {
    // Ended, or a page that is reserved and not there.
    return null;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
