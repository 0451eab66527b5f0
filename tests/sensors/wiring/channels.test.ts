/**
 * A device that notices several things: what each channel becomes, whose health it is, and the frames that are counted
 * so that none is taken twice, also over a restart. A driver made for the test stands for any part; the wiring is real.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../agent/config/config.ts';
import { type DriverOutput, type OptionTable, driverOf } from '../../../agent/sensors/driver.ts';
import { type Feed, type WiredDevice, feedsOf, wiredDevices } from '../../../agent/sensors/devices.ts';
import { COUNTER_MS } from '../../../agent/sensors/wiring.ts';
import { SIMULATED_BOARD } from '../../../sim/simulated-home.ts';
import { EmulatedLine } from '../../../agent/sensors/emulated-line.ts';
import { identityOf } from '../../../agent/sensors/socket.ts';
import { Rig, device } from './rig.ts';

const CHANNELS = { motion: ['motion'], contact: ['door', 'item'], button: 'press' } as const;
/** Says at each rising edge what the test has laid down for it. */
let says: readonly DriverOutput[] = [];
/** What the driver was told. */
let told: string[] = [];
const node = driverOf<OptionTable, { count: number }>({
  part: 'node',
  summary: 'a node for this test',
  wire: { bus: 'gpio', bias: 'none', activeLow: false },
  channels: CHANNELS,
  key: 'optional',
  options: {},
  initial: ({ counter }) => ({ count: counter?.count ?? 0 }),
  step: (state, input) => {
    if (input.type === 'kept') told.push(`kept ${input.counter.session}/${input.counter.count}`);
    if (input.type !== 'edge' || input.level !== 1) return [];
    state.count += 1;
    return says;
  },
  deadline: () => null,
  counters: ({ count }) => ({ count }),
});

let rig: Rig;
let line: EmulatedLine;
beforeEach(() => {
  rig = new Rig();
  line = new EmulatedLine(rig.surroundings, 0);
  rig.buses.plug('simulated', 20, line);
  says = [];
  told = [];
});

function wiredNode(feeds: Readonly<Record<string, Feed>>): WiredDevice {
  return {
    device: device('node-1', 'node', 'gpio20'),
    driver: node,
    address: { bus: 'gpio', chip: 'simulated', line: 20, bias: 'none', activeLow: false },
    feeds: new Map(Object.entries(feeds)),
    key: null,
    countedAs: 'node-1',
    room: 'hall',
  };
}
function say(...outputs: readonly DriverOutput[]): void {
  says = outputs;
  line.set(1);
  line.set(0);
}
const FED = {
  motion: { to: 'sensor', sensor: 'hall' },
  contact: { to: 'sensor', sensor: 'front-door' },
  button: { to: 'pull-cord' },
} as const satisfies Record<string, Feed>;

describe('what a device feeds', () => {
  const sensors = [
    { id: 'hall', room: 'hall', class: 'motion' },
    { id: 'front-door', room: 'hall', class: 'door' },
  ] as const;
  test.each([
    ['its own sensor, by class', { id: 'hall', role: 'sensor', feeds: null }, [['motion', FED.motion]]],
    [
      'the sensor of another class',
      { id: 'front-door', role: 'sensor', feeds: null },
      [['contact', FED.contact]],
    ],
    ['a button, by role', { id: 'b', role: 'button', feeds: null }, [['button', { to: 'button' }]]],
    ['nothing that is not there', { id: 'attic', role: 'sensor', feeds: null }, []],
    [
      'what it says',
      { id: 'node-1', role: 'sensor', feeds: { motion: 'hall', button: 'pull-cord' } },
      [
        ['motion', FED.motion],
        ['button', FED.button],
      ],
    ],
  ] as const)('%s', (_, given, expected) => {
    expect([...feedsOf(given, { channels: CHANNELS }, sensors)]).toEqual(expected);
  });
});

describe('the room of a device', () => {
  const sensors = [{ id: 'hall', room: 'hall', class: 'motion' }] as const;
  const roomOf = (more: Partial<Device>) =>
    wiredDevices([device('n', 'sensor-node', 'uart0', more)], {
      board: SIMULATED_BOARD,
      sensors,
      keys: new Map(),
    })[0]?.room;
  test.each([
    ['that of the sensor it feeds', { feeds: { motion: 'hall' } }, 'hall'],
    ['what it says, though it feeds nothing', { feeds: {}, room: 'bedroom' }, 'bedroom'],
    ['what it says before that of its sensor', { feeds: { motion: 'hall' }, room: 'bedroom' }, 'bedroom'],
    ['unknown where nothing says it', { feeds: { button: 'pull-cord' } }, null],
  ])('is %s', (_, more, room) => {
    expect(roomOf(more)).toBe(room);
  });
});

test('a device with another key is another device: its frames are counted anew', () => {
  const sensors = [{ id: 'n', room: 'hall', class: 'motion' }] as const;
  const counted = (keys: ReadonlyMap<string, Uint8Array>) =>
    wiredDevices([device('n', 'sensor-node', 'uart0')], { board: SIMULATED_BOARD, sensors, keys })[0]
      ?.countedAs;
  const [one, other] = [1, 2].map((byte) => counted(new Map([['n', new Uint8Array(16).fill(byte)]])));
  expect(counted(new Map())).toBe('n');
  expect(one).toMatch(/^"only" [0-9a-f]{16}$/);
  expect(other).not.toBe(one);
});

