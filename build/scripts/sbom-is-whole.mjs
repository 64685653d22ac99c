/** For .ci/run: reads a CycloneDX list from standard input and fails unless it names every runtime dependency. */
import { readFileSync } from 'node:fs';

const listed = new Set(
  JSON.parse(readFileSync(0, 'utf8')).components.map(
    (/** @type {{ name: string, version: string }} */ part) => `${part.name}@${part.version}`,
  ),
);
const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const missing = Object.entries(dependencies).filter(([name, version]) => !listed.has(`${name}@${version}`));
if (missing.length > 0) {
  process.stdout.write(`not in the list: ${missing.map(([name, version]) => `${name}@${version}`).join(', ')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${listed.size} packages, ${Object.keys(dependencies).length} of them chosen by us.\n`);
}
