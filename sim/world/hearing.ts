/**
 * What the resident does on hearing the companion: answers by the button, takes a slip back, chooses by hand, or only stirs.
 *
 * Owns the resident's patience and hearing. Awake, nine of ten questions are answered within a minute; a sleeper needs
 * the louder one, and whoever is hard of hearing the loudest. Of greetings six in ten get somebody up who is awake, in
 * their own time. Somebody on the floor cannot reach the button, stirs at a voice, and may call out.
 */
import { CHOICE_WORDS } from '../../agent/checkon/offer.ts';
import type { Choice, Sentence } from '../../agent/record.ts';
import type { Room } from '../simulated-home.ts';
import type { Said } from '../simulated-speaker.ts';
import { between, unitOf } from './chance.ts';
import { ON_THE_FLOOR } from './resident.ts';
import type { Manner } from './story.ts';

/** Where the resident is, and what they do; `room` null: out of the home. */
export interface Whereabouts {
  readonly room: Room | null;
  readonly doing: string;
}
export interface HearingParts {
  readonly seed: number;
  readonly localMs: () => number;
  /** Runs something after so many ms; returns how to call it off. */
  readonly later: (ms: number, run: () => void) => () => void;
  readonly caption: () => Whereabouts;
  readonly press: () => void;
  readonly touch: () => void;
  readonly move: (room: Room) => void;
  readonly call: () => void;
  readonly manner: Manner;
}

const HEARS_AWAKE = 0.9;
const STIRS_ON_THE_FLOOR = 0.6;
/** By loudness 1, 2, 3. */
const WAKES = [0.3, 0.8, 1] as const;
/** Who is greeted has no duty to stir: some wave a hand and go on reading. */
const RISES_AT_GREETING = 0.6;
const GREETINGS: ReadonlySet<Sentence> = new Set(['good-morning', 'small-talk', 'good-evening']);
const QUESTIONS: ReadonlySet<Sentence> = new Set(['ask', 'ask-louder', 'last-call', 'ask-cannot-see']);
const CHOOSES_AFTER_MS = 2_500;
/** The question is over: a press now would call for help. */
const ANSWERED: ReadonlySet<Sentence> = new Set(['fine-heard', 'told-you-are-fine', 'help-withdrawn']);

export class Hearing {
  readonly #parts: HearingParts;
  #callOff: (() => void) | null = null;
  #wantsHelp = false;
  #wants: Choice[] = [];

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** The resident presses on their own: a call for help, or a mistake. */
  meant(what: 'help' | 'slip'): void {
    this.#wantsHelp = what === 'help';
  }

  /** What the resident would choose, one after the other, once it is offered. */
  wants(...what: readonly Choice[]): void {
    this.#wants = [...what];
  }

  hear({ utterance: { sentence, level }, failed }: Said): void {
    const { caption, manner } = this.#parts;
    const { room, doing } = caption();
    if (failed !== null || room === null || level < (manner.hearsFrom ?? 1)) return;
    if (QUESTIONS.has(sentence)) this.#asked(level, doing, room);
    else if (this.#isWanted(sentence)) this.#choose();
    else if (GREETINGS.has(sentence)) this.#greeted(doing, room);
    else if (ANSWERED.has(sentence)) this.#forget();
    // The echo of a press that was no call, heard to its end: within its ten seconds the next press takes it back.
    else if (sentence === 'help-heard' && !this.#wantsHelp) this.#soon(6_000, () => this.#parts.press());
  }

  #asked(level: 1 | 2 | 3, doing: string, room: Room): void {
    const { seed, localMs, later, move, press, call, manner } = this.#parts;
    const unit = unitOf(seed, Math.floor(localMs() / 1_000), 5);
    if (doing === ON_THE_FLOOR) {
      if (manner.callsOut === true) later(between(unit, 12_000, 25_000), call);
      if (unit() < STIRS_ON_THE_FLOOR) later(between(unit, 4_000, 15_000), () => move(room));
      return;
    }
    const isAsleep = doing === 'asleep';
    if (unit() >= (isAsleep ? (WAKES[level - 1] ?? 1) : HEARS_AWAKE)) return;
    const delayMs = isAsleep ? between(unit, 35_000, 80_000) : between(unit, 8_000, 40_000);
    later(delayMs / 2, () => move(room));
    this.#soon(delayMs, () => {
      this.#wantsHelp = false;
      press();
    });
  }

  /** Nobody answers a greeting by the button. Whoever rises is seen here, and then in another room. */
  #greeted(doing: string, room: Room): void {
    const { seed, localMs, later, move, caption } = this.#parts;
    const unit = unitOf(seed, Math.floor(localMs() / 1_000), 6);
    if (doing === ON_THE_FLOOR) {
      if (unit() < STIRS_ON_THE_FLOOR) later(between(unit, 4_000, 15_000), () => move(room));
      return;
    }
    if (doing === 'asleep' || unit() >= RISES_AT_GREETING) return;
    const riseMs = between(unit, 60_000, 600_000);
    const rise = (to: Room): void => {
      if (caption().room === room) move(to);
    };
    later(riseMs, () => rise(room));
    later(riseMs + between(unit, 5_000, 20_000), () => rise(room === 'kitchen' ? 'living' : 'kitchen'));
  }

  #isWanted(sentence: Sentence): boolean {
    const [first] = this.#wants;
    return first !== undefined && sentence === CHOICE_WORDS[first].offered;
  }

  /** The words fit: a hand goes out, in less than the six seconds there are. */
  #choose(): void {
    this.#wants.shift();
    this.#parts.later(CHOOSES_AFTER_MS, () => this.#parts.touch());
  }

  #soon(ms: number, run: () => void): void {
    if (this.#callOff !== null) return;
    this.#callOff = this.#parts.later(ms, () => {
      this.#callOff = null;
      run();
    });
  }
  #forget(): void {
    this.#callOff?.();
    this.#callOff = null;
  }
}