describe('each channel goes its own way', () => {
  test('readings to their sensors, a press to its call, the rest to records with the room', () => {
    rig.start([wiredNode(FED)]);
    say(
      { type: 'reading', channel: 'motion', value: 'on' },
      { type: 'reading', channel: 'contact', value: 'open' },
      { type: 'press', channel: 'button' },
      { type: 'climate', quantity: 'temperature', value: 11.5 },
      { type: 'battery', percent: null, millivolts: 2_100, isLow: true },
      { type: 'supply', source: 'battery', minutesLeft: 90 },
    );
    expect(rig.facts).toEqual([
      { kind: 'observation', sensor: 'hall', value: 'on' },
      { kind: 'observation', sensor: 'front-door', value: 'open' },
      { kind: 'reply', by: 'pull-cord', meaning: 'help' },
      { kind: 'climate', device: 'node-1', room: 'hall', quantity: 'temperature', value: 11.5 },
      { kind: 'battery', device: 'node-1', percent: null, millivolts: 2_100, isLow: true },
      { kind: 'supply', source: 'battery', minutesLeft: 90 },
    ]);
  });
  test('a channel that feeds nothing is not told', () => {
    rig.start([wiredNode({ motion: FED.motion })]);
    say({ type: 'reading', channel: 'contact', value: 'open' }, { type: 'press', channel: 'button' });
    expect(rig.facts).toEqual([]);
  });
  test('a flood on one channel holds up no other', () => {
    rig.start([wiredNode(FED)]);
    for (let time = 0; time < 100; time += 1) say({ type: 'reading', channel: 'motion', value: 'on' });
    say({ type: 'reading', channel: 'contact', value: 'open' });
    expect(rig.facts.at(-1)).toEqual({ kind: 'observation', sensor: 'front-door', value: 'open' });
  });
  test('health of the device is that of every sensor it feeds, and of the call; of a channel, its own', () => {
    rig.start([wiredNode(FED)]);
    say({ type: 'health', health: 'lost', why: 'heartbeat' });
    say({ type: 'health', channel: 'motion', health: 'lost', why: 'self-test' });
    const said = rig.facts.map((fact) =>
      fact.kind === 'sensor-health' ? `${fact.sensor} ${fact.why}` : fact.kind,
    );
    expect(said).toEqual(['hall heartbeat', 'front-door heartbeat', 'node-1 heartbeat', 'hall self-test']);
  });
});

describe('frames are counted', () => {
  const counter = (count: number, isUrgent: boolean): DriverOutput => ({
    type: 'counter',
    counter: { session: 7, count },
    isUrgent,
  });
  const counted = () => rig.facts.flatMap((fact) => (fact.kind === 'frame-counter' ? [fact.count] : []));

  test('at once when they carry life, now and then when they do not', () => {
    rig.start([wiredNode(FED)]);
    say(counter(1, false));
    say(counter(2, false));
    say(counter(3, true));
    say(counter(4, false));
    rig.wait(COUNTER_MS);
    say(counter(5, false));
    expect(counted()).toEqual([1, 3, 5]);
  });
  test('a driver begins where the last start left off, and is told what is on disk', () => {
    rig.counters.set('node-1', { session: 7, count: 41 });
    rig.start([wiredNode(FED)]);
    expect(rig.wiring.report()[0]?.counters['count']).toBe(41);
    rig.wiring.kept('node-1', { session: 7, count: 44 });
    rig.wiring.kept('another', { session: 1, count: 1 });
    expect(told).toEqual(['kept 7/44']);
  });
});

test('a device that is only pressed or pulled is there for calls; one that feeds a sensor or nothing is not', () => {
  const isForCalls = (feeds: Readonly<Record<string, Feed>>) => identityOf(wiredNode(feeds), null).isForCalls;
  expect(isForCalls({ button: { to: 'pull-cord' } })).toBe(true);
  expect(isForCalls({ button: { to: 'button' }, motion: { to: 'sensor', sensor: 'hall' } })).toBe(false);
  expect(isForCalls({})).toBe(false);
});

test('a channel lost while its bus has to stand stays lost when it has: what is well again is said before', () => {
  rig.start([wiredNode(FED)]);
  for (let loss = 0; loss < 3; loss += 1) {
    rig.buses.takeAway();
    rig.wait(1_000);
    rig.buses.restore();
    rig.wait(90_000);
  }
  rig.buses.takeAway();
  rig.wait(1_000);
  rig.buses.restore();
  rig.wait(20_000);
  const why = 'self-test';
  says = [
    { type: 'health', health: 'ok', why },
    { type: 'health', channel: 'motion', health: 'lost', why },
  ];
  rig.known.push(why);
  line.set(1);
  rig.wait(3_600_000);
  expect(
    rig
      .health('hall')
      .filter((said) => said.endsWith(why))
      .at(-1),
  ).toBe('lost self-test');
  expect(
    rig
      .health('front-door')
      .filter((said) => said.endsWith(why))
      .at(-1),
  ).toBe('ok self-test');
});
