/**
 * `anbu sim`: virtual devices on real pseudo-terminals and a private D-Bus, a broker and a desk, for a real `anbu run`
 * in another terminal.
 *
 * Owns the folder with the ports, the keys and the hub's file. Ends all it started, also when it is interrupted.
 * A shell: everything here is in real time, and nothing of it is promised to repeat.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../agent/ports.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { District } from '../district.ts';
import { centreKey } from '../keys.ts';
import { watchArrivals } from './arrivals.ts';
import { Bench } from './bench.ts';
import type { BenchTime } from './device.ts';
import { BENCH_HOME, hubFile } from './hub-file.ts';
import { benchDevices } from './devices.ts';
import { realTime } from './real-time.ts';

export interface SimOptions {
  /** Null: a folder of its own that is gone afterwards. */
  readonly folder: string | null;
  readonly seed: number;
  /** Somebody does something this often; null: only what is said. */
  readonly everyMs: number | null;
  /** What is said at the bench, line by line. */
  readonly said: AsyncIterable<string>;
  readonly show: (line: string) => void;
  readonly log: Log;
  readonly interrupted: AbortSignal;
}

/** Resolves when it was interrupted, or `quit` was said. */
export async function runSim(options: SimOptions): Promise<void> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'anbu-sim-'));
  mkdirSync(folder, { recursive: true });
  try {
    await benchIn(folder, options);
  } finally {
    if (options.folder === null) rmSync(folder, { recursive: true, force: true });
  }
}

async function benchIn(folder: string, options: SimOptions): Promise<void> {
  const { seed, show, log } = options;
  const key = centreKey(`sim ${seed}`);
  const uplink = defaultConfig(BENCH_HOME, { uplink: { site: 'sim', hub: 'hub', rawEvents: true } }).uplink;
  const time = realTime(seed);
  let bench: Bench | null = null;
  try {
    const { devices, environment } = await benchDevices(folder, time);
    bench = new Bench(devices);
    const district = await District.open(defaultConfig(BENCH_HOME, { uplink }), {
      brokerUrl: null,
      folder,
      key,
      home: time.after,
      nowMs: () => Date.now(),
      log,
      onAction: () => {},
    });
    const arrivals = watchArrivals({ ...uplink, url: district.url }, log, (line) => show(`arrived: ${line}`));
    try {
      await bench.plugAll();
      writeFileSync(join(folder, 'centre.pem'), key.publicKey);
      writeFileSync(join(folder, 'hub.yaml'), hubFile(district.url, key.keyId, bench.config));
      for (const line of welcome(folder, environment, bench)) show(line);
      await converse(bench, options, time);
    } finally {
      await arrivals.stop();
      await district.stop();
    }
  } finally {
    await bench?.close();
    // Chips run on it: also those of a device that was never finished.
    time.stop();
  }
}

function welcome(folder: string, environment: string, bench: Bench): string[] {
  return [
    'On the bench:',
    ...bench.inventory.map((line) => `  ${line}`),
    'The hub, in another terminal:',
    `  ${environment} npm run -s anbu -- run --config ${join(folder, 'hub.yaml')} --data ${join(folder, 'data')}`,
    'Say here:',
    ...bench.words.map((line) => `  ${line}`),
    'ready',
  ];
}

/** Until somebody says `quit`, or interrupts. Where nothing more can be said, things go on happening. */
async function converse(bench: Bench, options: SimOptions, time: BenchTime): Promise<void> {
  const { said, show, interrupted, everyMs } = options;
  const over = Promise.withResolvers<null>();
  interrupted.addEventListener('abort', () => over.resolve(null), { once: true });
  if (interrupted.aborted) over.resolve(null);
  const living = everyMs === null ? () => {} : live(bench, everyMs, time, show);
  const listen = async (): Promise<void> => {
    for await (const line of said) {
      if (line.trim() === 'quit') {
        over.resolve(null);
        return;
      }
      if (['list', 'help'].includes(line.trim())) for (const words of bench.words) show(`  ${words}`);
      else if (line.trim() !== '') show(await bench.say(line));
    }
  };
  try {
    await Promise.race([over.promise, listen().then(() => over.promise)]);
  } finally {
    living();
  }
}

function live(bench: Bench, everyMs: number, time: BenchTime, show: (line: string) => void): () => void {
  let callOff = (): void => {};
  const next = (): void => {
    callOff = time.after(everyMs * (0.5 + time.unit()), () => {
      void bench.say(bench.anyDeed(time)).then(show);
      next();
    });
  };
  next();
  return () => callOff();
}
