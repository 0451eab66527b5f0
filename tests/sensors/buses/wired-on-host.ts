/**
 * Devices as the hub has them, on the real clock: the wiring and the drivers that ship, over buses that are handed in, and
 * what came of them in short. Owns no expectation.
 */
import { HostClock } from '../../../agent/host.ts';
import type { Buses } from '../../../agent/ports.ts';
import type { Fact } from '../../../agent/record.ts';
import type { WiredDevice } from '../../../agent/sensors/devices.ts';
import { Wiring } from '../../../agent/sensors/wiring.ts';

export function wireOnHost(buses: Buses, devices: readonly WiredDevice[]) {
  const said: string[] = [];
  const clock = new HostClock('UTC');
  const arm = (): void =>
    clock.setAlarm(wiring.dueMs(), () => {
      wiring.wake();
      arm();
    });
  const wiring = new Wiring({
    buses,
    clock,
    devices,
    emit: (facts) => void said.push(...facts.flatMap(inShort)),
    isLost: () => false,
    counterOf: () => null,
    dueEarlier: arm,
    log: { write: () => {} },
  });
  wiring.start();
  arm();
  return {
    said,
    close: (): void => {
      wiring.close();
      clock.clearAlarm();
    },
    isUp: (): boolean => wiring.report().every((each) => each.isUp),
    counted: (name: string): number =>
      wiring.report().reduce((sum, { counters }) => sum + (counters[name] ?? 0), 0),
  };
}
function inShort(fact: Fact): readonly string[] {
  if (fact.kind === 'frame-counter' || fact.kind === 'battery') return [];
  if (fact.kind === 'observation') return [`${fact.sensor} ${fact.value}`];
  if (fact.kind === 'reply') return [`${fact.by} ${fact.meaning}`];
  return [fact.kind === 'sensor-health' ? `${fact.sensor} ${fact.health} ${fact.why}` : fact.kind];
}
