/**
 * `anbu inspect`: what a person is shown of a journal, an incident, a configuration; also while a hub holds the file.
 * The incident page is compared letter by letter: it is what a case manager's supervisor reads.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { incidentPage, pageText } from '../../agent/cli/incident-page.ts';
import { findIncident, incidentsOf, isOpen } from '../../agent/cli/incidents.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../agent/ports.ts';
import type { Body } from '../../agent/record.ts';
import { ONE_OF_EACH } from '../journal/journal-rows.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { anbu } from './command.ts';
import { ALERT, ANSWERED, BOOTS, CONVERSATION, storyRows, tellStory } from './journal-story.ts';

const CURSORS = {
  kept: [{ lane: 'alert', boot: BOOTS[1], upTo: 3 }],
  sent: [{ lane: 'alert', n: 99 }],
} as const;

describe('incidents', () => {
  test('hold question and alert together, whichever id is asked for', () => {
    const incidents = incidentsOf(storyRows());
    expect(incidents.map(({ alert, conversation, state }) => [alert, conversation, state])).toEqual([
      [ALERT, CONVERSATION, 'closed'],
      [null, ANSWERED, 'answered'],
    ]);
    for (const id of [ALERT, CONVERSATION, 'aaaaaaaaaaaa-7'])
      expect(findIncident(incidents, id)).toBe(incidents[0]);
    expect(findIncident(incidents, 'bbbb')).toBe(incidents[1]);
    expect(findIncident(incidents, 'aaaaaaaaaaaa-2')).toBeNull();
  });

  test.each([
    [4, []],
    [6, ['asking']],
    [12, ['raised']],
    [13, ['acknowledged']],
    [14, ['dispatched']],
    [15, ['closed']],
    [16, ['closed', 'asking']],
    [18, ['closed', 'answered']],
  ])('after %i records: %j', (length, states) => {
    const incidents = incidentsOf(storyRows(length));
    expect(incidents.map(({ state }) => state)).toEqual(states);
    expect(incidents.map(isOpen)).toEqual(states.map((state) => state !== 'closed' && state !== 'answered'));
  });

  test('are one page: seen, asked, sent, acknowledged by whom, gaps', () => {
    const [incident] = incidentsOf(storyRows());
    const signs = storyRows().filter(({ entry }) => entry.body.kind === 'observation');
    expect(pageText(incidentPage(incident!, signs, CURSORS))).toBe(
      [
        `Incident ${ALERT}: inactivity, from 2026-11-21T15:38:00.000, now closed`,
        '',
        'Seen',
        '  2026-11-21 12:02:00  M1 on',
        '  2026-11-21 12:03:00  M1 off',
        '  2026-11-21 15:38:00  Quiet for 215 minutes since the bathroom.',
        '  2026-11-21 15:46:00  Quiet for 215 minutes since the bathroom.',
        '',
        'Asked',
        '  2026-11-21 15:38:00  question 1 of 3',
        '  2026-11-21 15:38:00  to be said: ask',
        '  2026-11-21 15:38:00  played to the end, heard in the room by the microphone',
        '  2026-11-21 15:41:00  question 2 of 3',
        '  2026-11-21 15:44:00  question 3 of 3',
        '',
        'Sent',
        '  2026-11-21 15:46:00  raised, revision 0 (raised), asked: kept by the centre (alert 1)',
        '  2026-11-21 15:47:00  acknowledged, revision 1 (desk), asked: kept by the centre (alert 2)',
        '  2026-11-21 15:48:00  dispatched, revision 2 (desk), asked: kept by the centre (alert 3)',
        '  2026-11-21 16:10:00  closed, revision 3 (desk), asked: taken by the broker, not yet kept by the centre (alert 4)',
        '',
        'Acknowledged',
        '  2026-11-21 15:47:00  acknowledged by Kim',
        '  2026-11-21 15:48:00  dispatched by Kim, in 20 minutes',
        '  2026-11-21 16:10:00  closed by Kim: was asleep',
        '',
        'Gaps',
        '  2026-11-21 15:38:00  no healthy sensor sees: porch',
        '  2026-11-21 15:42:00  the hub restarted after 42 s',
        '  2026-11-21 15:46:00  no healthy sensor sees: porch',
      ].join('\n'),
    );
  });

  test('leave out what belongs to none, and have words for every kind of record', () => {
    const rows = storyRows(6);
    const last = rows.at(-1)!;
    const more = Object.values<Body>(ONE_OF_EACH).map((body, at) => {
      return { ...last, n: last.n + 1 + at, entry: { ...last.entry, body } };
    });
    const [incident] = incidentsOf([...rows, ...more]);
    expect(incident!.rows.map(({ entry }) => entry.body.kind)).not.toContain('plan');
    const all = { ...incident!, rows: [...rows, ...more] };
    expect(pageText(incidentPage(all, [], CURSORS))).not.toContain('undefined');
  });

  test('say so when nothing was sent and nobody acknowledged', () => {
    const page = incidentPage(incidentsOf(storyRows(6))[0]!, [], { kept: [], sent: [] });
    expect(pageText(page)).toContain('nothing was sent');
    expect(pageText(page)).toContain('by nobody');
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-inspect-test-'));
  let running: JournalStore;
  beforeAll(async () => {
    running = await openSqliteStore(folder);
    tellStory(running, 14);
  });
  afterAll(() => {
    running.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('shows the journal of a running hub and leaves it as it is', async () => {
    const before = readdirSync(folder);
    const { code, out, err } = await anbu('inspect', 'journal', '--data', folder, '--json', '--last', '3');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      kind: 'journal',
      records: 14,
      quarantined: null,
      boots: [
        { boot: BOOTS[0], records: 9 },
        { boot: BOOTS[1], records: 5 },
      ],
      kinds: { boot: 2, observation: 2, prompt: 3, alert: 3 },
      lanes: { alert: { records: 3, waiting: 0 }, notice: { records: 3, waiting: 3 } },
      checkpoint: null,
      last: [{ n: 12 }, { n: 13 }, { n: 14 }],
    });
    expect(readdirSync(folder)).toEqual(before);
    expect(running.read(0, 100)).toHaveLength(14);
  });

  test('finds it in the folder that a demo was given, and says which flag names it when there is none', async () => {
    const given = mkdtempSync(join(tmpdir(), 'anbu-inspect-demo-'));
    try {
      const none = await anbu('inspect', 'journal', '--data', given);
      expect(none).toMatchObject({ code: 2, out: '' });
      expect(none.err).toContain(`no journal in ${given}`);
      expect(none.err).toContain('--data DIR');
      cpSync(folder, join(given, 'hub'), { recursive: true });
      const found = await anbu('inspect', 'journal', '--data', given, '--json');
      expect(JSON.parse(found.out)).toMatchObject({ records: 14 });
    } finally {
      rmSync(given, { recursive: true, force: true });
    }
  });

  test('shows it to people', async () => {
    const { code, out } = await anbu('inspect', 'journal', '--data', folder);
    expect(code).toBe(0);
    for (const text of [
      '14 records',
      'damage: none',
      'boots: 2',
      'the last 14:',
      '2026-11-21 15:46:00.000  alert 1',
    ]) {
      expect(out).toContain(text);
    }
  });

  test('an incident that is still open needs a person: exit 1', async () => {
    const page = await anbu('inspect', 'incident', ALERT, '--data', folder);
    expect(page.code).toBe(1);
    expect(page.out).toContain('now dispatched');
    expect(page.out).toContain('M1 off');
    const list = await anbu('inspect', 'incident', '--data', folder, '--json');
    expect(list.code).toBe(1);
    expect(JSON.parse(list.out)).toMatchObject({ kind: 'incident', id: ALERT, state: 'dispatched' });
  });

  test('an unknown incident is a mistake of the command', async () => {
    expect(await anbu('inspect', 'incident', 'zzz', '--data', folder)).toMatchObject({ code: 2, out: '' });
  });

  test('shows a configuration with where each value comes from', async () => {
    const path = written(rightWith(['board:', 'detector: { cap: 10h }\nboard:']));
    const { code, out } = await anbu('inspect', 'config', path);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^detector\\.cap: 10h +# ${path}:7$`, 'm'));
    expect(out).toMatch(/^detector\.floor: 30min +# default$/m);
    expect(out).toMatch(/^checkon\.wait: \["3min","3min","2min"\] +# default$/m);
    expect(out).toMatch(new RegExp(`^home\\.sensors\\[1\\]\\.entrance: true +# ${path}:6$`, 'm'));
    const json = await anbu('inspect', 'config', path, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ kind: 'config', file: path });
  });
});

describe('inspect voice', () => {
  test('shows wordings, volume by hour, and how soon somebody is told', async () => {
    const { code, out } = await anbu('inspect', 'voice');
    expect(code).toBe(0);
    expect(out).toContain('a silence that is too long, 1 asked (by night)');
    expect(out).toContain('  ko  안녕하세요. 괜찮으신지 여쭙습니다.');
    expect(out).toMatch(/22:00 to 23:59 +1 +1 +2 +1 +2 +3 +2/);
    expect(out).toContain('asked 7:00 to 20:59    at most 14 min later');
    expect(out).toContain('No microphone: nothing listens.');
    expect(out).toMatch(/Silence at home is asked about after 12h at the latest/);
    const tables = ['How loud', 'How soon', 'a silence that is too long, 1 asked'].map((text) =>
      out.indexOf(text),
    );
    expect(tables).toEqual(tables.toSorted((one, other) => one - other));
  });
  test('goes by the settings of a file, for programs too', async () => {
    const said =
      'companion: { hearing: hard, callName: Mrs Kim, shaker: { connector: gpio13 }, microphone: desk }\ncheckon: { wait: [5min, 5min, 5min], postponeMax: 0 }';
    const file = written(rightWith(['board:', `${said}\nboard:`]));
    const text = await anbu('inspect', 'voice', '--config', file);
    expect(text.out).toContain('A low tone first, and the name is "Mrs Kim": ask, ask-louder');
    expect(text.out).toContain('A bed shaker shakes three times in half a minute while a question waits');
    expect(text.out).toContain(
      'The microphone desk measures how loud it is from shortly before a question to its answer',
    );
    const { out, code } = await anbu('inspect', 'voice', '--config', file, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'voice',
      companion: { hearing: 'hard' },
      calledFirst: expect.arrayContaining(['ask']) as string[],
      told: expect.arrayContaining([{ from: 7, to: 20, minutesMax: 15 }]) as object[],
    });
  });
  test('says what is wrong with a file', async () => {
    const file = written(rightWith(['board:', 'companion: { hearing: bad }\nboard:']));
    const { code, err } = await anbu('inspect', 'voice', '--config', file);
    expect(code).toBe(2);
    expect(err).toContain('good, hard, deaf');
  });
});
