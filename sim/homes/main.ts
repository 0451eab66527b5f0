/**
 * `npm run sim:homes`: simulated homes for the long run.
 *
 * A shell. Exit code 0: all went as it must; 1: something did not; 2: usage.
 */
import { parseArgs } from 'node:util';
import { personOf } from './person.ts';
import { writeHome } from './write.ts';

const { values } = parseArgs({
  options: {
    homes: { type: 'string', default: '10' },
    days: { type: 'string', default: '183' },
    seed: { type: 'string', default: '1' },
    write: { type: 'string' },
  },
});
if (values.write !== undefined) {
  for (let at = 0; at < Number(values.homes); at += 1) {
    const log = writeHome(values.write, personOf(Number(values.seed) + at), Number(values.days));
    process.stdout.write(`${log}\n`);
  }
}
