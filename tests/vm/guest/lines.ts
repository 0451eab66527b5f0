/**
 * What every way of reading a line must do, tried on a kernel's line through `openBuses()`, as the hub opens it.
 *
 * Owns the checks that do not depend on the way. Only the chip is simulated, and by the kernel itself.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import type { BusAddress, BusLink, BusSignal } from '../../../agent/ports.ts';
import { openBuses } from '../../../agent/sensors/buses/index.ts';
import { check, spread, until } from './scenario.ts';
import { SimulatedChip } from './simulated-chip.ts';

/** As on a Raspberry Pi 4; see boards/raspberry-pi-4.json. */
export const LABEL = 'pinctrl-bcm2711';
const LINES = 58;
const LINE = 17;
/** Taken by a driver of the kernel. */
const USED = 4;
const EDGES = 200;

type GpioAddress = Extract<BusAddress, { bus: 'gpio' }>;
export class OpenLine {
  readonly link: BusLink;
  readonly signals: BusSignal[] = [];

  constructor(address: Partial<GpioAddress> = {}) {
    const whole = {
      bus: 'gpio',
      chip: LABEL,
      line: LINE,
      bias: 'none',
      activeLow: false,
      ...address,
    } as const;
    this.link = openBuses().open(whole, (signal) => this.signals.push(signal));
  }
  get edges(): readonly Extract<BusSignal, { type: 'edge' }>[] {
    return this.signals.filter((signal) => signal.type === 'edge');
  }
  async first(): Promise<BusSignal> {
    await until('a first signal', () => this.signals.length > 0);
    const [signal] = this.signals;
    assert.ok(signal !== undefined);
    return signal;
  }
  /** Why it is down, which it must be from the start. */
  async refusal(): Promise<string> {
    const signal = await this.first();
    assert.ok(signal.type === 'down' && signal.why === 'bus-unavailable', JSON.stringify(signal));
    return signal.detail;
  }
}

/** Runs all of them, with a chip of its own that is there until the end; resolves to that chip. */
export async function checkLines(): Promise<SimulatedChip> {
  const chip = new SimulatedChip(LABEL, LINES, [USED]);
  await check('a line is up with its level, and inverted where it is active low', () => checkLevels(chip));
  await check('every edge is heard, with its level', () => checkEdges(chip));
  await check('a line that a driver of the kernel uses is told, with that hint', async () => {
    const detail = await new OpenLine({ line: USED }).refusal();
    assert.match(detail, /line 4: .*busy.*a kernel driver .*uses this line/i);
    return detail;
  });
  await check('a chip that is not there is told, with those that are', async () => {
    const detail = await new OpenLine({ chip: 'pinctrl-rp1' }).refusal();
    assert.match(detail, /no chip pinctrl-rp1; there are: .*pinctrl-bcm2711/);
    return detail;
  });
  await check('a chip pulled out in use is told once, and the others go on', () => checkPulledOut(chip));
  chip.remove();
  const before = new SimulatedChip('raspberrypi-exp-gpio', 8);
  const moved = new SimulatedChip(LABEL, LINES);
  await check('when the kernel numbers its chips otherwise the same address finds its line', () =>
    checkEdges(moved),
  );
  before.remove();
  return moved;
}

async function checkLevels(chip: SimulatedChip): Promise<void> {
  for (const [level, activeLow, heard] of [
    [0, false, 0],
    [1, false, 1],
    [1, true, 0],
    [0, true, 1],
  ] as const) {
    chip.pull(LINE, level);
    const line = new OpenLine({ activeLow });
    assert.deepEqual(await line.first(), { type: 'up', level: heard });
    line.link.close();
  }
}

/** Waits for each edge before it makes the next: how long one takes from the wire to the listener. */
async function checkEdges(chip: SimulatedChip): Promise<string> {
  chip.pull(LINE, 0);
  const line = new OpenLine();
  assert.deepEqual(await line.first(), { type: 'up', level: 0 });
  const tookMs: number[] = [];
  for (let edge = 1; edge <= EDGES; edge += 1) {
    const level = edge % 2 === 1 ? 1 : 0;
    const pulledMs = performance.now();
    chip.pull(LINE, level);
    await until(`edge ${edge} of ${EDGES}`, () => line.edges.length >= edge);
    tookMs.push(performance.now() - pulledMs);
    assert.equal(line.edges.at(-1)?.level, level);
  }
  assert.equal(line.signals.length, 1 + EDGES);
  line.link.close();
  return `${tookMs.length} of ${EDGES}, ${spread(tookMs)}`;
}

async function checkPulledOut(chip: SimulatedChip): Promise<string> {
  const other = new SimulatedChip('another', 8);
  const lost = new OpenLine({ chip: 'another', line: 0 });
  const kept = new OpenLine();
  await Promise.all([lost.first(), kept.first()]);
  const outMs = performance.now();
  other.remove();
  await until('down', () => lost.signals.some(({ type }) => type === 'down'));
  const told = `told after ${((performance.now() - outMs) / 1000).toFixed(1)} s`;
  chip.pull(LINE, 1);
  await until('an edge of the other chip', () => kept.edges.length === 1);
  assert.equal(lost.signals.length, 2);
  for (const line of [lost, kept]) line.link.close();
  return told;
}

/** Toggles a line, waiting so long between two: whatever is told in between, the last word must be true. */
export async function burst(chip: SimulatedChip, toggles: number, waitMs: number): Promise<OpenLine> {
  chip.pull(LINE, 0);
  const line = new OpenLine();
  await line.first();
  for (let toggle = 1; toggle <= toggles; toggle += 1) {
    chip.pull(LINE, toggle % 2 === 1 ? 1 : 0);
    if (waitMs > 0) await pause(waitMs);
  }
  await until('the last level', () => line.edges.at(-1)?.level === toggles % 2);
  return line;
}
