/**
 * The shipped hub over a home's log, under virtual time, with somebody who answers and a centre that takes calls.
 *
 * The hub is the one of production; the log's lines enter after the filters. With a collapse everything the person
 * would have caused later is taken out of the log, nobody answers, and time runs on. Same input, same lines.
 */
import type { Counts } from '../agent/machine.ts';
import type { Config } from '../agent/config/config.ts';
import { Hub } from '../agent/hub.ts';
import { createMemoryStore } from '../agent/journal/memory-store.ts';
import { type Line, endLine, lineOf } from '../agent/lines.ts';
import type { Packet } from '../agent/ports.ts';
import type { DeskStage, Entry, Kept } from '../agent/record.ts';
import { type ZoneChange, localToUtc, zoneChanges } from '../agent/zone.ts';
import { Answerer } from './answerer.ts';
import { readUp } from './desk-wire.ts';
import type { LoggedObservation } from './home-log.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from './quiet-ports.ts';
import { SimulatedSpeaker } from './simulated-speaker.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface ReplayStory {
  readonly config: Config;
  readonly log: readonly LoggedObservation[];
  /** Local wall clock as if UTC, ms; null when nobody collapses. */
  readonly collapseAtMs: number | null;
  /** Local; null: 24 h after the collapse, else the log's last line. */
  readonly untilMs: number | null;
  readonly answers: 'always' | 'never';
}

const DAY_MS = 86_400_000;
/** A centre as the service contracts describe it: taken in a minute, somebody there in half an hour. */
const DESK_STAGES: readonly (readonly [DeskStage['stage'], number])[] = [
  ['acknowledged', 60_000],
  ['dispatched', 5 * 60_000],
  ['arrived', 30 * 60_000],
  ['closed', 31 * 60_000],
];
/** The daily proof of the path and the reminders to the desk are no decisions about a person. */
const OF_THE_PATH: ReadonlySet<string> = new Set(['test', 'revision']);
/** Zone changes are looked up a little beyond the log, for the time that runs on. */
const MARGIN_MS = 40 * DAY_MS;

/** Runs it; `print` gets each line in order. Returns the hub's counts. */
export async function replay(story: ReplayStory, print: (line: Line) => void): Promise<Counts> {
  const { config, collapseAtMs } = story;
  const log = collapseAtMs === null ? story.log : story.log.filter(({ localMs }) => localMs <= collapseAtMs);
  const startMs = story.log[0]?.localMs ?? 0;
  const endMs =
    story.untilMs ?? (collapseAtMs === null ? (log.at(-1)?.localMs ?? startMs) : collapseAtMs + DAY_MS);
  const zone: ZoneChange[] = zoneChanges(config.home.timezone, startMs - DAY_MS, endMs + MARGIN_MS);
  const toUtc = localToUtc(zone);
  const startUtcMs = toUtc(startMs);
  const clock = new VirtualClock(startUtcMs, zone);
  const collapseWallMs = collapseAtMs === null ? Number.POSITIVE_INFINITY : toUtc(collapseAtMs);
  const answerer = new Answerer(clock, story.answers === 'never' ? Number.NEGATIVE_INFINITY : collapseWallMs);
  const centre = new ScriptedCentre(clock, collapseWallMs);
  const hub = new Hub({
    // Nobody hears a heartbeat here, and one a minute is a third of the work.
    config: { ...config, uplink: { ...config.uplink, heartbeatMs: DAY_MS } },
    program: { version: 'replay', codeHash: 'replay' },
    ports: {
      clock,
      random: seededRandom(1),
      store: createMemoryStore(),
      buses: noBuses,
      speaker: new SimulatedSpeaker(clock.after),
      publisher: new KeepingPipe((fact) => hub.submit(fact)),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
    observer: (committed) => {
      for (const entry of committed) {
        answerer.see(entry, hub);
        centre.see(entry, hub);
        const line = lineOf(entry);
        if (line !== null && !OF_THE_PATH.has(line.kind)) print(line);
      }
    },
  });
  hub.start();
  for (const { localMs, sensor, value } of log) {
    if (localMs > endMs) break;
    clock.advanceTo(toUtc(localMs) - startUtcMs);
    hub.submit({ kind: 'observation', sensor, value });
  }
  clock.advanceTo(toUtc(endMs) - startUtcMs);
  await hub.stop();
  print(endLine(hub.state.counts));
  return hub.state.counts;
}

/** The centre's other half: it keeps what it gets, so that nothing is sent to it twice. */
class KeepingPipe extends OpenPipe {
  readonly #keep: (kept: Kept) => void;
  #counter = 0;

  constructor(keep: (kept: Kept) => void) {
    super();
    this.#keep = keep;
  }
  override publish({ topic, payload }: Packet, done: (failed: null) => void): void {
    done(null);
    const message = readUp(topic, payload);
    const upTo = message?.kind === 'records' ? message.records.at(-1)?.seq : undefined;
    if (message?.kind !== 'records' || upTo === undefined) return;
    this.#counter += 1;
    const { lane, boot } = message;
    this.#keep({ kind: 'kept', lane, boot, upTo, keyId: 'replay-records', counter: this.#counter });
  }
}

/** A centre that takes every call, so that the next silence can be judged; after a collapse the story ends unheard. */
class ScriptedCentre {
  readonly #clock: VirtualClock;
  readonly #collapseWallMs: number;
  #counter = 0;

  constructor(clock: VirtualClock, collapseWallMs: number) {
    this.#clock = clock;
    this.#collapseWallMs = collapseWallMs;
  }

  see({ body }: Entry, hub: Hub): void {
    if (body.kind !== 'alert' || body.why !== 'raised') return;
    const stages = body.test ? [['acknowledged', 0] as const] : DESK_STAGES;
    if (!body.test && this.#clock.now().wallMs >= this.#collapseWallMs) return;
    for (const [stage, afterMs] of stages) {
      this.#clock.after(afterMs, () => hub.submit(this.#stage(body.alert, stage)));
    }
  }

  #stage(alert: string, stage: DeskStage['stage']): DeskStage {
    this.#counter += 1;
    const outcome = stage === 'closed' ? 'found-well' : null;
    const minutes = stage === 'dispatched' ? 25 : null;
    return {
      kind: 'desk',
      alert,
      stage,
      by: 'desk',
      minutes,
      outcome,
      keyId: 'replay',
      counter: this.#counter,
    };
  }
}
