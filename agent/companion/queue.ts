/**
 * What is said next: at most one sentence sounds, at most one of each kind waits.
 *
 * Owns the order, the replacing of what has become untrue, and the promise that every utterance is reported exactly
 * once. Must never know how sound is made or how long it takes: a device plays, in real or in simulated time.
 */
import { type ErrorCode, assert, unreachable } from '../errors.ts';
import type { Speaker, Utterance } from '../ports.ts';
import { type Manner, type SentenceRow, WAITING, type Waiting, rowOf } from '../record/sentences.ts';

/** One sound device. It never plays two utterances at once, and never throws. */
export interface SoundDevice {
  /** Plays it, then calls back: null when played to the end, else why not. Every play ends, a stuck one too. */
  play(utterance: Utterance, finished: (failed: ErrorCode | null) => void): void;
  /** Ends what is being played; `finished` need not be called any more. */
  end(): void;
  /** Runs something soon, after the caller has returned. */
  later(run: () => void): void;
}

/** Whether a sentence that comes ends the one that sounds. */
function cuts(coming: Manner, sounding: Manner): boolean {
  switch (sounding) {
    case 'alarm':
    case 'asked':
      return false;
    case 'news':
    case 'talk':
      return coming === 'alarm';
    case 'words':
      return coming !== 'words';
    default:
      return unreachable(sounding);
  }
}
const isTalk = (manner: Manner): boolean => manner === 'talk' || manner === 'words';

interface Pending {
  readonly utterance: Utterance;
  readonly row: SentenceRow;
  readonly done: (failed: ErrorCode | null) => void;
}

/**
 * The Speaker port over a device. A newer sentence of a kind replaces the one that waits (three wait at most, one of
 * each kind: whatever is poured in, four are alive), and an echo also drops the question it answers. What was cut or
 * dropped is reported as 'speech-expired' and not said again. `done` is never called before `say` has returned.
 */
export function speakThrough(device: SoundDevice): Speaker {
  return new SentenceQueue(device);
}

class SentenceQueue implements Speaker {
  readonly #device: SoundDevice;
  readonly #waiting = new Map<Waiting, Pending>();
  #playing: Pending | null = null;

  constructor(device: SoundDevice) {
    this.#device = device;
  }

  say(utterance: Utterance, done: Pending['done']): void {
    const pending = { utterance, done, row: rowOf(utterance.sentence) };
    const { waits: kind, manner } = pending.row;
    if (isTalk(manner) && this.#hasAlarm()) {
      this.#report(pending, 'speech-expired');
      return;
    }
    if (this.#playing !== null && cuts(manner, this.#playing.row.manner)) this.#cut();
    this.#drop(kind);
    const question = this.#waiting.get('question')?.row.manner ?? 'asked';
    if (kind === 'echo' || (manner === 'alarm' && isTalk(question))) this.#drop('question');
    this.#waiting.set(kind, pending);
    assert(this.#waiting.size <= WAITING.length, 'one of each kind waits');
    if (this.#playing === null) this.#playNext();
  }

  stop(): void {
    this.#cut();
    for (const kind of WAITING) this.#drop(kind);
  }

  #report(pending: Pending, failed: ErrorCode | null): void {
    this.#device.later(() => pending.done(failed));
  }

  #drop(kind: Waiting): void {
    const pending = this.#waiting.get(kind);
    if (pending === undefined) return;
    this.#waiting.delete(kind);
    this.#report(pending, 'speech-expired');
  }

  #cut(): void {
    const current = this.#playing;
    this.#playing = null;
    if (current === null) return;
    this.#device.end();
    this.#report(current, 'speech-expired');
  }

  #hasAlarm(): boolean {
    return isAlarm(this.#playing) || WAITING.some((kind) => isAlarm(this.#waiting.get(kind)));
  }

  #playNext(): void {
    const kinds = WAITING.filter((kind) => this.#waiting.has(kind));
    const kind = kinds.find((one) => isAlarm(this.#waiting.get(one))) ?? kinds[0];
    const next = kind === undefined ? undefined : this.#waiting.get(kind);
    if (kind === undefined || next === undefined) return;
    this.#waiting.delete(kind);
    this.#playing = next;
    this.#device.play(next.utterance, (failed) => {
      // A device that reports twice, or after it was ended, speaks of something that was reported already.
      if (this.#playing !== next) return;
      this.#playing = null;
      this.#report(next, failed);
      this.#device.later(() => {
        if (this.#playing === null) this.#playNext();
      });
    });
  }
}

const isAlarm = (pending: Pending | null | undefined): boolean => pending?.row.manner === 'alarm';
