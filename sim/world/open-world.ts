/**
 * From what was asked for to a world: one request, plain data, so that a child process opens the very same one.
 *
 * Never runs anything: a bad request fails here, before there is a folder or a broker.
 */
import { defaultConfig } from '../../agent/config/defaults.ts';
import type { Language } from '../../agent/config/config.ts';
import { loadHome } from '../../agent/config/load.ts';
import { readHomeLog, requireFiles, requireWithin } from '../home-log.ts';
import { LogWorld } from './log-world.ts';
import { createStoryWorld, findStory } from './story-world.ts';
import type { World } from './world.ts';

export type WorldRequest =
  | { readonly kind: 'story'; readonly story: string; readonly seed: number; readonly language: Language }
  | {
      readonly kind: 'log';
      readonly log: string;
      readonly home: string;
      readonly language: Language;
      /** Local wall clock as if UTC, ms. */
      readonly collapseAtMs: number | null;
    };

/** How a hub is set for a demo. It shows every record on its way; a real home keeps raw events to itself. */
export const DEMO_UPLINK = {
  site: 'demo',
  hub: 'hub-1',
  rawEvents: true,
  heartbeatMs: 300_000,
  // Home time waits for the link here: what waits for home time would wait for ever.
  backlogBytesPerS: null,
  reconnectMinMs: 100,
  reconnectMaxMs: 1000,
} as const;

/** Throws `AnbuError` naming the story, file or line that cannot be used. */
export async function openWorld(request: WorldRequest): Promise<World> {
  if (request.kind === 'story') {
    const { seed, language } = request;
    return createStoryWorld({ story: findStory(request.story), seed, language });
  }
  requireFiles([request.log, request.home]);
  const home = await loadHome(request.home);
  const log = readHomeLog(request.log, home.sensors);
  requireWithin(log, { collapseAtMs: request.collapseAtMs, untilMs: null });
  const config = defaultConfig(home, { language: request.language, uplink: DEMO_UPLINK });
  return new LogWorld({ config, log, collapseAtMs: request.collapseAtMs, untilMs: null });
}
