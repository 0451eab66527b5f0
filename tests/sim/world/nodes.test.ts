/**
 * One day of the same home twice: its nodes as models, and as the real firmware in simulated chips. The hub has to
 * decide the same, and at the same time.
 *
 * Models and chips draw their own chance (heartbeats, waits), so records of the radio itself are not compared.
 */
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { SensorNodeEmulator } from '../../../agent/sensors/drivers/sensor-node/emulator.ts';
import { openChips } from '../../../sim/chips/chip.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { nodeChip, provisionedEeprom } from '../../../sim/chips/node-chip.ts';
import type { MakeNode } from '../../../sim/world/home-nodes.ts';
import { findStory } from '../../../sim/world/story-world.ts';
import { type Lived, lived } from './lived-story.ts';

const AT_MS_MAX = 1_000;
const DAY: Parameters<typeof lived>[0] = {
  story: { ...findStory('night-bathroom-fall'), learningDays: 1 },
  seed: 3,
  observations: true,
};

let make: Awaited<ReturnType<typeof openChips>>;
let flash: Uint8Array;
beforeAll(async () => {
  const build = spawnSync('bash', ['.ci/firmware', 'sensor-node'], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the firmware was not built: ${build.stderr}`);
  make = await openChips();
  flash = readFirmware('sensor-node');
});

const modelled: MakeNode = ({ address, key }, timers) => {
  const node = new SensorNodeEmulator(timers, { nowMs: timers.nowMs, key, mac: '', options: { address } });
  return { port: node.port, setPin: (pin, level) => node.setPin(pin, level) };
};
const firmware: MakeNode = (plan, timers) =>
  nodeChip(make, { flash, eeprom: provisionedEeprom(make, flash, plan) }, timers);

/** What is told of people, with its time. */
function told({ seen }: Lived): { readonly localMs: number; readonly what: string }[] {
  return seen.flatMap(({ localMs, body }) => {
    switch (body.kind) {
      case 'observation':
        return [{ localMs, what: `${body.sensor} ${body.value}` }];
      case 'prompt':
        return [{ localMs, what: `prompt ${body.cause} ${body.stage}` }];
      case 'alert':
        return [{ localMs, what: `alert ${body.stage} ${body.cause} ${body.why}` }];
      case 'reply':
        return [{ localMs, what: `reply ${body.by} ${body.meaning}` }];
      case 'presence':
        return [{ localMs, what: `presence ${body.state}` }];
      case 'condition':
        return [{ localMs, what: `${body.edge} ${body.code} ${body.subject}` }];
      default:
        return [];
    }
  });
}

test('a day on real firmware is decided as a day on models, within a second', { timeout: 240_000 }, async () => {
  const startMs = performance.now();
  const model = told(await lived({ ...DAY, makeNode: modelled }));
  const modelMs = performance.now() - startMs;
  const real = told(await lived({ ...DAY, makeNode: firmware }));
  const realMs = performance.now() - startMs - modelMs;
  console.log(modelMs, realMs);
  expect(model.length).toBeGreaterThan(200);
  expect(real.map(({ what }) => what)).toEqual(model.map(({ what }) => what));
  for (const [at, { localMs }] of model.entries()) {
    expect(Math.abs((real[at]?.localMs ?? 0) - localMs)).toBeLessThanOrEqual(AT_MS_MAX);
  }
});
