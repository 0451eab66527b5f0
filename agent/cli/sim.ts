/**
 * `anbu sim`: a bench of virtual devices for a real hub in another terminal.
 *
 * Turns words into a bench; the bench itself is `sim/devices/`. Leaves nothing behind but a folder that was named.
 */
import { createInterface } from 'node:readline';
import { AnbuError } from '../errors.ts';
import { hostLog } from '../host.ts';
import type { Verb } from './verb.ts';

const EVERY_S_DEFAULT = 10;
const EVERY_S_MAX = 3_600;

export const verb: Verb = {
  name: 'sim',
  summary: 'virtual sensors on real ports, for a hub in another terminal',
  usage: ['[--dir DIR] [--every SECONDS] [--still] [--seed N]'],
  flags: [
    { name: 'dir', value: 'DIR', summary: 'keep ports, keys and the hub’s file here (a temporary folder)' },
    {
      name: 'every',
      value: 'SECONDS',
      summary: `somebody does something about this often (${EVERY_S_DEFAULT})`,
    },
    { name: 'still', value: null, summary: 'nobody does anything but what is said on standard input' },
    { name: 'seed', value: 'N', summary: 'everything drawn by chance (1)' },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const every = args.whole('every', 1, EVERY_S_MAX);
    if (every !== null && args.on('still'))
      throw new AnbuError('usage', '--every and --still say two things');
    const { runSim } = await import('../../sim/devices/sim.ts');
    const lines = createInterface({ input: process.stdin });
    try {
      await runSim({
        folder: args.text('dir'),
        seed: args.whole('seed', 0, 2 ** 31) ?? 1,
        everyMs: args.on('still') ? null : (every ?? EVERY_S_DEFAULT) * 1_000,
        said: lines,
        show: (line) => io.line(line),
        log: hostLog(),
        interrupted: io.interrupted(),
      });
    } finally {
      lines.close();
    }
    return 0;
  },
};
