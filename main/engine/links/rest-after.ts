/** How long a remote is left alone after we ended its session: no two programs shall meet and part in a circle. */
import type { ByeTag } from '../../../shared/sync/bye.ts';

/** Somebody who may be a member of whom we have not heard yet, milliseconds. */
const STRANGER_MS = 5_000;
/** Somebody who said what nobody should, or who does not belong any more and was told so, milliseconds. */
const RUDE_MS = 60_000;

const POLITE: readonly (ByeTag | 'Unknown')[] = ['Done', 'TooManyPeers', 'WantTimeout', 'HandshakeTimeout'];
const STRANGE: readonly (ByeTag | 'Unknown')[] = ['UnknownDevice', 'ApplicantRefused', 'TwoApplicants'];

/** Milliseconds to stay apart after we closed for `reason`. */
export function restAfter(reason: ByeTag | 'Unknown'): number {
  if (POLITE.includes(reason)) return 0;
  return STRANGE.includes(reason) ? STRANGER_MS : RUDE_MS;
}
