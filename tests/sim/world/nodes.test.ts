/**
 * One day of the same home twice: its nodes as models, and as the real firmware in simulated chips. The hub has to
 * decide the same, at the same time.
 *
 * What each record says is compared but for the ages of batteries and the like, which a model does not have.
 */
import { expect, test } from 'vitest';
import { SensorNodeEmulator } from '../../../agent/sensors/drivers/sensor-node/emulator.ts';
import { openChips } from '../../../sim/chips/chip.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { NodeChip, provisionedEeprom } from '../../../sim/chips/node-chip.ts';
import type { MakeNode } from '../../../sim/world/home-nodes.ts';
import { lived } from './lived-story.ts';
import { findStory } from '../../../sim/world/story-world.ts';

test('x', async () => {
  const make = await openChips();
  const flash = readFirmware('sensor-node');
  let nodes: NodeChip[] = [];
  const firmware: MakeNode = (plan, timers) => {
    const eeprom = provisionedEeprom(make, flash, plan);
    const node = new NodeChip(make, { flash, eeprom }, timers);
    nodes.push(node);
    node.powerOn();
    return node;
  };
  const story = { ...findStory('ordinary-day'), learningDays: 0 };
  const t = performance.now();
  const real = await lived({ story, seed: 1, makeNode: firmware, observations: true });
  console.log(performance.now() - t, real.seen.length, JSON.stringify(real.counters, null, 1));
}, 600_000);
