/**
 * A home whose hub asks through real aplay and listens through real arecord: everything in it is the shipped code.
 *
 * Home time stands still but for what a test moves; sound takes its real time. Judges nothing.
 */
import { openEar } from '../../agent/companion/ear.ts';
import { speakThroughOutput } from '../../agent/companion/output.ts';
import { openSpeaker } from '../../agent/companion/speaker.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Speaker } from '../../agent/ports.ts';
import { type Entry, SENTENCES, type Sentence } from '../../agent/record.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { Room } from './room.ts';

const STEP_MS = 20_000;
const GROUP_MS = 10_000;
/** Two days. */
const STEPS_MAX = 8_640;
const MINUTE_MS = 60_000;
/** The real 6 s are for small hubs that wake a card. */
const SILENT_MS_MAX = 1_500;
/** The real 5 s are for whoever calls out: most tests ask a room in which nobody does. */
const SETTLE_MS = 300;

const SAYS: Partial<Readonly<Record<Sentence, string>>> = {
  ask: 'Hello. Are you all right? If you are, please press.',
  'ask-louder': 'I am asking again. Are you all right? Please press.',
  'last-call': 'I will tell the centre soon. Please press, if you can.',
};

/** What is said besides, of which no line is kept. */
const BESIDES: readonly Sentence[] = ['fine-heard', 'perhaps-voice', 'raised'];

export class EaredHome {
  readonly room = new Room();
  readonly journal: string[] = [];
  readonly #clock = new VirtualClock(Date.UTC(2026, 0, 1, 12));
  readonly #hub: Hub;
  readonly #names = new Map<string, Sentence>();
  #wake: () => void = () => {};

  constructor(settleMs = SETTLE_MS) {
    const { room } = this;
    const config = defaultConfig(
      { home: 'ear', timezone: 'UTC', sensors: [{ id: 'M001', room: 'living', class: 'motion' }] },
      {
        language: 'en',
        checkon: { probes: false },
        companion: { output: room.output, microphone: room.microphone },
      },
    );
    for (const sentence of SENTENCES) {
      const text = SAYS[sentence] ?? (BESIDES.includes(sentence) ? 'Good.' : null);
      if (text !== null) room.record(sentence, text);
    }
    speakThroughOutput(room.output, room.folder);
    const ear = openEar(room.microphone, { settleMs, silentMsMax: SILENT_MS_MAX });
    this.#hub = new Hub({
      config,
      program: { version: '1', codeHash: 'code' },
      ports: {
        clock: this.#clock,
        random: seededRandom(1),
        store: createMemoryStore(),
        buses: noBuses,
        speaker: this.#listened(openSpeaker({ folder: room.clips, witness: ear })),
        ear,
        publisher: new OpenPipe(),
        signatures: noSignatures,
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => {
        for (const entry of committed) this.#note(entry);
        this.#wake();
      },
    });
    this.#hub.start();
    this.#hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
  }
  /** The same speaker; what it reports is written down within ten seconds. */
  #listened(speaker: Speaker): Speaker {
    return {
      say: (utterance, done) =>
        speaker.say(utterance, (failed) => {
          done(failed);
          this.#later(GROUP_MS);
        }),
      stop: () => speaker.stop(),
    };
  }
  #note({ body }: Entry): void {
    if (body.kind === 'say') this.#names.set(body.utterance, body.sentence);
    const said = this.#line(body);
    if (said !== null) this.journal.push(said);
  }
  #line(body: Entry['body']): string | null {
    if (body.kind === 'condition' && body.code !== 'nobody-listening') return `${body.code} ${body.edge}`;
    if (body.kind === 'reply' && body.by === 'voice') return 'voice';
    if (body.kind === 'companion' && body.state === 'lost') return `${body.part} lost ${body.why}`;
    if (body.kind === 'alert' && body.why === 'raised' && !body.test) return `alert ${body.asked}`;
    if (body.kind !== 'speech') return null;
    const name = this.#names.get(body.utterance);
    if (name === undefined || SAYS[name] === undefined) return null;
    return [name, body.outcome, ...(body.ear === undefined ? [] : [body.ear])].join(' ');
  }

  /** A day without a sign of life, or more: the first question, to its end. */
  asks(): Promise<void> {
    return this.#toEndOf('ask');
  }
  /** Its wait goes by. */
  asksLouder(): Promise<void> {
    return this.#toEndOf('ask-louder');
  }
  async #toEndOf(sentence: Sentence): Promise<void> {
    const asked = (): number => [...this.#names.values()].filter((each) => each === sentence).length;
    const said = (): number => this.journal.filter((line) => line.startsWith(`${sentence} `)).length;
    const before = { asked: asked(), said: said() };
    for (let steps = 0; asked() === before.asked && steps < STEPS_MAX; steps += 1) this.#later(STEP_MS);
    if (asked() === before.asked) throw new Error(`nobody said ${sentence}`);
    while (said() === before.said) await this.#next();
  }
  async until(line: string): Promise<void> {
    while (!this.journal.includes(line)) await this.#next();
  }
  /** Until so many questions were said. */
  async told(sentences: number): Promise<void> {
    while (this.journal.filter((line) => line.includes(' spoken')).length < sentences) await this.#next();
    this.#later(MINUTE_MS);
  }
  async #next(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
  press(): void {
    this.#later(MINUTE_MS);
    this.#hub.submit({ kind: 'reply', by: 'touch', meaning: 'fine' });
  }
  #later(ms: number): void {
    this.#clock.advanceTo(this.#clock.now().monotonicMs + ms);
  }
  async end(): Promise<void> {
    await this.#hub.stop();
    speakThroughOutput(null, this.room.folder);
    this.room.gone();
  }
}
