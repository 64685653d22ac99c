/**
 * For .ci/run: prints how many tests passed and failed, from vitest's JSON report and its exit code.
 *
 * `node build/scripts/count-tests.mjs REPORT CODE`
 */
import { existsSync, readFileSync } from 'node:fs';

/**
 * Counts of tests. A run that brought no report, ran no test, or failed outside a test counts as one failure: what was
 * not run is not known to be good. A skipped test is no pass.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numFailedTestSuites: number } | null} report
 * @param {number} exitCode of the test runner
 * @returns {{ passed: number, failed: number }}
 */
export function countTests(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests, numFailedTestSuites } = report;
  // A file that does not load, or an error outside every test, fails no single test.
  const isSilentFailure = numFailedTests === 0 && (exitCode !== 0 || numFailedTestSuites > 0 || passed === 0);
  return { passed, failed: isSilentFailure ? 1 : numFailedTests };
}

if (process.argv[1] === import.meta.filename) {
  const [, , file = '', code = '1'] = process.argv;
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  const { passed, failed } = countTests(report, Number(code));
  process.stdout.write(`${passed} ${failed}\n`);
}
