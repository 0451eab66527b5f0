/**
 * A touch of a companion device, from the hand to the journal of a real hub: told until it is written down, acknowledged
 * no sooner, and counted once, over a restart of the hub as well.
 */
import { beforeEach, describe, expect, test } from 'vitest';

import { CompanionDevice } from '../../agent/companion/device.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Batch, JournalStore } from '../../agent/ports.ts';
import { CompanionRobot } from '../../sim/companion-robot.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

const CONFIG = defaultConfig(
  { home: 'robot', timezone: 'UTC', sensors: [{ id: 'M001', room: 'living', class: 'motion' }] },
  { language: 'en' },
);
let clock: VirtualClock;
let wires: SimulatedBuses;
let robot: CompanionRobot;
let memory: JournalStore;
/** Of each touch that was written down: was the device still telling it just then, and was it late? */
let written: { readonly isTelling: boolean; readonly isLate: boolean }[];
let lives = 0;
beforeEach(() => {
  clock = new VirtualClock(0);
  wires = new SimulatedBuses(clock.after);
  robot = new CompanionRobot(clock.after);
  memory = createMemoryStore();
  const commit = memory.commit.bind(memory);
  memory.commit = (batch) => {
    note(batch);
    commit(batch);
  };
  written = [];
  wires.plugPort('/dev/companion', robot.port);
});
const pass = (ms: number): void => clock.advanceTo(clock.now().monotonicMs + ms);

function note({ rows }: Batch): void {
  for (const { entry } of rows) {
    if (entry.body.kind === 'reply' && entry.body.by === 'touch')
      written.push({ isTelling: robot.isTelling, isLate: entry.body.isLate === true });
  }
}
function startHub(): Hub {
  const device = new CompanionDevice(wires, '/dev/companion', clock.after);
  lives += 1;
  const hub = new Hub({
    config: CONFIG,
    program: { version: '1', codeHash: 'code' },
    ports: {
      clock,
      random: seededRandom(lives),
      store: memory,
      buses: noBuses,
      speaker: device.speaker,
      light: device,
      publisher: new OpenPipe(),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
  });
  hub.start();
  return hub;
}

describe('a touch', () => {
  test('is written down first, and acknowledged then', () => {
    startHub();
    pass(20_000);
    robot.touch();
    expect(written).toEqual([{ isTelling: true, isLate: false }]);
    expect(robot.isTelling).toBe(false);
  });
  test('of which the ack was lost is told again, and counts once, also to a hub that has started anew', async () => {
    const hub = startHub();
    pass(20_000);
    robot.isDeaf = true;
    robot.touch();
    pass(2_000);
    expect([written.length, robot.isTelling]).toEqual([1, true]);
    await hub.stop();
    robot.isDeaf = false;
    startHub();
    pass(2_000);
    expect([written.length, robot.isTelling]).toEqual([1, false]);
    robot.touch();
    expect(written.length).toBe(2);
  });
  test.each([
    [6_000, [{ isTelling: true, isLate: false }]],
    [15_000, [{ isTelling: true, isLate: true }]],
    [40_000, []],
  ])('while the hub is away for %d ms', (ms, then) => {
    robot.touch();
    pass(ms);
    startHub();
    pass(1_000);
    expect(written).toEqual(then);
    expect(robot.isTelling).toBe(false);
  });
});
