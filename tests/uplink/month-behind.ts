/**
 * A hub that was without a link for a month, and whoever keeps what it sends then.
 *
 * The uplink with its real journal under virtual time; the events are random numbers, so that deflating gains little.
 */
import { seededUnit } from '../../sim/quiet-ports.ts';
import { Rig, motion } from './uplink-rig.ts';

export const HOUR_MS = 3_600_000;
const HOURS = 24;
const DAYS = 30;
const EVENTS_PER_HOUR = 8;
export const EVENTS = DAYS * HOURS * EVENTS_PER_HOUR;

/** A month without a link, in a home that sends its raw events. */
export function afterAMonth(link: ConstructorParameters<typeof Rig>[0]): Rig {
  const unit = seededUnit(3);
  const rig = new Rig(link);
  rig.broker.set({ outage: true });
  rig.uplink.start();
  for (let day = 0; day < DAYS; day += 1) {
    for (let hour = 0; hour < HOURS; hour += 1) {
      const events = Array.from({ length: EVENTS_PER_HOUR }, () => ({
        ...motion,
        sensor: `${Math.floor(unit() * 1e6)}`,
      }));
      rig.commit(...events);
      rig.pass(HOUR_MS);
    }
  }
  rig.broker.set({ outage: false });
  return rig;
}

/** The desk keeps what it hears, as it must. */
export function keeping(rig: Rig): void {
  let heard = 0;
  const keep = (): void => {
    for (const { event } of rig.heard.slice(heard)) {
      const { lane, boot, id } = event;
      const upTo = Number(id.split(/[/-]/).at(-1));
      if (lane !== undefined) rig.tell(rig.say({ kind: 'kept', lane, boot, upTo }));
    }
    heard = rig.heard.length;
    rig.clock.after(1000, keep);
  };
  rig.clock.after(1000, keep);
}
