/**
 * Somebody who answers a question by the button, one minute after it was asked, until they no longer can.
 *
 * Replay and log-driven demo share it (design §8, `--answers`). Movement in the log may answer first; then no press
 * follows, for a press without a question is a call for help.
 */
import type { Hub } from '../agent/hub.ts';
import type { Entry } from '../agent/record.ts';
import type { VirtualClock } from './virtual-clock.ts';

const ANSWER_MS = 60_000;

export class Answerer {
  readonly #clock: VirtualClock;
  /** From this wall clock (UTC ms) on nobody answers; −Infinity: never. */
  readonly #untilWallMs: number;
  #callOff: (() => void) | null = null;

  constructor(clock: VirtualClock, untilWallMs: number) {
    this.#clock = clock;
    this.#untilWallMs = untilWallMs;
  }

  /** Sees a committed record. */
  see({ body }: Entry, hub: Hub): void {
    if (body.kind === 'prompt') this.#answerSoon(hub);
    else if (body.kind === 'answer' || (body.kind === 'alert' && body.why === 'raised' && !body.test))
      this.#forget();
  }

  #answerSoon(hub: Hub): void {
    if (this.#callOff !== null) return;
    this.#callOff = this.#clock.after(ANSWER_MS, () => {
      this.#callOff = null;
      if (this.#clock.now().wallMs < this.#untilWallMs)
        hub.submit({ kind: 'reply', by: 'button', meaning: 'fine' });
    });
  }

  #forget(): void {
    this.#callOff?.();
    this.#callOff = null;
  }
}
