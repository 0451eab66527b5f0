/**
 * Firmata boards as the hub has them: the wiring and the drivers that ship, on the real clock, over a cable that is
 * pulled; and the firmware that most boards are sold with. Everything is real but the silicon.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Buses } from '../../../agent/ports.ts';
import type { Feed, WiredDevice } from '../../../agent/sensors/devices.ts';
import { findDriver } from '../../../agent/sensors/drivers/index.ts';
import { openFirmata } from '../../../agent/sensors/buses/firmata.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { buildFirmware } from '../../boards/firmata-node/bench.ts';
import { device } from '../wiring/rig.ts';
import { FirmataRig, TIMES, until } from './firmata-rig.ts';
import { standardFirmata } from './standard-firmata.ts';
import { wireOnHost } from './wired-on-host.ts';

let rig: FirmataRig;
beforeAll(() => void buildFirmware());
beforeEach(() => {
  rig = new FirmataRig();
});
afterEach(async () => rig.end());

const openBoard = openFirmata(TIMES);
const CONTACT = { bias: 'pull-up', activeLow: true } as const;
const BUSES: Buses = {
  open(address, listener) {
    if (address.bus !== 'firmata') throw new Error('another bus was asked for');
    return openBoard(address, listener);
  },
};
function wired(part: string, pin: number, channel: string, feed: Feed, id = part): WiredDevice {
  const driver = findDriver(part);
  if (driver?.wire.bus !== 'firmata') throw new Error(part);
  const { kind, bias, activeLow } = driver.wire;
  return {
    device: device(id, part, 'usb', { options: { pin, warmUpMs: 0, restMs: 0 } }),
    driver,
    address: rig.address(pin, { kind, bias, activeLow }),
    feeds: new Map([[channel, feed]]),
    key: null,
    countedAs: id,
    room: 'hall',
  };
}

test('movement, a door, presses and a touch arrive; pulled and put back, the board is lost and seen again', async (context) => {
  const board = await rig.plugIn(context, () => readFirmware('firmata-node'));
  const { chip } = board;
  chip.setPin('D', 2, 0);
  chip.setPin('D', 5, 0);
  const { said, close, isUp } = wireOnHost(BUSES, [
    wired('firmata-pir', 2, 'motion', { to: 'sensor', sensor: 'hall' }),
    wired('firmata-reed', 3, 'contact', { to: 'sensor', sensor: 'door' }),
    wired('firmata-button', 4, 'press', { to: 'button' }),
    wired('firmata-touch', 5, 'press', { to: 'touch' }),
    wired('firmata-button', 6, 'press', { to: 'pull-cord' }, 'cord'),
  ]);
  const next = async (...expected: readonly string[]): Promise<void> => {
    await until(expected.join(), () => said.length >= expected.length);
    expect(said.splice(0).toSorted()).toEqual(expected.toSorted());
  };
  const use = async (): Promise<void> => {
    chip.setPin('D', 2, 1);
    await next('hall on');
    chip.setPin('D', 2, 0);
    await next('hall off');
    chip.setPin('D', 3, 0);
    await next('door closed');
    chip.setPin('D', 3, 'floating');
    await next('door open');
    chip.setPin('D', 4, 0);
    await next('button fine');
    chip.setPin('D', 4, 'floating');
    chip.setPin('D', 5, 1);
    await next('touch fine');
    chip.setPin('D', 5, 0);
    chip.setPin('D', 6, 0);
    await next('pull-cord help');
    chip.setPin('D', 6, 'floating');
  };
  try {
    const all = ['hall', 'door', 'firmata-button', 'firmata-touch', 'cord'];
    await until('up', isUp);
    await use();
    await board.unplug();
    await next(...all.map((id) => `${id} lost bus`));
    await board.plug();
    await next(...all.map((id) => `${id} ok bus`));
    await use();
  } finally {
    close();
  }
});

describe('StandardFirmata', () => {
  test('its pins come up and are heard, with pull-ups as protocol 2.4 has them', async (context) => {
    // It never sleeps, and is slow to simulate: a machine with other work has a board at a fraction of its speed.
    rig.setTimes({ readyMsMax: 60_000 });
    const board = await rig.plugIn(context, standardFirmata);
    const { chip } = board;
    chip.setPin('D', 2, 0);
    chip.setPin('D', 3, 0);
    chip.setVolts(0, 1.25);
    const pir = rig.listen(2);
    const clamp = rig.listen(14, { kind: 'analog' });
    // Two contacts of one port: the pull-up of the closed one must not be lost when the other joins.
    const shut = rig.listen(3, CONTACT);
    await until('up', () => [pir, clamp, shut].every(({ said }) => said().length > 0));
    const open = rig.listen(4, CONTACT);
    await until('up too', () => open.said().length > 0);
    chip.setPin('D', 2, 1);
    chip.setPin('D', 3, 'floating');
    chip.setPin('D', 4, 0);
    await until('edges', () => [pir, open, shut].every(({ said }) => said().length > 1));
    await until('shares', () => clamp.shares().length > 2);
    expect(pir.said()).toEqual(['up 0', 'edge 1']);
    expect(open.said()).toEqual(['up 0', 'edge 1']);
    expect(shut.said()).toEqual(['up 1', 'edge 0']);
    expect(clamp.shares().at(-1)).toBeCloseTo(0.25, 2);
    // Long enough for a probe: its pins are as they were set.
    await until('shares of a probe and more', () => clamp.shares().length > 30);
    expect(clamp.said()).toEqual(['up null']);
  });
});
