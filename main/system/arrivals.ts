/**
 * What the system started or woke the app with, until the ui takes it: an
 * invite, and a `.hearth` file. Of the file only the place is kept, since it
 * may have 64 MiB and the person may not be in yet.
 */
import type { AppError } from '../../shared/ipc/errors.ts';
import { ok, type Result } from '../../shared/result.ts';
import { readBundleFile } from './bundle-file.ts';
import { type ArrivalSource, isBundlePath, readInviteFile } from './invite-source.ts';

/** What arrived. */
export type Arrived = 'invite' | 'bundle';

/** See the file's head. */
export class Arrivals {
  readonly #onArrived: (what: Arrived) => void;
  #invite: string | Uint8Array | null = null;
  #bundlePath: string | null = null;
  /** Invites that are still being read. */
  #reading = 0;

  /** `onArrived` is called once for each, when it can be taken. */
  constructor(onArrived: (what: Arrived) => void) {
    this.#onArrived = onArrived;
  }

  /** True while something was not taken. */
  get isWaiting(): boolean {
    return this.#invite !== null || this.#bundlePath !== null || this.#reading > 0;
  }

  /** Takes in what came; of two of a kind the later one waits. */
  async takeIn(source: ArrivalSource | null): Promise<void> {
    if (source === null) return;
    if ('path' in source && isBundlePath(source.path)) {
      this.#bundlePath = source.path;
      this.#onArrived('bundle');
      return;
    }
    this.#reading += 1;
    this.#invite = 'link' in source ? source.link : await readInviteFile(source.path);
    this.#reading -= 1;
    this.#onArrived('invite');
  }

  /** The invite, once. */
  takeInvite(): string | Uint8Array | null {
    const invite = this.#invite;
    this.#invite = null;
    return invite;
  }

  /** The bytes of the file, once; null when there is none. */
  async takeBundle(): Promise<Result<Uint8Array | null, AppError>> {
    const path = this.#bundlePath;
    this.#bundlePath = null;
    return path === null ? ok(null) : readBundleFile(path);
  }
}
