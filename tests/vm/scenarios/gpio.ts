/**
 * Lines of a kernel's GPIO chip through onoff: levels, every edge, a base that moved, lines that cannot be had.
 *
 * Everything goes through `openBuses()`, as in the hub; only the chip is simulated, and by the kernel itself.
 */
import assert from 'node:assert/strict';

import type { BusLink, BusSignal } from '../../../agent/ports.ts';
import { openBuses } from '../../../agent/sensors/buses/index.ts';
import { check, done, spread, until } from '../guest/scenario.ts';
import { SimulatedChip } from '../guest/simulated-chip.ts';

/** As on a Raspberry Pi 4; see boards/raspberry-pi-4.json. */
const LABEL = 'pinctrl-bcm2711';
const LINE = 17;
const USED = 4;
const EDGES = 200;

const buses = openBuses();
function open(chip: string, line: number, activeLow = false) {
  const signals: BusSignal[] = [];
  const link: BusLink = buses.open({ bus: 'gpio', chip, line, bias: 'none', activeLow }, (signal) => {
    signals.push(signal);
  });
  return { link, signals, edges: () => signals.filter(({ type }) => type === 'edge').length };
}
async function first(opened: { readonly signals: readonly BusSignal[] }): Promise<BusSignal> {
  await until('a first signal', () => opened.signals.length > 0);
  const [signal] = opened.signals;
  assert.ok(signal !== undefined);
  return signal;
}

/** Waits for each edge before it makes the next: how long one takes from the wire to the listener. */
async function countEdges(chip: SimulatedChip, line: number): Promise<string> {
  chip.pull(line, 0);
  const opened = open(LABEL, line);
  assert.deepEqual(await first(opened), { type: 'up', level: 0 });
  const tookMs: number[] = [];
  for (let edge = 1; edge <= EDGES; edge += 1) {
    const level = (edge % 2) as 0 | 1;
    const pulledMs = performance.now();
    chip.pull(line, level);
    await until(`edge ${edge} of ${EDGES}`, () => opened.edges() === edge);
    tookMs.push(performance.now() - pulledMs);
    assert.deepEqual(opened.signals.at(-1), { type: 'edge', level });
  }
  opened.link.close();
  return `${tookMs.length} of ${EDGES}, ${spread(tookMs)}`;
}

let chip = new SimulatedChip(LABEL, 58, [USED]);

await check('a line is up with its level, whichever it is, and inverted where it is active low', async () => {
  for (const [level, activeLow, heard] of [
    [0, false, 0],
    [1, false, 1],
    [1, true, 0],
    [0, true, 1],
  ] as const) {
    chip.pull(LINE, level);
    const opened = open(LABEL, LINE, activeLow);
    assert.deepEqual(await first(opened), { type: 'up', level: heard });
    opened.link.close();
  }
});

await check('every edge is heard, with its level', () => countEdges(chip, LINE));

await check('a line that a driver of the kernel uses is told, with that hint', async () => {
  const signal = await first(open(LABEL, USED));
  assert.ok(signal.type === 'down' && signal.why === 'bus-unavailable');
  assert.match(signal.detail, /line 4: .*EBUSY.*a kernel driver uses this line/);
  return signal.detail;
});

await check('a chip that is not there is told, with those that are', async () => {
  const signal = await first(open('pinctrl-rp1', LINE));
  assert.ok(signal.type === 'down' && signal.why === 'bus-unavailable');
  assert.match(signal.detail, /no chip pinctrl-rp1; there are: pinctrl-bcm2711/);
  return signal.detail;
});

await check('a chip pulled out in use is told once, and the others go on', async () => {
  const other = new SimulatedChip('another', 8);
  const lost = open('another', 0);
  const kept = open(LABEL, LINE);
  await Promise.all([first(lost), first(kept)]);
  other.remove();
  await until('down', () => lost.signals.some(({ type }) => type === 'down'));
  chip.pull(LINE, 1);
  await until('an edge of the other chip', () => kept.edges() === 1);
  lost.link.close();
  kept.link.close();
});

await check('after a start that numbers the chips otherwise the same address finds its line', async () => {
  chip.remove();
  const before = new SimulatedChip('raspberrypi-exp-gpio', 8);
  chip = new SimulatedChip(LABEL, 58);
  const edges = await countEdges(chip, LINE);
  before.remove();
  return edges;
});

done();
