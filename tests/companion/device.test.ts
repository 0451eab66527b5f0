/**
 * The hub's side of a companion device, against a robot that answers at the bytes of a simulated serial line: what is
 * said, what it tells, and what becomes of it when it breaks.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';

import { lineOf } from '../../agent/companion/device-codec.ts';
import { CompanionDevice } from '../../agent/companion/device.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import type { ErrorCode } from '../../agent/errors.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Utterance } from '../../agent/ports.ts';
import type { CompanionFact, Sentence } from '../../agent/record.ts';
import { CompanionRobot } from '../../sim/companion-robot.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

let clock: VirtualClock;
let wires: SimulatedBuses;
let robot: CompanionRobot;
let device: CompanionDevice;
let facts: Exclude<CompanionFact, { kind: 'frame-counter' }>[];
let reports: [id: string, failed: ErrorCode | null][];
beforeEach(() => {
  clock = new VirtualClock(0);
  wires = new SimulatedBuses(clock.after);
  robot = new CompanionRobot(clock.after);
  device = new CompanionDevice(wires, '/dev/companion', clock.after);
  facts = [];
  reports = [];
});
function begin(): void {
  wires.plugPort('/dev/companion', robot.port);
  device.open((...told) => {
    for (const fact of told) {
      // As the hub does it once it is on disk.
      if (fact.kind === 'frame-counter') device.kept(fact);
      else facts.push(fact);
    }
  });
  facts.length = 0;
}
const pass = (ms: number): void => clock.advanceTo(clock.now().monotonicMs + ms);
function say(sentence: Sentence, more: Partial<Utterance> = {}): void {
  const utterance: Utterance = { id: sentence, sentence, language: 'en', level: 2, minutes: null, ...more };
  device.speaker.say(utterance, (failed) => reports.push([sentence, failed]));
}
const told = (): string[] =>
  facts.map((fact) => {
    if (fact.kind === 'companion') return `${fact.part} ${fact.state}`;
    return fact.kind === 'battery'
      ? `battery ${fact.percent}${fact.isLow ? ' low' : ''}`
      : `touch ${fact.isLate ?? ''}`;
  });

describe('as a loudspeaker', () => {
  test('is given clip and words, and reports the end when it has sounded', () => {
    begin();
    say('raised', { level: 3 });
    pass(100);
    expect(robot.said).toMatchObject([{ name: 'raised-1', text: 'I am telling the centre now.', level: 3 }]);
    expect(reports).toEqual([]);
    pass(10_000);
    expect(reports).toEqual([['raised', null]]);
  });
  test('speaks the words of the centre after their sentence, in many frames, in Korean', () => {
    begin();
    const text = '점심은 열두 시에 준비됩니다. '.repeat(12).trim();
    say('message', { language: 'ko', text });
    pass(100_000);
    expect(robot.said[0]?.name).toBe('words');
    expect(robot.said[0]?.text.endsWith(` ${text}`)).toBe(true);
    expect(reports).toEqual([['message', null]]);
  });
  test('calls whoever is hard of hearing by a tone and by name', () => {
    begin();
    say('raised', { call: { name: 'Mrs Kim' } });
    say('ask', { call: { name: null } });
    pass(60_000);
    expect(robot.said.map(({ name, calls }) => [name, calls])).toEqual([
      ['words', true],
      ['ask-1', true],
    ]);
    expect(robot.said[0]?.text).toBe('Mrs Kim I am telling the centre now.');
  });
  test('is cut by a call, and says the call', () => {
    begin();
    say('acknowledged');
    pass(200);
    say('help-heard');
    pass(20_000);
    expect(reports).toEqual([
      ['acknowledged', 'speech-expired'],
      ['help-heard', null],
    ]);
    expect(robot.said.map(({ name }) => name)).toEqual(['acknowledged-1', 'help-heard-1']);
  });
  test.each([
    ['stuck', 'audio-timeout'],
    ['deaf', 'audio-timeout'],
    ['no-clip', 'audio-not-rendered'],
  ] as const)('that is %s reports %s, and the next sentence is heard', (voice, why) => {
    begin();
    robot.voice = voice;
    say('ask');
    pass(60_000);
    robot.voice = 'works';
    say('raised');
    pass(60_000);
    expect(reports).toEqual([
      ['ask', why],
      ['raised', null],
    ]);
  });
  test('that knows that it is dead says so before anything is asked, and each sentence is not heard at once', () => {
    begin();
    pass(10_000);
    robot.isDead = true;
    pass(10_000);
    say('ask');
    pass(10);
    robot.isDead = false;
    pass(10_000);
    say('raised');
    pass(20_000);
    expect(reports).toEqual([
      ['ask', 'audio-no-device'],
      ['raised', null],
    ]);
    expect(told().filter((line) => line.startsWith('speaker'))).toEqual(['speaker lost', 'speaker works']);
  });
  test('that is not there says so at once', () => {
    device.open(() => {});
    say('ask');
    pass(10);
    expect(reports).toEqual([['ask', 'audio-no-device']]);
  });
  test('unplugged in mid-sentence it was not heard; back again, it is', () => {
    begin();
    say('ask');
    pass(100);
    wires.takeAway();
    pass(100);
    expect(reports).toEqual([['ask', 'audio-no-device']]);
    wires.restore();
    pass(60_000);
    say('raised');
    pass(20_000);
    expect(reports.at(-1)).toEqual(['raised', null]);
    expect(told().filter((line) => line.startsWith('device'))).toEqual(['device lost', 'device works']);
  });
});

describe('tells', () => {
  test('a touch, once, however often it is sent; again after a start', () => {
    begin();
    robot.touch();
    pass(5_000);
    robot.restart();
    robot.touch();
    pass(5_000);
    expect(told()).toEqual(['touch ', 'touch ']);
  });
  test('one that waited is late', () => {
    begin();
    const line = lineOf({ type: 'touch', id: 9, session: 1, ageS: 12 });
    const stranger: typeof robot.port = { listen: (hear) => hear?.(line), hear: () => {} };
    wires.plugPort('/dev/companion', stranger);
    expect(told()).toEqual(['touch true']);
  });
  test('that it was unplugged, carried, and is nearly empty: each edge once', () => {
    begin();
    pass(10_000);
    facts.length = 0;
    robot.onMains = false;
    robot.isMoved = true;
    robot.percent = 12;
    pass(60_000);
    robot.onMains = true;
    robot.isMoved = false;
    pass(60_000);
    expect(told()).toEqual(['mains lost', 'place lost', 'battery 12 low', 'mains works', 'place works']);
  });
  test('nothing: then it is lost, once, and found again', () => {
    begin();
    pass(10_000);
    facts.length = 0;
    robot.isSilent = true;
    pass(300_000);
    robot.isSilent = false;
    pass(60_000);
    expect(told()).toEqual(['device lost', 'device works']);
  });
  test('nonsense: nothing follows', () => {
    begin();
    pass(10_000);
    facts.length = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        wires.plugPort('/dev/companion', { listen: (hear) => hear?.(bytes), hear: () => {} });
      }),
      { numRuns: 50 },
    );
    expect(told()).toEqual([]);
  });
});

test('the hub on it: a call is said and shown, and what is wrong with the device is a condition, once', () => {
  const lines: string[] = [];
  wires.plugPort('/dev/companion', robot.port);
  const hub = new Hub({
    config: defaultConfig(
      { home: 'robot', timezone: 'UTC', sensors: [{ id: 'M001', room: 'living', class: 'motion' }] },
      { language: 'en' },
    ),
    program: { version: '1', codeHash: 'code' },
    ports: {
      clock,
      random: seededRandom(1),
      store: createMemoryStore(),
      buses: noBuses,
      speaker: device.speaker,
      light: device,
      publisher: new OpenPipe(),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
    observer: (committed) => {
      for (const { body } of committed) {
        if (body.kind === 'condition') lines.push(`${body.code} ${body.edge}`);
        if (body.kind === 'speech') lines.push(body.outcome);
      }
    },
  });
  hub.start();
  hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  pass(20_000);
  expect([robot.said[0]?.name, robot.shown.at(-1)]).toEqual(['raised-1', 'called']);
  Object.assign(robot, { onMains: false, isMoved: true });
  pass(60_000);
  robot.isSilent = true;
  pass(60_000);
  Object.assign(robot, { onMains: true, isMoved: false, isSilent: false });
  pass(60_000);
  expect(lines).toEqual([
    'spoken',
    'companion-unplugged raised',
    'companion-moved raised',
    'companion-lost raised',
    'companion-lost cleared',
    'companion-unplugged cleared',
    'companion-moved cleared',
  ]);
});
