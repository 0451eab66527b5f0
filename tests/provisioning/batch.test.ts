/**
 * The batch of a depot becomes one plan for each home, and what is wrong is told whole: in the file and at the line where
 * somebody wrote it, once.
 */
import { expect, test } from 'vitest';
import { problemText } from '../../agent/config/problems.ts';
import { type Kit, readBatch } from '../../agent/provisioning/batch.ts';

const DEPOT = `language: en
uplink: { url: "mqtt://localhost:1883", site: district-9, hub: nobody }
`;
const AROUND = { isTimezone: (name: string) => name === 'Asia/Seoul', boards: ['raspberry-pi-4'] };

function read(batch: string, depot: string | null = DEPOT) {
  const beside = depot === null ? null : { file: 'depot.yaml', text: depot };
  return readBatch({ file: 'batch.yaml', text: batch }, beside, AROUND);
}
function kitsOf(batch: string, depot?: string | null): readonly Kit[] {
  const result = read(batch, depot);
  if ('problems' in result) throw new Error(result.problems.map(problemText).join('\n'));
  return result.kits;
}
/** `batch.yaml:2: homes[0].template`. */
function problemsOf(batch: string, depot?: string | null): readonly string[] {
  const result = read(batch, depot);
  if (!('problems' in result)) return [];
  return result.problems.map(({ file, line, path }) => `${file}:${line}: ${path}`);
}

test('a home has its own lines before those of the batch, and these before those of the depot', () => {
  const [plain, own, listed] = kitsOf(
    `template: officetel
language: ko
codes: 2
uplink: { site: district-3 }
homes:
  - { home: flat-7 }
  - { home: flat-8, hub: hub-8, template: one-room, language: en, codes: 0, uplink: { site: district-4 } }
  - { home: flat-9, devices: [{ id: hall, watches: [motion] }] }
`,
  );
  expect(plain?.plan).toMatchObject({ home: 'flat-7', language: 'ko' });
  expect(plain?.plan.devices.map(({ id }) => id)).toEqual(['living', 'kitchen', 'bathroom', 'entrance']);
  expect(plain?.plan.uplink).toEqual({ url: 'mqtt://localhost:1883', site: 'district-3', hub: 'flat-7' });
  expect(own?.plan).toMatchObject({ language: 'en', uplink: { site: 'district-4', hub: 'hub-8' } });
  expect(own?.plan.devices).toHaveLength(3);
  expect(listed?.plan.devices.map(({ id }) => id)).toEqual(['hall']);
  expect([plain?.codes, own?.codes]).toEqual([2, 0]);
});

test('without a depot the batch says all', () => {
  const uplink = 'uplink: { url: "mqtt://localhost:1883", site: district-9 }';
  const [kit] = kitsOf(`${uplink}\nhomes:\n  - { home: flat-7, template: one-room }\n`, null);
  expect(kit?.plan.uplink).toMatchObject({ hub: 'flat-7' });
});

test.each<readonly [string, string, string | null, readonly string[]]>([
  [
    'three mistakes in three homes',
    `homes:
  - { home: flat-7, template: two-rooms }
  - { home: flat-8, template: one-room, timezone: KST }
  - { home: flat 9, template: one-room }
`,
    DEPOT,
    ['batch.yaml:2: homes[0].template', 'batch.yaml:3: homes[1].timezone', 'batch.yaml:4: homes[2].home'],
  ],
  [
    'what all homes share is told once, where it was written',
    'board: raspberry\nhomes:\n  - { home: a, template: one-room }\n  - { home: b, template: one-room }\n',
    'uplink: { url: "mqtt://desk:1883", site: district-9 }\n',
    ['depot.yaml:1: uplink.url', 'batch.yaml:1: board'],
  ],
  [
    'no uplink anywhere',
    'homes:\n  - { home: a, template: one-room }\n  - { home: b, template: one-room }\n',
    null,
    ['batch.yaml:1: uplink'],
  ],
  [
    'two kits in one folder, and two hubs of one name',
    `homes:
  - { home: flat-7, template: one-room }
  - { home: Flat-7, template: one-room }
  - { home: flat-8, template: one-room, hub: flat-9 }
  - { home: flat-9, template: one-room }
`,
    DEPOT,
    ['batch.yaml:3: homes[1].home', 'batch.yaml:5: homes[3].home'],
  ],
  ['no homes', 'homes: []\n', DEPOT, ['batch.yaml:1: homes']],
  [
    'a home that is only a name',
    'homes: [flat-7]\n',
    DEPOT,
    ['batch.yaml:1: homes[0].devices', 'batch.yaml:1: homes[0].home'],
  ],
  ['a misspelt key', 'code: 3\nhomes: [{ home: a, template: one-room }]\n', DEPOT, ['batch.yaml:1: code']],
  [
    'codes without number',
    'codes: many\nhomes: [{ home: a, template: one-room }]\n',
    DEPOT,
    ['batch.yaml:1: codes'],
  ],
  [
    'a way out of the folder',
    'homes: [{ home: "../a", template: one-room }]\n',
    DEPOT,
    ['batch.yaml:1: homes[0].home'],
  ],
  ['a text that is no YAML', 'homes: [\n', DEPOT, ['batch.yaml:2: (file)']],
])('%s', (_, batch, depot, problems) => {
  expect(problemsOf(batch, depot)).toEqual(problems);
});

test('more nodes than a line can ask for are two batches', () => {
  const devices = Array.from({ length: 60 }, (_, at) => `{ id: d${at}, watches: [motion] }`).join(', ');
  const homes = Array.from({ length: 6 }, (_, at) => `  - { home: flat-${at} }\n`).join('');
  expect(problemsOf(`devices: [${devices}]\nhomes:\n${homes}`)).toEqual(['batch.yaml:3: homes']);
});
