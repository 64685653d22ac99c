import { describe, expect, test } from 'vitest';
import { countTests } from './count-tests.mjs';

const report = (passed: number, failed: number, suites = failed > 0 ? 1 : 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numFailedTestSuites: suites,
});

describe('what CI counts', () => {
  test.each([
    ['tests that pass', report(12, 0), 0, { passed: 12, failed: 0 }],
    ['tests that fail', report(10, 2), 1, { passed: 10, failed: 2 }],
    ['no report at all', null, 1, { passed: 0, failed: 1 }],
    ['no test at all', report(0, 0), 0, { passed: 0, failed: 1 }],
    ['a file that does not load', report(12, 0, 1), 1, { passed: 12, failed: 1 }],
    ['an error outside every test', report(12, 0), 1, { passed: 12, failed: 1 }],
    ['a runner that was ended by its time limit', report(12, 0), 124, { passed: 12, failed: 1 }],
  ])('%s', (_, found, code, counts) => {
    expect(countTests(found, code)).toEqual(counts);
  });
});
