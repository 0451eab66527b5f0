/**
 * The companion's lamp and bed shaker on lines of a kernel's GPIO chip, by onoff over sysfs: the line is really high and low in
 * the rhythm of a question.
 *
 * What is read on a line is in gpio.ts; only this way sets a level. Read back at the simulated chip, where a wire would hang.
 */
import assert from 'node:assert/strict';

import { openLamp, openShaker } from '../../../agent/companion/lamp.ts';
import { LIGHT_WORDS } from '../../../agent/companion/light.ts';
import { SHAKE } from '../../../agent/companion/shaker.ts';
import type { Light } from '../../../agent/ports.ts';
import { openBuses } from '../../../agent/sensors/buses/index.ts';
import { LABEL } from '../guest/lines.ts';
import { check, done, until } from '../guest/scenario.ts';
import { SimulatedChip } from '../guest/simulated-chip.ts';

const LINES = 58;
const LAMP = 12;
const SHAKER = 13;
/** The machine is emulated: what is seen late makes the stay after it look shorter, what is done late longer. */
const EARLY_MS = 600;
const LATE_MS = 3_000;
const PATIENCE_MS = 60_000;

const chip = new SimulatedChip(LABEL, LINES);

/** How long the line stays at each level from its first rise on, ms. */
async function stays(line: number, count: number): Promise<number[]> {
  const turns: number[] = [];
  let level = 0;
  await until(
    `${count} turns of line ${line}`,
    () => {
      const now = chip.level(line);
      if (now !== level) turns.push(performance.now());
      level = now;
      return turns.length > count;
    },
    PATIENCE_MS,
  );
  return turns.slice(1).map((ms, at) => ms - (turns[at] ?? 0));
}
async function checkRhythm(line: number, light: Light, beat: readonly number[]): Promise<string> {
  const told: string[] = [];
  // Where it is low, it is driven low.
  chip.pull(line, 1);
  light.open((...facts) => {
    for (const fact of facts) if (fact.kind === 'companion') told.push(`${fact.part} ${fact.state}`);
  });
  await until('the line is taken', () => told.length > 0);
  assert.match(told.join(), /^(?:light|shaker) works$/);
  light.show('question');
  const found = await stays(line, 4);
  for (const [at, ms] of found.entries()) {
    const wanted = beat[at % beat.length] ?? 0;
    assert.ok(ms > wanted - EARLY_MS && ms < wanted + LATE_MS, `${found.join()} for ${beat.join()}`);
  }
  light.show('off');
  await until('the line is driven low', () => chip.level(line) === 0, PATIENCE_MS);
  light.close();
  return `${found.map((ms) => Math.round(ms)).join(', ')} ms`;
}
const at = (line: number) =>
  ({ bus: 'gpio', chip: LABEL, line, bias: 'none', activeLow: false, isOutput: true }) as const;

await check(
  'a lamp is on and off on its line as a question looks, and low when nothing is asked',
  async () => {
    const { beat } = LIGHT_WORDS.question;
    assert.ok(typeof beat !== 'string');
    return checkRhythm(LAMP, openLamp(openBuses(), at(LAMP)), beat);
  },
);
await check('so is a bed shaker', async () => {
  assert.ok(typeof SHAKE !== 'string');
  return checkRhythm(SHAKER, openShaker(openBuses(), at(SHAKER)), SHAKE);
});

chip.remove();
done();
