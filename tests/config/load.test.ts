/**
 * What a hub's file may say, and every way in which it may be wrong: one row per mistake.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crosscheckFile } from '../../agent/config/crosscheck.ts';
import { loadConfig } from '../../agent/config/load.ts';
import type { Problem } from '../../agent/config/problems.ts';
import { RIGHT, rightWith, written } from './hub-file.ts';

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
    expect(config.detector).toMatchObject({ capMs: 36_000_000, floorMs: 5_400_000, days: 30 });
    expect(config.devices[2]).toEqual({
      id: 'button',
      part: 'gpio-binary',
      connector: 'gpio27',
      role: 'button',
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

  test('may leave a section empty', async () => {
    expect(await problemsOf(`${RIGHT}detector:\n`)).toEqual([]);
  });
});

/** [what is wrong, from, to, key path, expected (part), met, hint (part)] */
const WRONG: readonly (readonly [string, string, string, string, string, string, string])[] = [
  [
    'unknown key',
    'home: flat-12',
    'home: flat-12\n  rooms: 3',
    'home.rooms',
    'keys home,',
    'key "rooms"',
    'Remove',
  ],
  [
    'misspelled key',
    'room: bathroom',
    'romm: bathroom',
    'home.sensors[0].romm',
    'keys id',
    '"romm"',
    '`room`',
  ],
  ['misspelled section', 'uplink:', 'uplnk:', 'uplnk', 'keys home', '"uplnk"', '`uplink`'],
  ['unknown time zone', 'Asia/Seoul', 'Asia/Soul', 'home.timezone', 'time zone', '"Asia/Soul"', 'IANA'],
  [
    'unknown class',
    'class: motion',
    'class: movement',
    'home.sensors[0].class',
    'motion',
    '"movement"',
    'sign',
  ],
  [
    'sensor twice',
    'entrance: true }',
    'entrance: true }\n    - { id: bathroom, room: hall, class: motion }',
    'home.sensors[2].id',
    'no other',
    '"bathroom"',
    'own',
  ],
  [
    'unknown board',
    'raspberry-pi-4',
    'raspberry-pi-6',
    'board',
    'simulated',
    '"raspberry-pi-6"',
    'raspberry-pi-',
  ],
  ['unknown connector', 'gpio27', 'gpio77', 'devices[2].connector', 'Raspberry Pi 4', '"gpio77"', 'boards/'],
  ['one connector twice', 'gpio27', 'gpio17', 'devices[2].connector', 'no other', '"gpio17"', 'front-door'],
  [
    'feeds no sensor',
    'id: button, part: gpio-binary, connector: gpio27, role: button',
    'id: kitchen, part: gpio-binary, connector: gpio27',
    'devices[2].id',
    'home.sensors',
    '"kitchen"',
    'No sensor',
  ],
  [
    'misspelled sensor',
    '- { id: bathroom, part',
    '- { id: bathrom, part',
    'devices[0].id',
    'home.sensors',
    '"bathrom"',
    '`bathroom`',
  ],
  [
    'fed by nothing',
    '  - { id: front-door, part: gpio-binary, connector: gpio17 }\n',
    '',
    'home.sensors[1].id',
    'same id',
    '"front-door"',
    'silent',
  ],
  ['number without unit', 'board:', 'detector: { cap: 12 }\nboard:', 'detector.cap', 'from 1h', '12', '3h'],
  [
    'cap of ten days',
    'board:',
    'detector: { cap: 10d }\nboard:',
    'detector.cap',
    'to 1d',
    '"10d"',
    'Silence',
  ],
  [
    'floor above the cap',
    'board:',
    'detector: { cap: 1h, floor: 2h }\nboard:',
    'detector.floor',
    'detector.cap',
    '"2h"',
    'lower',
  ],
  [
    'two waits',
    'board:',
    'checkon: { wait: [3min, 3min] }\nboard:',
    'checkon.wait',
    'three',
    '["3min","3min"]',
    '',
  ],
  [
    'raw events maybe',
    'site:',
    'rawEvents: maybe\n  site:',
    'uplink.rawEvents',
    'true or false',
    '"maybe"',
    'event',
  ],
  [
    'no TLS to afar',
    'mqtt://localhost:1883',
    'mqtt://broker.example.org',
    'uplink.url',
    'mqtts://',
    '"mqtt://broker.example.org"',
    'TLS',
  ],
  [
    'password in the address',
    'mqtt://localhost',
    'mqtt://me:secret@localhost',
    'uplink.url',
    'mqtts://',
    '"mqtt://…@localhost:1883"',
    'password',
  ],
  ['topic in a name', 'district-9', 'district/9', 'uplink.site', 'letters', '"district/9"', 'topic'],
  ['missing', '  hub: hub-12\n', '', 'uplink.hub', 'letters', 'nothing', 'missing'],
  [
    'no such key file',
    'centre.pem',
    'center.pem',
    'uplink.centreKeys.desk',
    'can be read',
    '"center.pem"',
    'relative',
  ],
  [
    'private key',
    'centre.pem',
    'private.pem',
    'uplink.centreKeys.desk',
    'public key',
    '"private.pem"',
    'never',
  ],
  ['not a key', 'centre.pem', 'hub.yaml', 'uplink.centreKeys.desk', 'Ed25519', '"hub.yaml"', 'centre'],
  [
    'key twice',
    'board:',
    'board: simulated\nboard:',
    '(file)',
    'once',
    'Map keys must be unique',
    'key: value',
  ],
  ['tab', '  home: flat-12', '\thome: flat-12', '(file)', 'YAML', '', 'blanks'],
  ['reference', 'flat-12', '*flat', '(file)', 'no references', '', ''],
];

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

