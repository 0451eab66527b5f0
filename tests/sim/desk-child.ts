/**
 * A desk as a process of its own, to be killed: packets in, one JSON line each; envelopes out, one line each.
 *
 * `{"report":true}` is answered with the desk's report. Argument: the file of its store.
 */
import { createInterface } from 'node:readline';
import type { Packet, PublisherListener } from '../../agent/ports.ts';
import { SqliteDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { centreKey } from '../../sim/keys.ts';

const after = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

let listener: PublisherListener | null = null;
const desk = new Desk({
  site: 'seoul',
  publisher: {
    start: (_will, _topics, mine) => {
      listener = mine;
      mine.up();
    },
    publish: (packet, done) => {
      say({ packet });
      done(null);
    },
    reconnect: () => {},
    stop: () => Promise.resolve(),
  },
  store: new SqliteDeskStore(process.argv[2] ?? ''),
  key: centreKey('desk-child'),
  policy: {
    acknowledgeAfterMs: 0,
    dispatchAfterMs: null,
    minutes: 10,
    arriveAfterMs: null,
    closeAfterMs: null,
    outcome: '',
  },
  home: after,
  link: after,
  nowMs: () => Date.now(),
});
desk.start();

createInterface({ input: process.stdin }).on('line', (line) => {
  const said = JSON.parse(line) as Packet | { readonly report: true };
  if ('report' in said) say({ report: desk.report() });
  else listener?.message(said.topic, said.payload);
});
