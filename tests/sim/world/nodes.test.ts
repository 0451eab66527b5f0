/**
 * One day of the same home twice: its nodes as models, and as the real firmware in simulated chips. The hub has to
 * decide the same, and at the same time.
 *
 * Models and chips draw their own chance (heartbeats, waits), so records of the radio itself are not compared, nor the
 * levels that come with a heartbeat.
 */
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import type { Body } from '../../../agent/record.ts';
import { openChips } from '../../../sim/chips/chip.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { nodeChip, provisionedEeprom } from '../../../sim/chips/node-chip.ts';
import type { MakeNode } from '../../../sim/world/home-nodes.ts';
import { ModelledNode } from '../../../sim/world/modelled-node.ts';
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

const modelled: MakeNode = (plan, surroundings) => new ModelledNode(plan, surroundings);
const firmware: MakeNode = (plan, timers) =>
  nodeChip(make, { flash, eeprom: provisionedEeprom(make, flash, plan) }, timers);

/** What is told of people and of the sensors; null: of no interest here. */
function wordsOf(body: Body): string | null {
  if (body.kind === 'observation') return body.isLevel === true ? null : `${body.sensor} ${body.value}`;
  if (body.kind === 'prompt') return `prompt ${body.cause} ${body.stage}`;
  if (body.kind === 'alert') return `alert ${body.stage} ${body.cause} ${body.why}`;
  if (body.kind === 'reply') return `reply ${body.by} ${body.meaning}`;
  if (body.kind === 'presence') return `presence ${body.state}`;
  return body.kind === 'condition' ? `${body.edge} ${body.code} ${body.subject}` : null;
}
function told({ seen }: Lived): { readonly localMs: number; readonly what: string }[] {
  return seen.flatMap(({ localMs, body }) => {
    const what = wordsOf(body);
    return what === null ? [] : [{ localMs, what }];
  });
}

test(
  'a day on real firmware is decided as a day on models, within a second',
  { timeout: 240_000 },
  async () => {
    const model = told(await lived({ ...DAY, makeNode: modelled }));
    const real = told(await lived({ ...DAY, makeNode: firmware }));
    expect(model.length).toBeGreaterThan(200);
    const decided = model.filter(({ what }) => /^(?:prompt|alert|presence|reply)/.test(what));
    expect(decided.length).toBeGreaterThan(10);
    expect(real.map(({ what }) => what)).toEqual(model.map(({ what }) => what));
    for (const [at, { localMs }] of model.entries()) {
      expect(Math.abs((real[at]?.localMs ?? 0) - localMs)).toBeLessThanOrEqual(AT_MS_MAX);
    }
  },
);
