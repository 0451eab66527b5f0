/**
 * What the centre hears of a console that was locked by wrong codes: a condition, raised and cleared by a running hub.
 *
 * The hub is the real command; who gives the codes is this process.
 */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ClaimsFile } from '../../../agent/cli/console/claims-file.ts';
import { ConsoleTeller, consoleFact } from '../../../agent/cli/console/claims-told.ts';
import type { Body } from '../../../agent/record.ts';
import { Bench, briefs } from '../../checkon/bench.ts';
import { rightWith, written } from '../../config/hub-file.ts';
import { anbu } from '../command.ts';
import { Command } from '../running-command.ts';

const root = mkdtempSync(join(tmpdir(), 'anbu-told-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const RIGHT = '0123-4567-89AB-CDEF';
const MINUTE_MS = 60_000;

function lock(claims: ClaimsFile, nowMs = 0): void {
  for (let time = 0; time < 10; time += 1) claims.try('ZZZZ-ZZZZ-ZZZZ-ZZZZ', nowMs);
}

test('told once when it locks, once when the wait is over, and by a right code', () => {
  const folder = join(root, 'once');
  const bench = new Bench();
  const look = (): string[] => {
    const fact = consoleFact(folder, bench.state.conditions.claims);
    const said: Body[] = fact === null ? [] : bench.give(fact);
    return briefs(said).filter((line) => line.startsWith('condition'));
  };
  expect(look()).toEqual([]);
  const claims = new ClaimsFile(folder);
  claims.add(RIGHT);
  expect(look()).toEqual([]);
  lock(claims);
  expect(look()).toEqual(['condition raised console-locked console']);
  expect(look()).toEqual([]);
  claims.watch(15 * MINUTE_MS);
  expect(look()).toEqual(['condition cleared console-locked console']);
  lock(claims, 15 * MINUTE_MS);
  expect(look()).toEqual(['condition raised console-locked console']);
  expect(bench.state.conditions.claims).toEqual({ isLocked: true, locks: 2 });
  expect(claims.try(RIGHT, 45 * MINUTE_MS)).toMatchObject({ is: 'right' });
  expect(look()).toEqual(['condition cleared console-locked console']);
  expect(bench.state.conditions.claims).toEqual({ isLocked: false, locks: 0 });
});

test('a cable that is pulled while it is locked is over after a day, and is not told again at the next start', () => {
  const folder = join(root, 'pulled');
  const bench = new Bench();
  const claims = new ClaimsFile(folder);
  claims.add(RIGHT);
  lock(claims);
  const fact = consoleFact(folder, bench.state.conditions.claims);
  if (fact === null) throw new Error('nothing is told');
  bench.give(fact);
  bench.pass(24 * 60 * MINUTE_MS - 1);
  expect(bench.state.conditions.open.map(({ code }) => code)).toContain('console-locked');
  bench.pass(1);
  expect(bench.state.conditions.open.map(({ code }) => code)).not.toContain('console-locked');
  expect(consoleFact(folder, bench.state.conditions.claims)).toBeNull();
});

test('codes that cannot be read, or are damaged, are said once, and that they can be read again', () => {
  const folder = join(root, 'unreadable');
  const lines: string[] = [];
  const teller = new ConsoleTeller(folder, { write: (level, text) => void lines.push(`${level} ${text}`) });
  const look = (): unknown => teller.fact(undefined);
  expect([look(), lines]).toEqual([null, []]);
  mkdirSync(join(folder, 'claims.1.json'), { recursive: true });
  expect([look(), look()]).toEqual([null, null]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^warning Nobody hears whether .*EISDIR.* As root: chgrp -R anbu/);
  rmSync(join(folder, 'claims.1.json'), { recursive: true });
  look();
  expect(lines.at(-1)).toBe(`info ${folder} can be read again.`);
  writeFileSync(join(folder, 'claims.1.json'), 'half a fi');
  look();
  expect(lines.at(-1)).toContain('damaged');
  new ClaimsFile(folder).add(RIGHT);
  look();
  expect(lines).toHaveLength(4);
});

test('a running hub says it, and status shows it', async () => {
  const [folder, data] = [join(root, 'claims'), join(root, 'data')];
  const claims = new ClaimsFile(folder);
  claims.add(RIGHT);
  lock(claims);
  // Port 1 is nobody's: the home is watched without a broker.
  const config = written(rightWith(['localhost:1883', '127.0.0.1:1']), 'told.yaml');
  const hub = new Command(['run', '--config', config, '--data', data, '--claims', folder]);
  await hub.until('[console-locked]');
  hub.child.kill('SIGTERM');
  await once(hub.child, 'close');
  const { out } = await anbu('status', '--data', data, '--json');
  expect(out).toContain('"code":"console-locked","subject":"console"');
}, 60_000);
