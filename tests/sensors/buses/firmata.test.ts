/**
 * Firmata boards with everything real but the silicon: johnny-five in its thread, serialport, a pseudo-terminal, and
 * our firmware on a simulated ATmega328P.
 */
import { type TestContext, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { buildFirmware } from '../../boards/firmata-node/bench.ts';
import type { FirmataBoard } from './firmata-board.ts';
import { FirmataRig, PROBE_MS, until } from './firmata-rig.ts';

let rig: FirmataRig;
beforeAll(() => void buildFirmware());
beforeEach(() => {
  rig = new FirmataRig();
});
afterEach(async () => rig.end());

async function plugIn(context: TestContext): Promise<FirmataBoard> {
  const board = await rig.plugIn(context, () => readFirmware('firmata-node'));
  board.chip.setPin('D', 2, 0);
  board.chip.setVolts(0, 1.25);
  return board;
}
const CONTACT = { bias: 'pull-up', activeLow: true } as const;
const ANALOG = { kind: 'analog' } as const;
const count = (resource: string): number =>
  process.getActiveResourcesInfo().filter((name) => name === resource).length;

describe('several pins of one board', () => {
  test('each comes up with its level, and says what it sees as it is', async (context) => {
    const board = await plugIn(context);
    const pir = rig.listen(2);
    const reed = rig.listen(8, CONTACT);
    const clamp = rig.listen(14, ANALOG);
    await until('up', () => [pir, reed, clamp].every(({ said }) => said().length > 0));
    await until('a share', () => clamp.shares().length > 0);
    for (const level of [1, 0, 1] as const) {
      const before = pir.said().length;
      board.chip.setPin('D', 2, level);
      await until('an edge', () => pir.said().length > before);
    }
    board.chip.setPin('B', 0, 0);
    await until('the contact', () => reed.said().length > 1);
    board.chip.setVolts(0, 2.5);
    await until('the new share', () => (clamp.shares().at(-1) ?? 0) > 0.45);
    expect(pir.said()).toEqual(['up 0', 'edge 1', 'edge 0', 'edge 1']);
    expect(reed.said()).toEqual(['up 0', 'edge 1']);
    expect(clamp.said()).toEqual(['up null']);
    expect(clamp.shares()[0]).toBeCloseTo(0.25, 2);
    expect(clamp.shares().at(-1)).toBeCloseTo(0.5, 2);
  });
  test('one of them is an output: the lamp on it goes on and off, and its neighbours are read as before', async (context) => {
    const board = await plugIn(context);
    const reed = rig.listen(8, CONTACT);
    const lamp = rig.listen(9, { kind: 'output' });
    const inverted = rig.listen(10, { kind: 'output', activeLow: true });
    await until('up', () => [reed, lamp, inverted].every(({ said }) => said().length > 0));
    for (const level of [1, 0, 1] as const) {
      lamp.link.write(Uint8Array.of(level));
      inverted.link.write(Uint8Array.of(level));
      await until('lit', () => board.chip.drivenPin('B', 1) === level);
      await until('lit low', () => board.chip.drivenPin('B', 2) === 1 - level);
    }
    reed.link.write(Uint8Array.of(1));
    board.chip.setPin('B', 0, 0);
    await until('the contact', () => reed.said().length > 1);
    expect(board.chip.drivenPin('B', 0)).toBeNull();
    expect([reed.said(), lamp.said()]).toEqual([['up 0', 'edge 1'], ['up null']]);
    for (const { link } of [reed, inverted]) link.close();
    lamp.link.write(Uint8Array.of(0));
    lamp.link.close();
    await until('dark, though nobody listens any more', () => board.chip.drivenPin('B', 1) === 0);
  });
  test('a burst of edges is heard whole', async (context) => {
    const board = await plugIn(context);
    const pir = rig.listen(2);
    await until('up', () => pir.said().length > 0);
    board.freeze();
    for (let edge = 1; edge <= 100; edge += 1) {
      board.chip.setPin('D', 2, edge % 2 === 1 ? 1 : 0);
      board.chip.runFor(3);
    }
    board.thaw();
    await until('all edges', () => pir.said().length > 100);
    expect(pir.said().slice(1)).toEqual(
      Array.from({ length: 100 }, (_, edge) => `edge ${edge % 2 === 0 ? 1 : 0}`),
    );
  });
  test('one may join late, leave, and come back; what it missed is no edge', async (context) => {
    const board = await plugIn(context);
    const pir = rig.listen(2);
    await until('up', () => pir.said().length > 0);
    const early = rig.listen(8, CONTACT);
    await until('up too', () => early.said().length > 0);
    early.link.close();
    board.chip.setPin('B', 0, 0);
    board.chip.runFor(20);
    const late = rig.listen(8, CONTACT);
    await until('up again', () => late.said().length > 0);
    expect([early.said(), late.said(), pir.said()]).toEqual([['up 0'], ['up 1'], ['up 0']]);
  });
  test('opened anew for one pin, a board that stayed on no longer reports the others', async (context) => {
    const board = await plugIn(context);
    const clamp = rig.listen(14, ANALOG);
    await until('shares', () => clamp.shares().length > 0);
    clamp.link.close();
    const pir = rig.listen(2);
    await until('up', () => pir.said().length > 0);
    const { sentBytes } = board;
    board.chip.runFor(500);
    expect(board.sentBytes).toBe(sentBytes);
  });
  test('a pin that the board does not have is down, with the reason; the others never notice', async (context) => {
    const board = await plugIn(context);
    const pir = rig.listen(2);
    const none = rig.listen(40);
    const digital = rig.listen(3, ANALOG);
    await until('all said', () => [pir, none, digital].every(({ said }) => said().length > 0));
    expect(none.why()).toBe('no pin 40: the board has pins 0 to 19');
    expect(digital.why()).toBe('pin 3 is not analog');
    board.chip.setPin('D', 2, 1);
    await until('an edge', () => pir.said().length > 1);
    expect(pir.said()).toEqual(['up 0', 'edge 1']);
  });
});

describe('a board that is lost', () => {
  /** Up, and then lost by what is done to the board; how long that took, ms. */
  async function loses(
    context: TestContext,
    why: RegExp,
    harm: (board: FirmataBoard) => Promise<void> | void,
  ) {
    const board = await plugIn(context);
    const pins = [rig.listen(2), rig.listen(8, CONTACT), rig.listen(14, ANALOG)];
    await until('up', () => pins.every(({ said }) => said().length > 0));
    const fromMs = performance.now();
    await harm(board);
    await until('down', () => pins.every(({ said }) => said().length > 1));
    const tookMs = performance.now() - fromMs;
    for (const pin of pins) {
      expect(pin.said().slice(1)).toEqual(['down']);
      expect(pin.why()).toMatch(why);
    }
    return { board, tookMs };
  }
  /** Opened again, as the wiring does: the port may not be free at once. */
  async function comesBack(): Promise<void> {
    let pir = rig.listen(2);
    await until('up again', () => {
      if (pir.said()[0] === 'down') pir = rig.listen(2);
      return pir.said().length > 0;
    });
    expect(pir.said()).toEqual(['up 0']);
  }

  test('unplugged, every pin is down once; plugged in and opened again, all is set anew', async (context) => {
    const { board } = await loses(context, /unplugged|EIO/, async (each) => each.unplug());
    await board.plug();
    await comesBack();
  });
  test('hung, it is found by the probe', async (context) => {
    rig.setTimes({ probeMs: PROBE_MS });
    const { board, tookMs } = await loses(context, /no longer answers/, (each) => each.freeze());
    expect(tookMs).toBeLessThan(2 * PROBE_MS + 1_500);
    board.thaw();
    await comesBack();
  });
  test('restarted, it says so', async (context) => {
    await loses(context, /has started anew/, (each) => each.chip.reset());
    await comesBack();
  });
  test('restarted unheard, it is found by the state of its pins', async (context) => {
    rig.setTimes({ probeMs: PROBE_MS });
    await loses(context, /no longer as it was set/, async (each) => {
      each.isMute = true;
      each.chip.reset();
      each.freeze();
      each.chip.runFor(50);
      each.isMute = false;
      each.thaw();
    });
    await comesBack();
  });
  test('its program hung, the board starts itself anew', async (context) => {
    rig.setTimes({ probeMs: 20_000 });
    const { tookMs } = await loses(context, /has started anew/, (each) => each.chip.hang());
    expect(tookMs).toBeLessThan(5_000);
  });
  test('a message that johnny-five chokes on costs the thread, and no more', async (context) => {
    // The state of pin 126, which the board does not have.
    await loses(context, /TypeError/, (each) => each.send([0xf0, 0x6e, 126, 0, 0, 0xf7]));
    await comesBack();
  });
  test('a message without an end is not kept for ever', async (context) => {
    await loses(context, /not Firmata/, (each) => {
      each.freeze();
      each.send([0xf0, ...new Array<number>(5_000).fill(0x55)]);
    });
  });
});

describe('a board that never comes', () => {
  test('a port without a device is down', async () => {
    const pir = rig.listen(2);
    expect(pir.signals, 'nothing before open has returned').toEqual([]);
    await until('down', () => pir.said().length > 0);
    expect(pir.said()).toEqual(['down']);
  });
  test('a device that does not speak Firmata is down when its time is up', async (context) => {
    rig.setTimes({ readyMsMax: 700 });
    const board = await plugIn(context);
    board.freeze();
    const pir = rig.listen(2);
    for (let line = 0; line < 50; line += 1)
      board.send(Buffer.from('$GPGGA,092750.000,5321.6802,N,00630.3372,W\r\n'));
    await until('down', () => pir.said().length > 0);
    expect(pir.why()).toMatch(/no Firmata board answers/);
  });
});

test('closed, nothing is heard and neither thread nor timer is left, at whatever moment', async (context) => {
  const board = await plugIn(context);
  for (const isUp of [false, true]) {
    const pins = [rig.listen(2), rig.listen(14, ANALOG)];
    const isUnderWay = (): boolean =>
      isUp ? pins.every(({ said }) => said().length > 0) : count('MessagePort') > 0;
    await until('under way', isUnderWay);
    for (const { link } of pins) link.close();
    const counts = pins.map(({ signals }) => signals.length);
    board.chip.setPin('D', 2, isUp ? 1 : 0);
    // The one timer is the pace of the board.
    await until('all has ended', () => count('MessagePort') === 0 && count('Timeout') === 1);
    expect(pins.map(({ signals }) => signals.length)).toEqual(counts);
  }
});
