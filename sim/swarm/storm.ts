/**
 * A storm of orders: over a while a dozen come down, the centre's own among forged and repeated ones.
 *
 * Only says when what is sent; how each is made is in `orders.ts`.
 */
import type { Fault } from '../faults.ts';
import { drawForgery, drawOrder } from './orders.ts';
import { START_WALL_MS, STREAMS } from './setting.ts';
import { SWARM_KEY } from './signing.ts';
import { drawer } from './draw.ts';
import type { SwarmWorld } from './world.ts';

const ORDERS_MAX = 24;

export function storm(world: SwarmWorld, { fromMs, toMs, choice }: Fault): void {
  const { clock, desk, broker, meddler, setting } = world;
  const { site, hub } = setting.config.uplink;
  const draw = drawer(setting.seed + fromMs, STREAMS.orders);
  const times = 1 + Math.floor(choice * ORDERS_MAX);
  for (let time = 0; time < times; time += 1) {
    clock.after(draw.between(0, toMs - fromMs), () => {
      const nowWallMs = START_WALL_MS + world.nowMs;
      const way = draw.unit();
      if (way < 0.4) {
        desk.order(hub, drawOrder(draw, nowWallMs));
        return;
      }
      const heard = way < 0.7 ? meddler.recall() : null;
      const open = world.life?.hub.state.checkon.alerts[0]?.alert ?? null;
      const parts = { key: SWARM_KEY, site, hub, nowWallMs, alert: open };
      world.box.guard(() => broker.route(heard ?? drawForgery(draw, parts)));
    });
  }
}
