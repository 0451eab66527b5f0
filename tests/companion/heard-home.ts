/**
 * A home whose hub speaks through a loudspeaker that can break: everything in it is the shipped code, down to aplay.
 *
 * Home time stands still but for what a test moves; sound takes a fraction of its length. Judges nothing.
 */
import { speakThroughOutput } from '../../agent/companion/output.ts';
import { openSpeaker } from '../../agent/companion/speaker.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Speaker } from '../../agent/ports.ts';
import type { AlertStage, Entry, Sentence } from '../../agent/record.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { Loudspeaker } from './loudspeaker.ts';

const CONFIG = defaultConfig(
  {
    home: 'aplay',
    timezone: 'UTC',
    sensors: [{ id: 'M001', room: 'living', class: 'motion' }],
  },
  { language: 'en', companion: { output: 'kitchen' } },
);
export const LENGTH_S = { raised: 1, acknowledged: 4, dispatched: 0.5 } as const;
/** Besides four fifths of its length, which a sentence does not need at this speed. */
const MARGIN_MS = 1_500;
const MINUTE_MS = 60_000;

/** A home whose hub speaks through a loudspeaker that can break. */
export class Home {
  readonly loudspeaker = new Loudspeaker();
  readonly journal: string[] = [];
  readonly #clock = new VirtualClock(Date.UTC(2026, 0, 1, 12));
  readonly #hub: Hub;
  readonly #names = new Map<string, Sentence>();
  #alert = '';
  #counter = 0;
  #told = 0;
  #wake: () => void = () => {};

  constructor() {
    const { loudspeaker } = this;
    for (const sentence of ['raised', 'acknowledged', 'dispatched'] as const)
      loudspeaker.record(sentence, LENGTH_S[sentence]);
    speakThroughOutput(CONFIG.companion.output, loudspeaker.folder);
    this.#hub = new Hub({
      config: CONFIG,
      program: { version: '1', codeHash: 'code' },
      ports: {
        clock: this.#clock,
        random: seededRandom(1),
        store: createMemoryStore(),
        buses: noBuses,
        speaker: this.#listened(openSpeaker({ folder: loudspeaker.clips, marginMs: MARGIN_MS })),
        publisher: new OpenPipe(),
        signatures: noSignatures,
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => {
        for (const entry of committed) this.#note(entry);
      },
    });
    this.#hub.start();
  }
  /** The same speaker; what it reports wakes the row that waits for it. */
  #listened(speaker: Speaker): Speaker {
    return {
      say: (utterance, done) =>
        speaker.say(utterance, (failed) => {
          done(failed);
          this.#told += 1;
          this.#wake();
        }),
      stop: () => speaker.stop(),
    };
  }
  #note({ body }: Entry): void {
    if (body.kind === 'say') this.#names.set(body.utterance, body.sentence);
    if (body.kind === 'alert') this.#alert = body.alert;
    if (body.kind === 'condition') this.journal.push(`${body.code} ${body.edge}`);
    if (body.kind !== 'speech') return;
    const why = body.why === null ? '' : `: ${body.why}`;
    this.journal.push(`${this.#names.get(body.utterance)} ${body.outcome}${why}`);
  }

  /** Somebody pulls the cord, a while after the last time: "I am telling the centre". */
  pull(): void {
    this.#clock.advanceTo(this.#clock.now().monotonicMs + MINUTE_MS);
    this.#hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  }
  desk(stage: Exclude<AlertStage, 'raised'>): void {
    this.#counter += 1;
    const rest = { by: 'Kim', minutes: null, outcome: null, keyId: 'desk', counter: this.#counter };
    this.#hub.submit({ kind: 'desk', alert: this.#alert, stage, ...rest });
  }
  /** Until the hub knows what became of so many sentences, in all, and has written it down. */
  async told(sentences: number): Promise<void> {
    while (this.#told < sentences) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#clock.advanceTo(this.#clock.now().monotonicMs + 10_000);
  }
  async end(): Promise<void> {
    await this.#hub.stop();
    this.loudspeaker.gone();
  }
}
