/**
 * A home's log through the whole hub, a simulated broker and the desk, under one virtual clock: what goes over the wire.
 *
 * The hub is the shipped one; a resident answers. Owns nothing but the join of these; counts nothing itself.
 */
import type { Config } from '../agent/config/config.ts';
import { Hub } from '../agent/hub.ts';
import { createMemoryStore } from '../agent/journal/memory-store.ts';
import type { Publisher } from '../agent/ports.ts';
import type { Observation } from '../agent/record.ts';
import { openSignatures } from '../agent/uplink/signatures.ts';
import type { ZoneChange } from '../agent/zone.ts';
import { Answerer } from './answerer.ts';
import type { DeskPolicy } from './desk-cases.ts';
import { MemoryDeskStore } from './desk-store.ts';
import { Desk } from './desk.ts';
import { centreKey } from './keys.ts';
import { noBuses, noLog, noWatchdog, seededRandom } from './quiet-ports.ts';
import { SimulatedBroker } from './simulated-broker.ts';
import { SimulatedSpeaker } from './simulated-speaker.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface WiredHomeParts {
  readonly config: Config;
  readonly zone: readonly ZoneChange[];
  readonly startWallMs: number;
  /** What the hub publishes by, made of what the broker gives. */
  readonly over: (inner: Publisher, nowMs: () => number) => Publisher;
}

const MINUTE_MS = 60_000;
/** An hour from the alert to its end: nobody's service, but every stage is told. */
const CASE_MANAGER: DeskPolicy = {
  acknowledgeAfterMs: MINUTE_MS,
  dispatchAfterMs: 5 * MINUTE_MS,
  minutes: 20,
  arriveAfterMs: 20 * MINUTE_MS,
  closeAfterMs: 30 * MINUTE_MS,
  outcome: 'found-well',
};

export class WiredHome {
  readonly clock: VirtualClock;
  readonly hub: Hub;
  readonly desk: Desk;

  constructor({ config: given, zone, startWallMs, over }: WiredHomeParts) {
    const key = centreKey('wired home');
    const uplink = { ...given.uplink, centreKeys: { [key.keyId]: key.publicKey } };
    const clock = new VirtualClock(startWallMs, zone);
    this.clock = clock;
    const broker = new SimulatedBroker({ after: clock.after });
    this.desk = new Desk({
      site: uplink.site,
      publisher: broker.client('desk'),
      store: new MemoryDeskStore(),
      key,
      policy: CASE_MANAGER,
      home: clock.after,
      link: clock.after,
      nowMs: () => clock.now().wallMs,
    });
    const answerer = new Answerer(clock, Number.POSITIVE_INFINITY);
    this.hub = new Hub({
      config: { ...given, uplink },
      program: { version: '1.0.0', codeHash: 'wired' },
      ports: {
        clock,
        random: seededRandom(1),
        store: createMemoryStore(),
        buses: noBuses,
        speaker: new SimulatedSpeaker(clock.after),
        publisher: over(broker.client('hub'), () => clock.now().monotonicMs),
        signatures: openSignatures(uplink.centreKeys),
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => {
        for (const entry of committed) answerer.see(entry, this.hub);
      },
    });
    this.desk.start();
    this.hub.start();
  }

  /** Something is seen so long after the start. */
  see(atMs: number, sensor: string, value: Observation['value']): void {
    this.clock.advanceTo(atMs);
    this.hub.submit({ kind: 'observation', sensor, value });
  }
}
