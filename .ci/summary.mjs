// Adds up Vitest's JSON reports: node summary.mjs <runs that failed> <report>...
// A file that could not even be loaded counts as one failure, and so does a run that failed with no test to blame.
import { readFileSync } from 'node:fs';

const [failedRuns, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const report of reports) {
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests;
  failed += testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
}
if (Number(failedRuns) > 0 && failed === 0) failed = Number(failedRuns);
console.log(`${passed} passed, ${failed} failed`);
