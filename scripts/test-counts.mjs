// @ts-check

/**
 * Prints `PASSED FAILED SKIPPED` from vitest's JSON report; a test file that failed before its tests ran, and a
 * report that is not there, count as one failure.
 *
 * Usage: node scripts/test-counts.mjs REPORT
 */

import { existsSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {boolean} success
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

const file = process.argv[2] ?? "";
if (existsSync(file)) {
  /** @type {Report} */
  const report = JSON.parse(readFileSync(file, "utf8"));
  const brokenFiles = report.testResults.filter(
    (result) => result.status === "failed" && result.assertionResults.every((test) => test.status !== "failed"),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  console.log(report.numPassedTests, failed === 0 && !report.success ? 1 : failed, skipped);
} else {
  console.log(0, 1, 0);
}
