/**
 * The Speaker's twin in home time: every sentence takes as long as its sound, and nothing is heard.
 *
 * Runs the shipped queue over a device without sound, with the faults a real one has. Must never look at a disk or
 * a real clock: how long a clip takes is handed in, or estimated.
 */
import { CHIME_MS } from '../agent/companion/chime.ts';
import { type Clip, clipOf, estimateMs, languageOf } from '../agent/companion/prompts.ts';
import { speakThrough } from '../agent/companion/queue.ts';
import type { ErrorCode } from '../agent/errors.ts';
import type { Speaker, Utterance } from '../agent/ports.ts';
import type { After } from './virtual-clock.ts';

/** `stuck`: the sound card hangs until the time-out; `no-device`: there is none. */
export type SpeakerFault = 'none' | 'no-device' | 'stuck';

/** One sentence that began to sound, or would have. */
export interface Said {
  readonly utterance: Utterance;
  readonly text: string;
  readonly lengthMs: number;
  readonly failed: ErrorCode | null;
}
export interface SimulatedSpeakerOptions {
  /** Length of a clip in ms; by default the estimate, which is the same on every machine. */
  readonly lengthMs?: (clip: Clip) => number;
  /** Told when a sentence begins, with what will become of it. */
  readonly listener?: (said: Said) => void;
  /** Told when the one that sounds is ended before its end. */
  readonly cut?: () => void;
}

/** How much longer than its sound a stuck play lasts; as the real speaker's margin. */
const MARGIN_MS = 6_000;
/** Sentences of a month of daily alerts with ten sentences each, three times over. */
const SAID_MAX = 1_000;

export class SimulatedSpeaker implements Speaker {
  fault: SpeakerFault = 'none';
  /** What was said, oldest first; the oldest go beyond SAID_MAX. */
  readonly said: Said[] = [];
  readonly #speaker: Speaker;
  readonly #options: SimulatedSpeakerOptions;

  constructor(after: After, options: SimulatedSpeakerOptions = {}) {
    this.#options = options;
    let callOff: () => void = () => {};
    this.#speaker = speakThrough({
      play: (utterance, finished) => {
        const { failed, afterMs } = this.#begin(utterance);
        callOff = after(afterMs, () => finished(failed));
      },
      end: () => {
        callOff();
        options.cut?.();
      },
      later: (run) => void after(0, run),
    });
  }

  say(utterance: Utterance, done: (failed: ErrorCode | null) => void): void {
    this.#speaker.say(utterance, done);
  }

  stop(): void {
    this.#speaker.stop();
  }

  #begin(utterance: Utterance): Outcome {
    const clip = clipOf(utterance);
    const { text, call } = utterance;
    const name = call?.name ?? undefined;
    const callMs = call === undefined ? 0 : CHIME_MS + lengthOf(name);
    const lengthMs = callMs + (this.#options.lengthMs ?? estimateMs)(clip) + lengthOf(text);
    const outcome = OUTCOMES[this.fault](lengthMs);
    const words = [name, clip.text, text].filter((part) => part !== undefined).join(' ');
    const said = { utterance, text: words, lengthMs, failed: outcome.failed };
    this.said.push(said);
    if (this.said.length > SAID_MAX) this.said.shift();
    this.#options.listener?.(said);
    return outcome;
  }
}

/** Of words that somebody entered; nothing takes no time. */
function lengthOf(text: string | undefined): number {
  return text === undefined ? 0 : estimateMs({ language: languageOf(text), text });
}

type Outcome = { readonly failed: ErrorCode | null; readonly afterMs: number };
const OUTCOMES: Readonly<Record<SpeakerFault, (lengthMs: number) => Outcome>> = {
  none: (lengthMs) => ({ failed: null, afterMs: lengthMs }),
  'no-device': () => ({ failed: 'audio-no-device', afterMs: 0 }),
  stuck: (lengthMs) => ({ failed: 'audio-timeout', afterMs: lengthMs + MARGIN_MS }),
};
