/**
 * Ends a test file that no longer ends by itself, and says which it was.
 *
 * vitest's own time limits need the event loop: a loop in the code under test that never yields would hold a build
 * machine until somebody looks. A thread beside the test does not wait for it. Never a limit on how fast a test is:
 * the slowest file takes a fifth of this.
 */
import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

const LIMIT_MS = 8 * 60_000;

const THREAD = `
const { writeSync } = require('node:fs');
const { workerData } = require('node:worker_threads');
setTimeout(() => {
  writeSync(2, workerData.file + ' did not end within ' + workerData.limitMs / 60000 + ' minutes: its process is ended\\n');
  process.kill(process.pid, 'SIGKILL');
}, workerData.limitMs);
`;

const workerData = { file: expect.getState().testPath ?? 'a test file', limitMs: LIMIT_MS };
new Worker(THREAD, { eval: true, workerData }).unref();
