/**
 * The light of a companion device on a cable, against a robot that answers at the bytes: it is the hub's word, stays lit
 * as long as the hub is there, and no longer.
 */
import { beforeEach, describe, expect, test } from 'vitest';

import { CompanionDevice } from '../../agent/companion/device.ts';
import { CompanionRobot } from '../../sim/companion-robot.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

let clock: VirtualClock;
let wires: SimulatedBuses;
let robot: CompanionRobot;
let device: CompanionDevice;
beforeEach(() => {
  clock = new VirtualClock(0);
  wires = new SimulatedBuses(clock.after);
  robot = new CompanionRobot(clock.after);
  device = new CompanionDevice(wires, '/dev/companion', clock.after);
});
function begin(): void {
  wires.plugPort('/dev/companion', robot.port);
  device.open(() => {});
}
const pass = (ms: number): void => clock.advanceTo(clock.now().monotonicMs + ms);

describe('the light of a companion device', () => {
  test('goes dark when its hub is gone, and no sooner; a hub that has nothing to say keeps it lit', () => {
    begin();
    device.show('on-the-way');
    pass(300_000);
    expect(robot.shown.slice(robot.shown.indexOf('on-the-way'))).not.toContain('off');
    wires.takeAway();
    pass(24_000);
    expect(robot.shown.at(-1)).toBe('on-the-way');
    pass(11_000);
    expect(robot.shown.at(-1)).toBe('off');
  });
  test('is dark while the hub is gone, and shows it again when it is back', () => {
    begin();
    device.show('read');
    wires.takeAway();
    pass(60_000);
    const during = robot.shown.at(-1);
    wires.restore();
    pass(60_000);
    expect([during, robot.shown.at(-1)]).toEqual(['off', 'read']);
  });
  test('leaves no timer behind that would keep a stopped hub alive', () => {
    const waiting = new Set<object>();
    device = new CompanionDevice(wires, '/dev/companion', (ms, run) => {
      const timer = {};
      waiting.add(timer);
      const callOff = clock.after(ms, () => {
        waiting.delete(timer);
        run();
      });
      return () => {
        waiting.delete(timer);
        callOff();
      };
    });
    begin();
    device.show('called');
    expect(waiting.size).toBeGreaterThan(0);
    device.close();
    device.show('read');
    expect(waiting.size).toBe(0);
  });
  test('shows what it is told, and after a start of its own is told again', () => {
    begin();
    device.show('question');
    expect(robot.shown.at(-1)).toBe('question');
    robot.restart();
    expect(robot.shown.at(-1)).toBe('question');
  });
});
