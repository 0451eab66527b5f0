/**
 * What a running hub says in its log: that it is up, and each condition once with what to do, in the home's language.
 *
 * The words of a condition are those of its row; here it is when they are said, and that the real command says them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConditionTeller, languageText, upText } from '../../agent/cli/run-report.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { CONDITION_ROWS } from '../../agent/health/conditions.ts';
import type { Condition, ConditionEdge, Entry } from '../../agent/record.ts';
import { RIGHT, written } from '../config/hub-file.ts';
import { ended, start } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AT = { boot: 'b', monotonicMs: 0, wallMs: 0, quality: 'synced', utcOffsetMin: 0 } as const;
function entry(edge: ConditionEdge, subject = 'bathroom'): Entry {
  const late = edge === 'overdue' ? { owner: 'operator' as const } : {};
  const body: Condition = { kind: 'condition', edge, code: 'sensor-lost', subject, ...late };
  return { at: AT, body };
}

function saying(language: 'en' | 'ko'): { readonly teller: ConditionTeller; readonly lines: string[] } {
  const lines: string[] = [];
  const log = { write: (level: string, message: string) => void lines.push(`${level}: ${message}`) };
  return { teller: new ConditionTeller(language, log), lines };
}

describe('a condition', () => {
  test('is said with what to do when it is raised and overdue, and once more when it is over', () => {
    const { teller, lines } = saying('en');
    const { remedy } = CONDITION_ROWS['sensor-lost'];
    teller.see([entry('raised')]);
    teller.see([entry('overdue')]);
    teller.see([entry('cleared')]);
    expect(lines).toEqual([
      `warning: A sensor is lost (bathroom). ${remedy.en} [sensor-lost]`,
      `error: Overdue: A sensor is lost (bathroom) → the operator. ${remedy.en} [sensor-lost]`,
      'info: Over: A sensor is lost (bathroom) [sensor-lost]',
    ]);
  });
  test('is said in Korean in a Korean home', () => {
    const { teller, lines } = saying('ko');
    teller.see([entry('raised')]);
    expect(lines[0]).toContain(CONDITION_ROWS['sensor-lost'].remedy.ko);
  });
  test('that was open before the start is said once, and one that was just raised is not said again', () => {
    const { teller, lines } = saying('en');
    teller.see([entry('raised')]);
    const open = ['bathroom', 'hall'].map((subject) => ({ code: 'sensor-lost' as const, subject }));
    teller.stillOpen(open);
    teller.stillOpen(open);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^warning: Still so: A sensor is lost \(hall\)/);
  });
});

test('that two languages will stand side by side is said before, in a Korean home alone', () => {
  expect(languageText('en')).toBeNull();
  expect(languageText('ko')).toContain('Korean');
});

test('being up names home, data folder, broker and the sensors that answer', () => {
  const sensors = ['a', 'b'].map((id) => ({ id, room: id, class: 'motion' as const }));
  const config = defaultConfig({ home: 'flat-12', timezone: 'Asia/Seoul', sensors });
  const devices = [
    { id: 'a', isUp: true },
    { id: 'b', isUp: false },
    { id: 'button', isUp: true },
  ];
  expect(upText(config, 'D', devices)).toBe(
    'up: home flat-12, data folder D, broker mqtt://localhost:1883 as local/hub, sensors seen 1 of 2',
  );
});

test('the real command says that it is up', async () => {
  const child = start('run', '--config', written(RIGHT), '--data', folder);
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    if (said.includes('sensors seen')) child.kill('SIGTERM');
  });
  expect(await ended(child)).toMatchObject({ code: 0 });
  expect(said).toContain(`up: home flat-12, data folder ${folder}, broker mqtt://localhost:1883`);
});
