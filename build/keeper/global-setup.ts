/** Runs once before the keeper's tests: the servers and tools of the system that they start. */
import { needSystemPackages } from '../scripts/system-packages.ts';

/** Installs what is missing, or says what to install. */
export default async function setUp(): Promise<void> {
  await needSystemPackages('databases', 'units');
}
