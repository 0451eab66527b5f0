/**
 * The codes on a real disk, changed by real processes at once and by some that are killed: no try is gained by either.
 *
 * Owns its folders. What a verdict is made of is in `claim.test.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { ClaimsFile, claimsIn } from '../../../agent/cli/console/claims-file.ts';
import { NumberedFile } from '../../../agent/cli/console/numbered-file.ts';
import { type Verdict, WRONG_MAX, lockedMs } from '../../../agent/provisioning/console/claim.ts';

const TRIER = fileURLToPath(new URL('claim-trier.ts', import.meta.url));
const RIGHT = '0123-4567-89AB-CDEF';
const WRONG = 'ZZZZ-ZZZZ-ZZZZ-ZZZZ';
const MINUTE_MS = 60_000;
const folders: string[] = [];
afterAll(() => folders.forEach((each) => rmSync(each, { recursive: true, force: true })));

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'anbu-claims-')), 'state');
  folders.push(join(folder, '..'));
  expect(new ClaimsFile(folder).add(RIGHT)).toBe(true);
});

/** A process that has loaded everything and waits for its word. */
async function trier(times: number, code: string): Promise<{ child: ChildProcess; said: Verdict[] }> {
  const child = spawn(process.execPath, [TRIER, folder, String(times), code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said: Verdict[] = [];
  if (child.stdout === null) throw new Error('no output');
  const lines = createInterface(child.stdout);
  await once(lines, 'line');
  lines.on('line', (line) => said.push(JSON.parse(line) as Verdict));
  return { child, said };
}
const isTry = (verdict: Verdict): boolean => verdict.is !== 'locked' || verdict.begins;

test('two consoles together have ten tries, each of them once', async () => {
  const both = await Promise.all([trier(30, WRONG), trier(30, WRONG)]);
  for (const { child } of both) child.stdin?.write('go\n');
  await Promise.all(both.map(async ({ child }) => once(child, 'close')));
  const tried = both.flatMap(({ said }) => said).filter(isTry);
  expect(both.map(({ said }) => said.length)).toEqual([30, 30]);
  expect(tried).toHaveLength(WRONG_MAX);
  const left = tried.flatMap((verdict) => (verdict.is === 'wrong' ? [verdict.triesLeft] : []));
  expect(left.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(claimsIn(folder)).toMatchObject({ wrong: WRONG_MAX, waits: 0 });
}, 30_000);

test('a code that two consoles are given at once opens one of them', async () => {
  const both = await Promise.all([trier(1, RIGHT), trier(1, RIGHT)]);
  for (const { child } of both) child.stdin?.write('go\n');
  await Promise.all(both.map(async ({ child }) => once(child, 'close')));
  expect(both.flatMap(({ said }) => said.map(({ is }) => is)).toSorted()).toEqual(['none', 'right']);
}, 30_000);

test('a console that is killed in the middle leaves no lock behind, and gains no try', async () => {
  let tries = 0;
  for (let round = 0; round < 6; round += 1) {
    const { child, said } = await trier(1_000_000, WRONG);
    child.stdin?.write('go\n');
    while (said.length === 0) await once(child.stdout ?? child, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    tries += said.filter(isTry).length;
    expect(claimsIn(folder).wrong).toBeGreaterThanOrEqual(tries);
  }
  expect(tries).toBeLessThanOrEqual(WRONG_MAX);
  for (let time = 0; time < WRONG_MAX; time += 1) new ClaimsFile(folder).try(WRONG, 0);
  expect(lockedMs(claimsIn(folder))).toBe(15 * MINUTE_MS);
  expect(readdirSync(folder).filter((name) => !/^claims\.\d+\.json$/.test(name))).toEqual([]);
}, 30_000);

test('a wait ends by itself in front of a console, once, and lasts its whole time there', () => {
  const claims = new ClaimsFile(folder);
  for (let time = 0; time < WRONG_MAX; time += 1) claims.try(WRONG, 0);
  const later = new ClaimsFile(folder);
  // The first look begins the wait of this process, whatever its clock says.
  later.watch(90 * MINUTE_MS);
  later.watch(105 * MINUTE_MS - 1);
  expect(lockedMs(claimsIn(folder))).toBe(15 * MINUTE_MS);
  later.watch(105 * MINUTE_MS);
  later.watch(106 * MINUTE_MS);
  expect(claimsIn(folder)).toMatchObject({ wrong: 0, waits: 1 });
});

test('the hub may read it, nobody else, and only the last few lie there', () => {
  const claims = new ClaimsFile(folder);
  for (let time = 0; time < 40; time += 1) claims.try(WRONG, time * 24 * 60 * MINUTE_MS);
  const names = readdirSync(folder);
  expect(names).toHaveLength(16);
  for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o640);
});

test('who comes with a change of what is long past is told that it does not count', () => {
  const file = new NumberedFile(folder, 'claims');
  const { number } = file.newest();
  expect(file.follow(number, 'second')).toBe(true);
  expect(file.follow(number, 'as late as the second')).toBe(false);
  for (let more = 1; more <= 16; more += 1) expect(file.follow(number + more, `${more} more`)).toBe(true);
  // Its number is free by now: the second is not needed any more.
  expect(readdirSync(folder)).not.toContain(`claims.${number + 1}.json`);
  expect(file.follow(number, 'later than all')).toBe(false);
  expect(file.newest()).toEqual({ number: number + 17, text: '16 more' });
  expect(readdirSync(folder)).not.toContain(`claims.${number + 1}.json`);
});

test('what a killed console had begun to write is gone after the next change', () => {
  writeFileSync(join(folder, 'claims.2.json.4711.new'), 'half');
  new ClaimsFile(folder).try(WRONG, 0);
  expect(readdirSync(folder).toSorted()).toEqual(['claims.1.json', 'claims.2.json']);
});
