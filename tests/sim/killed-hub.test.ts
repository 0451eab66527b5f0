/**
 * Promise 1, small: the hub's process killed at random over six days of a home, the broker killed once, and
 * every record still arrives, once. The long form is `npm run test:kill`.
 *
 * With mosquitto where it is installed; the embedded broker stands in otherwise, and lives.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { findMosquitto } from '../../sim/broker-mosquitto.ts';
import { proveKills } from '../../sim/kill/proof.ts';
import { IN_MEMORY } from '../in-memory.ts';

// Processes die here, not the machine: what they wrote is as safe in memory, and a test need not wait for a disk.
const folder = mkdtempSync(join(IN_MEMORY, 'anbu-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAYS = 6;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 5, 1);
/** From seven to eleven in the evening, a walk through three rooms every twenty minutes. */
const [UP_MS, BED_MS, WALK_MS] = [7 * HOUR_MS, 23 * HOUR_MS, HOUR_MS / 3];
const ROOMS = ['bedroom', 'kitchen', 'hall'];

function writeHome(): { log: string; home: string } {
  const lines = ['time,sensor,class,value'];
  for (let ms = START_MS; ms < START_MS + DAYS * DAY_MS; ms += WALK_MS) {
    if (ms % DAY_MS < UP_MS || ms % DAY_MS > BED_MS) continue;
    for (const [at, room] of ROOMS.entries()) {
      lines.push(`${new Date(ms + at * 7_000).toISOString().slice(0, -1)},${room},motion,on`);
    }
  }
  const [log, home] = [join(folder, 'events.csv.gz'), join(folder, 'home.json')];
  writeFileSync(log, gzipSync(`${lines.join('\n')}\n`));
  const sensors = ROOMS.map((room) => ({ id: room, room, class: 'motion' }));
  const [start, end] = [START_MS, START_MS + DAYS * DAY_MS].map((ms) =>
    new Date(ms).toISOString().slice(0, -1),
  );
  writeFileSync(
    home,
    JSON.stringify({ home: 'small', timezone: 'Asia/Seoul', start, end, fidelity: 'full', sensors }),
  );
  return { log, home };
}

test('four deaths of the hub and one of the broker lose nothing and double nothing', async () => {
  const kills = 4;
  const collapseAtMs = START_MS + (DAYS - 1) * DAY_MS + 10 * HOUR_MS;
  const proof = await proveKills({
    request: { kind: 'log', ...writeHome(), language: 'ko', collapseAtMs },
    folder: join(folder, 'data'),
    kills,
    seed: 3,
    interrupted: new AbortController().signal,
    note: () => {},
  });
  expect(proof.broken).toEqual([]);
  expect(proof).toMatchObject({ kills, gaps: 0, duplicatesApplied: 0 });
  expect(proof.observationsCompared).toBeGreaterThan(0);
  // Every event, and each hour in counts.
  const hours = proof.recordsAtDesk.history - proof.observationsWanted;
  expect(hours).toBeGreaterThan((DAYS - 1) * 20);
  expect(hours).toBeLessThan((DAYS + 1) * 25);
  expect(proof.brokerKills).toBe(findMosquitto() === null ? 0 : 1);
});
