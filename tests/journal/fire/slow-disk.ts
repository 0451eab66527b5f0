/**
 * A hub in real time on a disk whose syncs are slow: `node slow-disk.ts FOLDER`, under a strace that delays them.
 *
 * Every line on its input is somebody's step, as a bus would bring it. At the end of its input it says as one line of
 * JSON what the journal has of them, and the longest the watchdog had to wait.
 */
import { createInterface } from 'node:readline';

import { openJournal } from '../../../agent/cli/open-journal.ts';
import { defaultConfig } from '../../../agent/config/defaults.ts';
import { HostClock } from '../../../agent/host.ts';
import { Hub } from '../../../agent/hub.ts';
import { OpenPipe, noBuses, noLog, noSignatures, seededRandom } from '../../../sim/quiet-ports.ts';
import { SimulatedSpeaker } from '../../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../../sim/virtual-clock.ts';

const FED_EVERY_MS = 1000;
const ROWS_MAX = 100_000;
const folder = process.argv[2] ?? '';

let fedMs = performance.now();
let hungryMs = 0;
const { store } = await openJournal(folder, noLog, { recovered: () => {} });
const hub = new Hub({
  config: defaultConfig({
    home: 'h',
    timezone: 'UTC',
    sensors: [{ id: 'M001', room: 'living', class: 'motion' }],
  }),
  program: { version: '1', codeHash: 'code' },
  ports: {
    clock: new HostClock('UTC'),
    random: seededRandom(1),
    store,
    buses: noBuses,
    speaker: new SimulatedSpeaker(new VirtualClock(0).after),
    publisher: new OpenPipe(),
    signatures: noSignatures,
    watchdog: {
      intervalMs: FED_EVERY_MS,
      ready: () => {},
      progress: () => {
        hungryMs = Math.max(hungryMs, performance.now() - fedMs);
        fedMs = performance.now();
      },
      stopping: () => {},
    },
    log: noLog,
  },
});
hub.start();
process.stdout.write('up\n');
for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('help')) hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  else hub.submit({ kind: 'observation', sensor: 'M001', value: Number(line) });
}
hungryMs = Math.max(hungryMs, performance.now() - fedMs);
// What waits for its group is written with it.
hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
const rows = store.read(0, ROWS_MAX);
const steps = rows.flatMap(({ entry: { body } }) => (body.kind === 'observation' ? [body.value] : []));
await hub.stop();
process.stdout.write(`${JSON.stringify({ steps, hungryMs: Math.round(hungryMs) })}\n`);
