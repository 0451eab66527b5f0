/**
 * One hub in one world on one virtual clock: what the demo runs in its own process, or in a child to be killed.
 *
 * The hub is the one of production on a real SQLite journal and a real MQTT connection. Comes back to where its
 * journal ended when the folder already holds one. Knows what is owed on the real link; never moves time itself.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LightPattern } from '../agent/companion/light.ts';
import type { Clip } from '../agent/companion/prompts.ts';
import { Hub } from '../agent/hub.ts';
import { JOURNAL_FILE, openSqliteStore } from '../agent/journal/sqlite-store.ts';
import { type Line, localTime } from '../agent/lines.ts';
import type { JournalStore, Log, Packet, Publisher, PublisherListener, Speaker } from '../agent/ports.ts';
import type { Entry, Lane } from '../agent/record.ts';
import { MqttPublisher } from '../agent/uplink/mqtt.ts';
import { openSignatures } from '../agent/uplink/signatures.ts';
import { hostRandom, program } from '../agent/host.ts';
import { homeLine } from './demo-lines.ts';
import { readUp } from './desk-wire.ts';
import type { CentreKey } from './keys.ts';
import { noWatchdog, seededRandom } from './quiet-ports.ts';
import { SIMULATED_BOARD } from './simulated-home.ts';
import { type Said, SimulatedSpeaker } from './simulated-speaker.ts';
import { spokenLengths } from './spoken-lengths.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { World } from './world/world.ts';

export interface HomeRunOptions {
  readonly world: World;
  readonly folder: string;
  readonly seed: number;
  readonly brokerUrl: string;
  readonly publicKey: Pick<CentreKey, 'keyId' | 'publicKey'>;
  readonly log: Log;
  /** Loudspeaker of this machine; null: sentences only take their time. */
  readonly speaker: Speaker | null;
  readonly clock: VirtualClock;
  readonly print: (line: Line) => void;
  readonly onEntries: (committed: readonly Entry[]) => void;
  readonly onSaid: (said: Said) => void;
  readonly onLight: (pattern: LightPattern) => void;
  /** The sentence that sounds was ended after so long, in home time. */
  readonly onCut: (playedMs: number) => void;
}

interface Opened {
  readonly store: JournalStore;
  /** The folder held no journal before. */
  readonly fresh: boolean;
  readonly lengthMs: (clip: Clip) => number;
}

/** Lanes of which every record must have been kept before home time goes on. */
const AWAITED: readonly Lane[] = ['alert', 'notice', 'need', 'state'];
/** History may be so far behind: eight of the receiver's acknowledgements. */
const HISTORY_BEHIND_MAX = 512;

/** Four stages of each alert that can be open at once, twice over. */
const HEARD_MAX = 32;

export class HomeRun {
  readonly hub: Hub;
  readonly clock: VirtualClock;
  readonly #options: HomeRunOptions;
  readonly #publisher: Publisher;
  readonly #speaker: SimulatedSpeaker;
  /** When the last sentence began. */
  #begunMs = 0;
  /** Stages the desk has set that the hub has not heard yet: `alert/stage`. */
  readonly #expected = new Set<string>();
  /** Stages heard before the word of them came; the last ones are enough. */
  readonly #heard: string[] = [];

  static async open(options: HomeRunOptions): Promise<HomeRun> {
    const fresh = !existsSync(join(options.folder, JOURNAL_FILE));
    const store = await openSqliteStore(options.folder);
    const lengthMs = await spokenLengths(options.world.config.language);
    return new HomeRun(options, { store, fresh, lengthMs });
  }

