/** The most memory that processes have held (`VmHWM` of /proc, Linux alone). */
import { readFileSync } from 'node:fs';

/** The peaks of these processes, summed up, bytes; pages that several of them share are counted for each. */
export function peakBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return sum + Number(kib ?? 0) * 1024;
  }, 0);
}
