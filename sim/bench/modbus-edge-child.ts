/**
 * How long a poll of a meter on a Modbus line takes: request, pseudo-terminal, the meter's registers, and back through
 * modbus-serial; against a byte that is echoed by another such port.
 *
 * Polled without a pause, one reply after the other: the gap that the line keeps between two is in the figure, and the
 * baseline waits as long. The bytes' own time at 9,600 baud is not there on a pseudo-terminal. A child of the bench:
 * prints one JSON line.
 */
import { join } from 'node:path';
import { assert } from '../../agent/errors.ts';
import { GAP_MS, modbusLines } from '../../agent/sensors/buses/modbus.ts';
import { pzem } from '../../agent/sensors/drivers/pzem/driver.ts';
import { meter } from '../devices/meter.ts';
import { realTime } from '../devices/real-time.ts';
import { sleep } from '../drive.ts';
import { BarePort } from './edges.ts';

const [folder = ''] = process.argv.slice(2);
const POLLS = 300;
const WARM_UP_POLLS = 20;

async function polls(): Promise<number[]> {
  const { wire } = pzem;
  assert(wire.bus === 'modbus', 'the meter is on a Modbus line');
  const { baud, start, count } = wire;
  const device = meter(folder, realTime(1));
  await device.plug();
  const { promise, resolve, reject } = Promise.withResolvers<number[]>();
  const repliesMs: number[] = [];
  const link = modbusLines()(
    { bus: 'modbus', path: join(folder, 'meter'), baud, unit: 1, start, count, pollMs: 0 },
    (signal) => {
      if (signal.type === 'down' || signal.type === 'no-reply') reject(new Error(signal.detail));
      if (signal.type === 'registers') repliesMs.push(performance.now());
      if (repliesMs.length > WARM_UP_POLLS + POLLS) resolve(repliesMs);
    },
  );
  const [, ...afterMs] = await promise;
  link.close();
  await device.close();
  return afterMs.map((ms, at) => ms - (repliesMs[at] ?? ms)).slice(WARM_UP_POLLS);
}

async function echoes(): Promise<number[]> {
  const bare = await BarePort.open(folder);
  const tookMs: number[] = [];
  for (let at = 0; at < WARM_UP_POLLS + POLLS; at += 1) {
    const fromMs = performance.now();
    await sleep(GAP_MS);
    await bare.echo();
    tookMs.push(performance.now() - fromMs);
  }
  await bare.close();
  return tookMs.slice(WARM_UP_POLLS);
}

const values = await polls();
const baselines = await echoes();
process.stdout.write(`${JSON.stringify({ values, baselines })}\n`);
