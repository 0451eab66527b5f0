/**
 * Listens while a question waits for its answer: whether our own sentence was heard in the room, and whether somebody spoke
 * after it.
 *
 * Owns when the microphone is open: from shortly before the first question of a check-on, so that the room is known as it
 * is without us, to the end of its last wait, and at no other time. Keeps the levels of the sentence that sounds, and
 * forgets them with it. Must never keep a question back for longer than the microphone takes to settle, or to be lost.
 * Without one it does nothing.
 */
import type { HubState } from '../machine.ts';
import type { Ear } from '../ports.ts';
import type { CompanionPart, EarVerdict, Reply } from '../record.ts';
import { unreachable } from '../errors.ts';
import { type EarSignal, FRAME_MS } from './level.ts';
import { isDead, loopback } from './loopback.ts';
import { type VoiceMemory, hearLevel, isStill, ownVoice, quietVoice } from './voice-activity.ts';

export type Told = CompanionPart | Reply;
/** The longest clip is half a minute, and a stuck one is given up soon after: a minute of levels, 3,000 numbers. */
const LEVELS_MAX = 60_000 / FRAME_MS;

export class Listener {
  readonly #ear: Ear | undefined;
  readonly #tell: (fact: Told) => void;
  readonly #settled: () => void;
  /** The question it is open for; null: it is shut. */
  #question: string | null = null;
  #isOpen = false;
  #isSettling = false;
  #told: 'nothing' | 'works' | 'lost' = 'nothing';
  #envelope: readonly number[] | null = null;
  #levels: number[] = [];
  #verdict: EarVerdict | null = null;
  #voice: VoiceMemory = quietVoice();
  #hasSpoken = false;
  /** Whether the room was still when the question began; null: it has not begun. */
  #wasStill: boolean | null = null;

  /** `settled`: what waited for it (`isAwaitedBy`) may be said. */
  constructor(ear: Ear | undefined, tell: (fact: Told) => void, settled: () => void) {
    this.#ear = ear;
    this.#tell = tell;
    this.#settled = settled;
  }

  /** Whether this is the question that waits until the room is known. */
  isAwaitedBy(utterance: string): boolean {
    return this.#isSettling && utterance === this.#question;
  }

  /** After a commit, and before what it wants said is said. */
  follow({ checkon }: Readonly<HubState>): void {
    if (this.#ear === undefined) return;
    const question =
      checkon.conversation === null ? null : (checkon.conversation.utterance ?? this.#question);
    if (question === this.#question) return;
    this.#question = question;
    this.#hasSpoken = false;
    this.#wasStill = null;
    if (question === null) this.stop();
    // Lost, or shut, since the question before: tried again with each.
    else if (!this.#isOpen) this.#begin(this.#ear);
  }

  stop(): void {
    this.#question = null;
    this.#shut();
    this.#ear?.close();
  }

  /** What it makes of all that sounded since it was last asked; null: it was not open. */
  verdict(): EarVerdict | null {
    const verdict = this.#verdict;
    this.#verdict = null;
    return verdict;
  }

  #begin(ear: Ear): void {
    this.#isOpen = true;
    this.#isSettling = true;
    ear.open((signal) => {
      if (this.#isOpen) this.#hear(signal);
    });
  }
  #shut(): void {
    this.#isOpen = false;
    this.#isSettling = false;
    this.#envelope = null;
    this.#levels = [];
    this.#voice = quietVoice();
  }

  #hear(signal: EarSignal): void {
    switch (signal.type) {
      case 'level':
        this.#measure(signal.level);
        break;
      case 'sounds':
        this.#wasStill ??= isStill(this.#voice);
        this.#envelope = signal.envelope;
        this.#levels = [];
        break;
      case 'silent':
        this.#judge();
        break;
      case 'settled':
        this.#isSettling = false;
        this.#settled();
        break;
      case 'ended':
        this.#breakOff();
        break;
      case 'lost':
        this.#breakOff();
        this.#report('lost', signal.why);
        this.#settled();
        break;
      default:
        unreachable(signal);
    }
  }

  #breakOff(): void {
    this.#shut();
    // Half of a sentence proves nothing.
    this.#verdict = null;
  }

  #measure(level: number): void {
    if (this.#envelope !== null) {
      if (this.#levels.length < LEVELS_MAX) this.#levels.push(level);
      this.#voice = ownVoice(this.#voice);
      return;
    }
    const { memory, spoke } = hearLevel(this.#voice, level);
    this.#voice = memory;
    // Once after each question, and only where it was still before it: a television goes on, whatever is asked.
    if (!spoke || this.#hasSpoken || this.#wasStill !== true) return;
    this.#hasSpoken = true;
    this.#tell({ kind: 'reply', by: 'voice', meaning: 'unclear', byLevel: true });
  }

  /** The call before a sentence, its words and those of the centre sound one after the other: one that is heard is enough. */
  #judge(): void {
    if (this.#envelope === null) return;
    // A microphone that was there for a whole sentence works; one that begins and breaks each time does not.
    const verdict = loopback(this.#envelope, this.#levels);
    if (verdict !== 'heard' && isDead(this.#levels)) this.#report('lost', 'microphone-silent');
    else if (this.#levels.length > 0) this.#report('works', null);
    this.#envelope = null;
    this.#levels = [];
    const order: readonly EarVerdict[] = ['heard', 'not-heard', 'cannot-tell'];
    this.#verdict = order.find((each) => each === verdict || each === this.#verdict) ?? verdict;
  }

  /** Each outage once; the first word of a microphone that works ends what an earlier life has said of it. */
  #report(state: 'works' | 'lost', why: CompanionPart['why']): void {
    if (this.#told === state) return;
    this.#told = state;
    this.#tell({ kind: 'companion', part: 'microphone', state, why });
  }
}