test('two serial parts on pins of one header connector are in each other’s way', async () => {
  const problems = await problemsOf(rightWith(['gpio4 ', 'gpio14 '], ['gpio27', 'uart0']));
  expect(problems).toMatchObject([
    { path: 'devices[2].connector', hint: expect.stringContaining('gpio14') as string },
  ]);
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

/** Unsafe though well formed: refused in both directions. */
const UNSAFE: readonly (readonly [string, string])[] = [
  ['detector.cap', '59min'],
  ['detector.cap', '25h'],
  ['detector.buffer', '7h'],
  ['detector.floor', '1min'],
  ['detector.days', '2'],
  ['detector.awayMax', '30d'],
  ['detector.blindMax', '2d'],
  ['checkon.postponeMax', '1000'],
  ['checkon.reminder', '1s'],
  ['checkon.reminderMax', '3d'],
  ['uplink.window', '21'],
  ['uplink.heartbeat', '1d'],
  ['journal.group', '11s'],
  ['journal.memoryRows', '1000000000'],
];
test.each(UNSAFE)('%s: %s is refused', async (path, value) => {
  const [section = '', key = ''] = path.split('.');
  const text =
    section === 'uplink'
      ? rightWith(['  site:', `  ${key}: ${value}\n  site:`])
      : `${RIGHT}${section}: { ${key}: ${value} }\n`;
  expect((await problemsOf(text)).map((problem) => problem.path)).toEqual([path]);
});

test('a home without a sensor is refused', async () => {
  const text =
    'home: { home: x, timezone: Asia/Seoul, sensors: [] }\nboard: simulated\nuplink: { url: "mqtt://localhost", site: a, hub: b }\n';
  expect((await problemsOf(text)).map(({ path }) => path)).toEqual(['home.sensors']);
});

test('a part that nobody can drive is refused, and the one that was meant is named', () => {
  const tree = { devices: [{ id: 'a', part: 'gpio-binari' }] };
  const surroundings = { isTimezone: () => true, boards: [], parts: ['gpio-binary'], readText: () => null };
  expect(crosscheckFile(tree, surroundings)).toContainEqual({
    path: ['devices', 0, 'part'],
    key: false,
    met: '"gpio-binari"',
    expected: 'a part that can be driven: gpio-binary',
    hint: 'Did you mean `gpio-binary`?',
  });
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
