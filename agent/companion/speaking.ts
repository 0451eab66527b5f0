/**
 * Says what state says is still to be said, and listens meanwhile.
 *
 * Owns what is being said now, so that nothing is said twice, and that the microphone knows the room before the first word
 * of a question. Must never decide what is said (`checkon/speech.ts`), nor what an outcome means.
 */
import { owedSpeech } from '../checkon/speech.ts';
import type { Config } from '../config/config.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Ports } from '../ports.ts';
import type { Fact, Say } from '../record.ts';
import { Listener } from './listener.ts';

export interface SpeakingParts {
  readonly ports: Pick<Ports, 'speaker' | 'ear'>;
  readonly config: Pick<Config, 'language' | 'companion'>;
  readonly emit: (fact: Fact) => void;
}

export class Speaking {
  readonly #parts: SpeakingParts;
  readonly #listener: Listener;
  #saying: string | null = null;
  #owed: Say | null = null;
  #isStopped = false;

  constructor(parts: SpeakingParts) {
    this.#parts = parts;
    this.#listener = new Listener(parts.ports.ear, parts.emit, () => this.#sayOwed());
  }

  /** After a commit. */
  follow(state: Readonly<HubState>, now: Moment): void {
    // What is cut by the stop is told, and that is a commit too: it must not open the microphone again.
    if (this.#isStopped) return;
    this.#owed = owedSpeech(state, now);
    this.#listener.follow(state);
    this.#sayOwed();
  }

  stop(): void {
    this.#isStopped = true;
    this.#parts.ports.speaker.stop();
    this.#listener.stop();
  }

  #sayOwed(): void {
    const owed = this.#owed;
    if (this.#isStopped || owed === null || owed.utterance === this.#saying) return;
    if (!this.#listener.isAwaitedBy(owed.utterance)) this.#say(owed);
  }

  #say({ utterance: id, sentence, level, minutes, variant, night, calls, text }: Say): void {
    const { ports, config, emit } = this.#parts;
    this.#saying = id;
    const { language, companion } = config;
    const call = calls === true ? { name: companion.callName } : undefined;
    ports.speaker.say({ id, sentence, language, level, minutes, variant, night, call, text }, (why) => {
      const ear = this.#listener.verdict();
      const outcome = why === null ? 'spoken' : 'failed';
      const heard = why === null && ear !== null ? { ear } : {};
      emit({ kind: 'speech', utterance: id, outcome, why, ...heard });
    });
  }
}
