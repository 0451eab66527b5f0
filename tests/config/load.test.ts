/**
 * What a hub's file may say, and every way in which it may be wrong: one row per mistake.
 * The rows are in mistakes-table.ts; here is what holds for all of them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collide } from '../../agent/config/board.ts';
import { loadBoards, loadConfig } from '../../agent/config/load.ts';
import { type Problem } from '../../agent/config/problems.ts';
import { RIGHT, rightWith, written } from './hub-file.ts';
import { UNSAFE, WRONG } from './mistakes-table.ts';

async function problemsOf(text: string): Promise<readonly Problem[]> {
  const loaded = await loadConfig(written(text));
  return 'problems' in loaded ? loaded.problems : [];
}

describe('a file that is right', () => {
  test('gives a frozen configuration with defaults, units and keys read', async () => {
    const loaded = await loadConfig(
      written(rightWith(['board:', 'detector: { cap: 10h, floor: 1h 30min }\nboard:'])),
    );
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    const { config } = loaded;
    expect(config.detector).toMatchObject({ capMs: 36_000_000, floorMs: 5_400_000, questionDays: 30 });
    expect(config.devices[2]).toEqual({
      id: 'button',
      part: 'button',
      connector: 'gpio27',
      feeds: null,
      key: null,
      mac: null,
      role: 'button',
      room: null,
      options: {},
    });
    expect(config.uplink.centreKeys['desk']).toContain('BEGIN PUBLIC KEY');
    expect(config.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.isFrozen(config) && Object.isFrozen(config.home.sensors[0])).toBe(true);
    expect(loaded.lines.get('detector.cap')).toBe(7);
    expect(loaded.board.id).toBe('raspberry-pi-4');
  });

  test('has the same hash whatever the order of its keys, and another one for another value', async () => {
    const hashOf = async (text: string) => {
      const loaded = await loadConfig(written(text));
      return 'problems' in loaded ? loaded.problems : loaded.config.hash;
    };
    const [head = '', ...rest] = RIGHT.split('board:');
    expect(await hashOf(`board:${rest.join('board:')}${head}`)).toBe(await hashOf(RIGHT));
    expect(await hashOf(rightWith(['hub-12', 'hub-13']))).not.toBe(await hashOf(RIGHT));
  });

  test('may say when a room is too cold, and what watches the hub’s own supply', async () => {
    const text = rightWith(
      ['board:', 'climate: { cold: 18 }\nboard:'],
      ['uplink:', '  - { id: mains, part: mains-line, connector: gpio22, role: supply }\nuplink:'],
    );
    const loaded = await loadConfig(written(text));
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config.climate).toEqual({ coldC: 18, hotC: 32 });
    expect(loaded.config.supply).toEqual({ powerOff: false });
  });

  test('may say how the resident hears, when it is quiet, and how they are called', async () => {
    const said = 'companion: { hearing: hard, quietHours: { from: 21 }, callName: 김 할머니 }';
    const loaded = await loadConfig(written(rightWith(['board:', `${said}\nboard:`])));
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config.companion).toEqual({
      hearing: 'hard',
      quietHours: { from: 21, to: 7 },
      volume: 'usual',
      callName: '김 할머니',
      output: null,
      microphone: null,
      light: null,
      shaker: null,
      device: null,
    });
  });

  test('may say in which room a thermometer stands that feeds no sensor', async () => {
    const thermometer =
      '{ id: air, part: bthome, connector: bluetooth, mac: "A4:C1:38:00:00:01", feeds: {}, room: hall }';
    const loaded = await loadConfig(written(rightWith(['uplink:', `  - ${thermometer}\nuplink:`])));
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config.devices[3]).toMatchObject({ feeds: {}, room: 'hall' });
  });

  test('may leave a section empty', async () => {
    expect(await problemsOf(`${RIGHT}detector:\n`)).toEqual([]);
  });
});

describe('a file with one mistake', () => {
  test.each(WRONG)('%s', async (_what, from, to, path, expected, met, hint) => {
    const problems = await problemsOf(rightWith([from, to]));
    const [problem] = problems;
    expect(problems.map((each) => each.path)).toContain(path);
    expect(problem?.path).toBe(path);
    if (path !== '(file)') expect(problems).toHaveLength(1);
    expect(problem?.expected).toContain(expected);
    expect(problem?.met).toContain(met);
    expect(problem?.hint).toContain(hint);
  });

  test('is told where it stands', async () => {
    const [problem] = await problemsOf(rightWith(['gpio27', 'gpio17']));
    expect(problem).toMatchObject({ line: 11, column: RIGHT.split('\n')[10]!.indexOf('gpio27') + 1 });
  });
});

test('connectors that share a pin of the header are in each other’s way', () => {
  const board = loadBoards().find(({ id }) => id === 'raspberry-pi-4');
  const [line, port] = ['gpio14', 'uart0'].map((name) => board?.connectors.find(({ id }) => id === name));
  expect(line && port && collide(line, port)).toBe(true);
});

test('a remote broker needs certificate and key of this hub', async () => {
  const problems = await problemsOf(rightWith(['mqtt://localhost:1883', 'mqtts://broker.example.org:8883']));
  expect(problems.map(({ path }) => path).sort()).toEqual(['uplink.clientCertificate', 'uplink.clientKey']);
});

test('three mistakes are three messages, in the order of the file', async () => {
  const problems = await problemsOf(
    rightWith(
      ['room: bathroom', 'rooms: bathroom'],
      ['gpio27', 'gpio17'],
      ['  site:', '  heartbeat: 2h\n  site:'],
    ),
  );
  expect(problems.map(({ path, line }) => [path, line])).toEqual([
    ['home.sensors[0].rooms', 5],
    ['devices[2].connector', 11],
    ['uplink.heartbeat', 14],
  ]);
});

test.each(UNSAFE)('%s: %s is refused', async (path, value) => {
  const [section = '', key = ''] = path.split('.');
  const text =
    section === 'uplink'
      ? rightWith(['  site:', `  ${key}: ${value}\n  site:`])
      : `${RIGHT}${section}: { ${key}: ${value} }\n`;
  expect((await problemsOf(text)).map((problem) => problem.path)).toEqual([path]);
});

describe('a section or list that is missing', () => {
  const without = (from: string, to: string): string => {
    const start = RIGHT.indexOf(from);
    return RIGHT.slice(0, start) + (to === '' ? '' : RIGHT.slice(RIGHT.indexOf(to)));
  };
  test.each([
    ['uplink', without('uplink:', ''), 'url, site and hub', 'url: "mqtt://localhost:1883"'],
    ['home', without('home:', 'board:'), 'home, timezone and sensors', 'sensors: [{'],
    ['home.sensors', without('  sensors:\n', 'board:'), 'id, room and class', '- { id: bathroom, room'],
    ['devices', without('devices:', 'uplink:'), 'its part and its connector', '- { id: bathroom, part'],
    [
      'companion.light',
      rightWith(['uplink:', 'companion: { light: gpio12 }\nuplink:']),
      'It needs its connector',
      'light: { connector: gpio12 }',
    ],
    [
      'companion.quietHours',
      rightWith(['uplink:', 'companion: { quietHours: 22 }\nuplink:']),
      'the hour it ends',
      'quietHours: { from: 22, to: 7 }',
    ],
  ])('%s: is told with what it needs and two lines to copy', async (path, text, needs, sample) => {
    const problem = (await problemsOf(text)).find((each) => each.path === path);
    expect(problem?.hint).toContain(needs);
    expect(problem?.hint).toContain(sample);
    expect(problem?.hint).toContain('boards/example.yaml');
    expect(problem?.hint).not.toContain('Write it as expected');
  });

  test('is mended by the lines of its hint', async () => {
    const broken =
      without('  sensors:\n', 'board:')
        .replace(/devices:[^]*(?=uplink:)/, '')
        .split('uplink:')[0] ?? '';
    const lines = (await problemsOf(broken)).flatMap(({ path, hint }) => {
      const indent = path === 'home.sensors' ? '  ' : '';
      return hint
        .split('\n')
        .slice(1)
        .map((line) => ({ path, line: `${indent}${line.slice(4)}` }));
    });
    const of = (path: string): string =>
      lines
        .filter((each) => each.path === path)
        .map(({ line }) => `${line}\n`)
        .join('');
    const first = broken.replace('board:', `${of('home.sensors')}board:`) + of('uplink');
    const devices = (await problemsOf(first)).flatMap(({ hint }) => hint.split('\n').slice(1));
    const mended = `${first}${devices.map((line) => `${line.slice(4)}\n`).join('')}`;
    expect(await problemsOf(mended)).toEqual([]);
  });
});

test('a home without a sensor is refused', async () => {
  const text =
    'home: { home: x, timezone: Asia/Seoul, sensors: [] }\nboard: simulated\nuplink: { url: "mqtt://localhost", site: a, hub: b }\n';
  expect((await problemsOf(text)).map(({ path }) => path)).toEqual(['home.sensors']);
});

test('what is not a file at all is an error of its own', async () => {
  await expect(loadConfig('/nowhere/hub.yaml')).rejects.toMatchObject({ code: 'file-not-found' });
});

describe('any text', () => {
  const word = fc.constantFrom(
    'home',
    'sensors',
    'id',
    'room',
    'class',
    'devices',
    'connector',
    'uplink',
    'url',
    'detector',
    'cap',
    'board',
    'centreKeys',
    '__proto__',
    'constructor',
    'bathroom',
    'gpio4',
    '12h',
    'simulated',
    '',
  );
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), fc.double()),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(word, tie('node'), { maxKeys: 6 }),
    ),
  })).node;
  const wellFormed = (problems: readonly Problem[]) => {
    for (const problem of problems) {
      expect(problem.path).not.toBe('');
      expect(problem.hint).not.toBe('');
      expect(problem.expected).not.toBe('');
      expect(problem.line).toBeGreaterThan(0);
      expect(problem.column).toBeGreaterThan(0);
    }
  };

  test('of the right form never crashes; each problem has a place, a path and a hint', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (value) => wellFormed(await problemsOf(JSON.stringify(value)))),
    );
  });
  test('of any form never crashes', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), cutAndMixed);
    await fc.assert(fc.asyncProperty(text, async (each) => wellFormed(await problemsOf(each))));
  });
});

/** The right file with a stretch of it replaced by noise. */
const cutAndMixed = fc
  .tuple(fc.nat(RIGHT.length), fc.nat(40), fc.string({ maxLength: 10 }))
  .map(([at, length, noise]) => RIGHT.slice(0, at) + noise + RIGHT.slice(at + length));