  private constructor(options: HomeRunOptions, { store, fresh, lengthMs }: Opened) {
    const { world, clock, brokerUrl, publicKey, log } = options;
    this.#options = options;
    this.clock = clock;
    const centreKeys = { [publicKey.keyId]: publicKey.publicKey };
    const config = { ...world.config, uplink: { ...world.config.uplink, url: brokerUrl, centreKeys } };
    this.#publisher = telling(new MqttPublisher(config.uplink, log), (line) => this.#say(line));
    this.#speaker = new SimulatedSpeaker(clock.after, {
      lengthMs,
      listener: (said) => this.#said(said),
      cut: () => options.onCut(clock.now().monotonicMs - this.#begunMs),
    });
    this.hub = new Hub({
      config,
      board: SIMULATED_BOARD,
      program: program(),
      ports: {
        clock,
        // A start on an old journal is another boot: its nonce must never come again.
        random: fresh ? seededRandom(options.seed) : hostRandom,
        store,
        buses: world.buses,
        speaker: this.#speaker,
        light: { open: () => {}, show: (pattern) => options.onLight(pattern), close: () => {} },
        publisher: this.#publisher,
        signatures: openSignatures(centreKeys),
        watchdog: noWatchdog,
        log,
      },
      observer: (committed) => this.#committed(committed),
    });
    const { last } = this.hub.state.time;
    clock.stepWall((last?.wallMs ?? world.startWallMs) - clock.now().wallMs, 'synced');
  }

  start(): void {
    this.hub.start();
    this.#options.world.start(this.clock, this.hub);
  }
  /** Monotonic ms at which the world ends. */
  get endMs(): number {
    const { monotonicMs, wallMs } = this.clock.now();
    return monotonicMs + this.#options.world.endWallMs - wallMs;
  }
  get learning(): boolean {
    return this.clock.now().wallMs < this.#options.world.learnUntilWallMs;
  }
  /** The desk has set a stage: home time waits until the hub has heard it. */
  expect(alert: string, stage: string): void {
    const key = `${alert}/${stage}`;
    if (!this.#heard.includes(key)) this.#expected.add(key);
  }
  owed(): boolean {
    this.#speaker.fault = this.#options.world.speakerFault(this.clock.now().wallMs);
    if (this.#options.world.brokerDown(this.clock.now().wallMs)) return false;
    if (this.hub.state.centre.link.state === 'down' || this.#expected.size > 0) return true;
    return (
      this.hub.backlog('history') > HISTORY_BEHIND_MAX || AWAITED.some((lane) => this.hub.backlog(lane) > 0)
    );
  }
  /** Nothing at all waits to be kept. */
  drained(): boolean {
    return !this.owed() && this.hub.backlog('history') === 0;
  }
  /** What was owed did not come: the link counts as broken, and time goes on. */
  breakLink(): void {
    this.#expected.clear();
    this.#publisher.reconnect();
  }

  #committed(committed: readonly Entry[]): void {
    for (const entry of committed) {
      if (entry.body.kind === 'desk') this.#hear(`${entry.body.alert}/${entry.body.stage}`);
      this.#options.world.see(entry, this.hub);
      const line = homeLine(entry);
      if (line !== null) this.#options.print(line);
    }
    this.#options.onEntries(committed);
  }

  #hear(stage: string): void {
    this.#expected.delete(stage);
    this.#heard.push(stage);
    if (this.#heard.length > HEARD_MAX) this.#heard.shift();
  }

  #said(said: Said): void {
    const { utterance, text, lengthMs, failed } = said;
    this.#begunMs = this.clock.now().monotonicMs;
    this.#say({
      kind: 'speech',
      sentence: utterance.sentence,
      level: utterance.level,
      text,
      seconds: lengthMs / 1000,
      failed,
    });
    this.#options.onSaid(said);
    if (failed === null) this.#options.speaker?.say(utterance, () => {});
    this.#options.world.hear(said, this.hub);
  }
  #say(line: Line): void {
    const { wallMs, utcOffsetMin, ...rest } = this.clock.now();
    this.#options.print({ at: localTime({ boot: '', wallMs, utcOffsetMin, ...rest }), ...line });
  }
}

/** Tells of each alert that a broker has acknowledged; changes nothing. */
function telling(pipe: Publisher, say: (line: Line) => void): Publisher {
  return {
    start: (will: Packet, topics: readonly string[], listener: PublisherListener) =>
      pipe.start(will, topics, listener),
    publish: (packet, done) =>
      pipe.publish(packet, (failed) => {
        const message = failed === null ? readUp(packet.topic, packet.payload) : null;
        if (message?.kind === 'records' && message.lane === 'alert') {
          const { lane, boot, records } = message;
          say({ kind: 'puback', lane, boot, seq: records[0]?.seq });
        }
        done(failed);
      }),
    reconnect: () => pipe.reconnect(),
    stop: () => pipe.stop(),
  };
}
