/** The session in which a meeting place's address is tried out: no page is ever opened in it. */
import { type Session, session } from 'electron';

/** See the file's head. Nothing is kept on the disk, and nothing is fetched for Chromium's own sake. */
export function openProbeSession(): Session {
  const probing = session.fromPartition('probe');
  // Chromium would fetch dictionaries from a third party, at every start.
  probing.setSpellCheckerEnabled(false);
  probing.setSpellCheckerLanguages([]);
  probing.on('will-download', (event) => event.preventDefault());
  return probing;
}
