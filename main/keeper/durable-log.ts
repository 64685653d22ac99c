/**
 * When what SQLite wrote into its log is on the disk. SQLite waits for the disk
 * in the thread that asks it to commit; a keeper's only thread that answers
 * would stand still for most of its time. So SQLite commits without waiting
 * (`synchronous = NORMAL`, in which it still waits before the log is carried
 * over into the file, so that no crash leaves the file torn), and this waits
 * beside it, for everything that was committed before.
 */
import { close, fdatasync, openSync, realpathSync } from 'node:fs';
import { promisify } from 'node:util';

/** See the file's head. */
export interface DurableLog {
  /** True when everything that was written before the call is on the disk; false when nobody can tell any more. */
  reach(): Promise<boolean>;
  close(): Promise<void>;
}

const reachDisk = promisify(fdatasync);
const closeFile = promisify(close);

/** The log beside the open database at `path`. Throws what the system says when there is none. */
export function openDurableLog(path: string): DurableLog {
  // SQLite follows links before it names the log.
  const file = openSync(`${realpathSync(path)}-wal`, 'r+');
  return {
    async reach() {
      try {
        await reachDisk(file);
        return true;
      } catch {
        return false; // whatever the disk said: its answer to a second question would be no proof
      }
    },
    close: () => closeFile(file),
  };
}
