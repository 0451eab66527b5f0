/**
 * Settings by command, from the desk's hand to the file beside the journal and back: judged, tried, proven or taken
 * back, over kills at every commit, crash loops, a lost journal and a file that somebody changed meanwhile.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { ORDERS_MAX } from '../../agent/config/settings.ts';
import type { SettingsPayload } from '../../agent/uplink/command-settings.ts';
import { RIGHT, rightWith, written } from '../config/hub-file.ts';
import { SettingsTown } from './settings-town.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const by = 'Kim';
const order = (version: number, set: SettingsPayload['set'], dryRun?: boolean): SettingsPayload => {
  return { kind: 'settings', version, set, by, ...(dryRun === undefined ? {} : { dryRun }) };
};
const opened: SettingsTown[] = [];
async function town(text = RIGHT): Promise<SettingsTown> {
  const made = await SettingsTown.open(written(text, `hub-${opened.length}.yaml`));
  opened.push(made);
  return made;
}
afterEach(() => {
  for (const { folder } of opened.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('a change', () => {
  test('is judged, tried in a life of its own, and in force once the centre was heard under it', async () => {
    const at = await town();
    expect(at.config.detector.capMs).toBe(12 * HOUR_MS);
    at.order(order(1, { 'detector.cap': '10h', 'checkon.probes': false }));
    await at.pass(MINUTE_MS);
    expect(at.results()).toEqual(['obeyed null']);
    expect(at.all('settings-judged')).toMatchObject([
      { version: 1, problems: [], changes: ['detector.cap: "12h" → "10h"', 'checkon.probes: true → false'] },
    ]);
    expect(at.settled()).toEqual(['1 in-force proven']);
    expect(at.config.detector.capMs).toBe(10 * HOUR_MS);
    expect(at.config.checkon.probes).toBe(false);
    await at.kill();
    expect(at.config.detector.capMs).toBe(10 * HOUR_MS);
    expect(at.settled()).toHaveLength(1);
  });

  test('lies over the one before, setting by setting; null is as the file has it', async () => {
    const at = await town();
    at.order(order(1, { 'detector.cap': '10h', 'climate.cold': 18 }));
    await at.pass(MINUTE_MS);
    at.order(order(2, { 'detector.cap': null, 'climate.hot': 30 }));
    await at.pass(MINUTE_MS);
    expect(at.config.detector.capMs).toBe(12 * HOUR_MS);
    expect(at.config.climate).toEqual({ coldC: 18, hotC: 30 });
    expect(at.onDisk()).toEqual({
      good: { version: 2, set: { 'climate.cold': 18, 'climate.hot': 30 } },
      trial: null,
    });
  });

  test('that is only asked about changes nothing, and says what it would', async () => {
    const at = await town();
    at.order(order(1, { 'detector.questionDays': 20 }, true));
    await at.pass(MINUTE_MS);
    expect(at.all('settings-judged')).toMatchObject([
      { dryRun: true, problems: [], changes: ['detector.questionDays: 30 → 20'] },
    ]);
    expect([at.starts, at.settled(), at.state.settings.version]).toEqual([1, [], 0]);
    at.order(order(1, { 'detector.questionDays': 20 }));
    await at.pass(MINUTE_MS);
    expect(at.settled()).toEqual(['1 in-force proven']);
  });

  test('under which nobody is heard is taken back after its time, and the one before is in force', async () => {
    const at = await town();
    at.order(order(1, { 'climate.cold': 18 }));
    await at.pass(MINUTE_MS);
    at.order(order(2, { 'climate.cold': 10 }));
    await at.pass(1000);
    at.broker.set({ outage: true });
    await at.pass(5 * MINUTE_MS);
    expect(at.config.climate.coldC).toBe(10);
    await at.pass(20 * MINUTE_MS);
    expect(at.settled()).toEqual(['1 in-force proven', '2 taken-back not-proven']);
    expect(at.config.climate.coldC).toBe(18);
    at.broker.set({ outage: false });
    await at.pass(5 * MINUTE_MS);
    expect(at.config.climate.coldC).toBe(18);
    expect(at.state.settings.trial).toBeNull();
  });

  test('with which the hub does not start is left out by the third start, and said', async () => {
    const at = await town();
    at.broker.set({ outage: false });
    at.crashing = 3;
    at.order(order(1, { 'climate.cold': 10 }));
    await at.pass(5 * MINUTE_MS);
    expect(at.settled()).toEqual(['1 taken-back did-not-start']);
    expect(at.config.climate.coldC).toBe(16);
    expect(at.onDisk()).toEqual({ good: null, trial: null });
  });
});

describe('dangerous or malformed: refused with the reason, and nothing changes', () => {
  test.each<[string, SettingsPayload['set'], string]>([
    ['a line of ten days', { 'detector.cap': '10d' }, 'detector.cap: expected'],
    ['no wait at all', { 'checkon.wait': ['0s', '0s', '0s'] }, 'checkon.wait'],
    ['two waits', { 'checkon.wait': ['3m', '3m'] }, 'checkon.wait'],
    ['a floor above the cap', { 'detector.cap': '1h', 'detector.floor': '6h' }, 'detector.'],
    ['blindness for a day', { 'detector.blindMax': '24h' }, 'detector.blindMax: expected'],
    ['a question a year', { 'detector.questionDays': 365 }, 'detector.questionDays: expected'],
    ['reminders never', { 'checkon.reminder': '30d' }, 'checkon.reminder: expected'],
    ['a heartbeat a day', { 'uplink.heartbeat': '24h' }, 'uplink.heartbeat: expected'],
    ['another kind of value', { 'checkon.probes': 'perhaps' }, 'checkon.probes: expected'],
    ['a language nobody speaks', { language: 'xx' }, 'language: expected'],
  ])('%s', async (_name, set, problem) => {
    const at = await town();
    const { hash } = at.config;
    at.order(order(1, set));
    await at.pass(MINUTE_MS);
    const [judged] = at.all('settings-judged');
    expect(judged?.problems.join('\n')).toContain(problem);
    expect(JSON.stringify(judged)).not.toContain('.yaml');
    expect([at.config.hash, at.starts, at.settled()]).toEqual([hash, 1, []]);
  });

  test.each<[string, SettingsPayload['set']]>([
    ['all sensors off', { 'home.sensors': [] }],
    ['another broker', { 'uplink.url': 'mqtts://elsewhere' }],
    ['another key', { 'uplink.centreKeys': [] }],
    ['raw events', { 'uplink.rawEvents': true }],
    ['devices', { devices: [] }],
    ['a name that every object has', { 'constructor.name': 'x' }],
    ['a prototype', JSON.parse('{"__proto__":{"x":1},"detector.cap":"10h"}') as SettingsPayload['set']],
  ])('%s is no setting of a command', async (_name, set) => {
    const at = await town();
    at.order(order(1, set));
    await at.pass(MINUTE_MS);
    expect(at.results()[0]).toMatch(/^refused (?:setting-fixed|envelope-malformed)$/);
    expect(at.all('settings')).toEqual([]);
  });
});

describe('one after the other', () => {
  test('versions only rise, one change at a time, so many a day', async () => {
    const at = await town();
    at.order(order(7, { 'climate.cold': 17 }));
    at.order(order(8, { 'climate.cold': 18 }));
    await at.pass(MINUTE_MS);
    at.order(order(7, { 'climate.cold': 19 }));
    await at.pass(MINUTE_MS);
    expect(at.results()).toEqual(['obeyed null', 'refused settings-busy', 'refused settings-stale']);
    expect(at.config.climate.coldC).toBe(17);
    for (let version = 10; version < 10 + ORDERS_MAX; version += 1) {
      at.order(order(version, { 'climate.cold': version % 2 === 0 ? 15 : 16 }));
      await at.pass(2 * MINUTE_MS);
    }
    expect(at.results().at(-1)).toBe('refused settings-too-often');
    expect(at.starts).toBeLessThanOrEqual(1 + ORDERS_MAX);
    await at.pass(24 * HOUR_MS);
    at.order(order(30, { 'climate.cold': 20 }));
    await at.pass(MINUTE_MS);
    expect(at.config.climate.coldC).toBe(20);
  });
});

describe.each(['before', 'after'] as const)('killed just %s a commit', (when) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'the one number %i: one whole change or none, and it comes to an end',
    async (commits) => {
      const at = await town();
      at.diesIn = { commits, when };
      at.order(order(1, { 'climate.cold': 18, 'detector.cap': '10h' }));
      await at.pass(20 * MINUTE_MS);
      const { good, trial, asked } = at.state.settings;
      expect([trial, asked]).toEqual([null, null]);
      const { climate, detector } = at.config;
      const isNew = good !== null;
      expect([climate.coldC, detector.capMs / HOUR_MS]).toEqual(isNew ? [18, 10] : [16, 12]);
      // Not obeyed: then it was never called so.
      if (!isNew) expect(at.results()).not.toContain('obeyed null');
    },
  );
});

describe('what is on the disk', () => {
  test('a lost journal: what had proven itself is believed from the copy beside it', async () => {
    const at = await town();
    at.order(order(4, { 'climate.cold': 18 }));
    await at.pass(MINUTE_MS);
    await at.kill('lost');
    await at.pass(MINUTE_MS);
    expect(at.config.climate.coldC).toBe(18);
    expect(at.state.settings).toMatchObject({ version: 4, good: { version: 4 } });
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"good":7}',
    '{"trial":{"version":1}}',
    '{"good":{"version":1,"set":[]}}',
  ])('a copy that says %j is none; the state writes it anew', async (text) => {
    const at = await town();
    at.order(order(4, { 'climate.cold': 18 }));
    await at.pass(MINUTE_MS);
    at.spoil(text);
    await at.kill();
    await at.pass(MINUTE_MS);
    expect(at.config.climate.coldC).toBe(18);
  });

  test('a file that no longer bears what lies over it wins, and it is said', async () => {
    const file = written(RIGHT, 'mended.yaml');
    const at = await SettingsTown.open(file);
    opened.push(at);
    at.order(order(1, { 'detector.floor': '6h' }));
    await at.pass(MINUTE_MS);
    expect(at.settled()).toEqual(['1 in-force proven']);
    writeFileSync(file, `${rightWith()}detector: { cap: 2h }\n`);
    await at.kill();
    await at.pass(MINUTE_MS);
    expect(at.config.detector.capMs).toBe(2 * HOUR_MS);
    expect(at.settled().at(-1)).toBe('1 taken-back did-not-start');
    expect(readFileSync(file, 'utf8')).toContain('cap: 2h');
  });
});
