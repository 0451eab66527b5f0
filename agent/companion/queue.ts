/**
 * What is said next: at most one sentence sounds, at most one of each kind waits.
 *
 * Owns the order, the replacing of what has become untrue, and the promise that every utterance is reported exactly
 * once. Must never know how sound is made or how long it takes: a device plays, in real or in simulated time.
 */
import { type ErrorCode, assert, unreachable } from '../errors.ts';
import type { Speaker, Utterance } from '../ports.ts';
import type { Sentence } from '../record.ts';

/** One sound device. It never plays two utterances at once, and never throws. */
export interface SoundDevice {
  /** Plays it, then calls back: null when played to the end, else why not. Every play ends, a stuck one too. */
  play(utterance: Utterance, finished: (failed: ErrorCode | null) => void): void;
  /** Ends what is being played; `finished` need not be called any more. */
  end(): void;
  /** Runs something soon, after the caller has returned. */
  later(run: () => void): void;
}

/**
 * What waits: echoes of what the resident did, then how their alert stands, then questions; a greeting waits among
 * these, and is not said at all once there is something to ask.
 */
const KINDS = ['echo', 'stage', 'question'] as const;
type WaitingKind = (typeof KINDS)[number];

/**
 * How a sentence bears with others.
 * - alarm: it cuts news and talk, and whoever waits to talk is not heard after it: somebody has called, or is about to be
 *   told about;
 * - asked: a question, or the answer to somebody's hand. Never cut: half a question is answered by nobody, and half an
 *   echo is a press that nobody heard;
 * - news: how things stand. It was true and is not owed again;
 * - talk: nobody waits for it;
 * - words: talk of the centre's own words. They give way to everything else: half a minute is too long to wait.
 */
type Manner = 'alarm' | 'asked' | 'news' | 'talk' | 'words';

interface Place {
  readonly kind: WaitingKind;
  readonly manner: Manner;
}
const place = (kind: WaitingKind, manner: Manner): Place => ({ kind, manner });

/** Where each sentence stands; one line each. */
const PLACES: Readonly<Record<Sentence, Place>> = {
  'help-heard': place('echo', 'alarm'),
  'help-withdrawn': place('echo', 'alarm'),
  'fine-heard': place('echo', 'asked'),
  'invited-press': place('echo', 'asked'),
  'invited-yes': place('echo', 'asked'),
  'press-no': place('echo', 'asked'),
  'press-later': place('echo', 'asked'),
  raised: place('stage', 'alarm'),
  'told-you-are-fine': place('stage', 'asked'),
  'not-reached-yet': place('stage', 'news'),
  acknowledged: place('stage', 'news'),
  dispatched: place('stage', 'news'),
  arrived: place('stage', 'news'),
  closed: place('stage', 'news'),
  paused: place('stage', 'news'),
  'pause-over': place('stage', 'news'),
  'peace-until-ten': place('echo', 'asked'),
  'peace-hours': place('echo', 'asked'),
  'peace-enough': place('echo', 'asked'),
  'peace-over': place('stage', 'news'),
  'last-call': place('question', 'alarm'),
  ask: place('question', 'asked'),
  'ask-louder': place('question', 'asked'),
  'ask-cannot-see': place('question', 'asked'),
  'unclear-voice': place('question', 'asked'),
  'good-morning': place('question', 'talk'),
  'small-talk': place('question', 'talk'),
  'good-evening': place('question', 'talk'),
  message: place('question', 'words'),
  invitation: place('question', 'words'),
  'offer-yes': place('question', 'talk'),
  'offer-no': place('question', 'talk'),
  'offer-later': place('question', 'talk'),
  'menu-how': place('question', 'talk'),
  'offer-food': place('question', 'talk'),
  'offer-repair': place('question', 'talk'),
  'offer-health': place('question', 'talk'),
  'offer-company': place('question', 'talk'),
  'offer-until-ten': place('question', 'talk'),
  'offer-three-hours': place('question', 'talk'),
  'offer-no-talk': place('question', 'talk'),
  'press-food': place('echo', 'asked'),
  'press-repair': place('echo', 'asked'),
  'press-health': place('echo', 'asked'),
  'press-company': place('echo', 'asked'),
  'press-peace': place('echo', 'asked'),
  'press-no-talk': place('echo', 'asked'),
  'need-food': place('echo', 'asked'),
  'need-repair': place('echo', 'asked'),
  'need-health': place('echo', 'asked'),
  'need-company': place('echo', 'asked'),
  'no-talk': place('echo', 'asked'),
  'need-answered': place('question', 'words'),
  'state-sees-bedroom': place('question', 'talk'),
  'state-sees-bathroom': place('question', 'talk'),
  'state-sees-kitchen': place('question', 'talk'),
  'state-sees-living': place('question', 'talk'),
  'state-sees-hall': place('question', 'talk'),
  'state-sees-door': place('question', 'talk'),
  'state-sees-all': place('question', 'talk'),
  'state-sees-none': place('question', 'talk'),
  'state-blind-bedroom': place('question', 'talk'),
  'state-blind-bathroom': place('question', 'talk'),
  'state-blind-kitchen': place('question', 'talk'),
  'state-blind-living': place('question', 'talk'),
  'state-blind-hall': place('question', 'talk'),
  'state-blind-other': place('question', 'talk'),
  'state-blind-several': place('question', 'talk'),
  'state-reached-5': place('question', 'talk'),
  'state-reached-10': place('question', 'talk'),
  'state-reached-30': place('question', 'talk'),
  'state-reached-60': place('question', 'talk'),
  'state-reached-day': place('question', 'talk'),
  'state-unheard': place('question', 'talk'),
  'state-nobody': place('question', 'talk'),
  'state-unreached': place('question', 'talk'),
  'state-unreached-10': place('question', 'talk'),
  'state-unreached-60': place('question', 'talk'),
  'state-unreached-day': place('question', 'talk'),
  'state-no-mains': place('question', 'talk'),
  'state-paused': place('question', 'talk'),
  reminder: place('question', 'words'),
  'reminder-how': place('question', 'talk'),
  'press-done': place('echo', 'asked'),
  'reminder-done': place('echo', 'asked'),
  'programme-shopping': place('question', 'words'),
  'programme-meal': place('question', 'words'),
  'programme-visit': place('question', 'words'),
  'remind-tomorrow': place('question', 'words'),
  'remind-today': place('question', 'words'),
  'visit-today': place('question', 'words'),
  'programme-how': place('question', 'talk'),
  'wish-how': place('question', 'talk'),
  'wish-noted': place('question', 'talk'),
  'how-was-it': place('question', 'talk'),
  'offer-bread': place('question', 'talk'),
  'offer-milk': place('question', 'talk'),
  'offer-eggs': place('question', 'talk'),
  'offer-fruit': place('question', 'talk'),
  'offer-rice': place('question', 'talk'),
  'offer-household': place('question', 'talk'),
  'offer-that-is-all': place('question', 'talk'),
  'offer-good': place('question', 'talk'),
  'offer-not-good': place('question', 'talk'),
  'programme-no': place('echo', 'asked'),
  'programme-later': place('echo', 'asked'),
  'wishes-passed': place('echo', 'asked'),
  'how-noted': place('echo', 'asked'),
  'press-bread': place('echo', 'asked'),
  'press-milk': place('echo', 'asked'),
  'press-eggs': place('echo', 'asked'),
  'press-fruit': place('echo', 'asked'),
  'press-rice': place('echo', 'asked'),
  'press-household': place('echo', 'asked'),
  'press-that-is-all': place('echo', 'asked'),
  'press-good': place('echo', 'asked'),
  'press-not-good': place('echo', 'asked'),
};

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
  readonly place: Place;
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
  readonly #waiting = new Map<WaitingKind, Pending>();
  #playing: Pending | null = null;

  constructor(device: SoundDevice) {
    this.#device = device;
  }

  say(utterance: Utterance, done: Pending['done']): void {
    const pending = { utterance, done, place: PLACES[utterance.sentence] };
    const { kind, manner } = pending.place;
    if (isTalk(manner) && this.#hasAlarm()) {
      this.#report(pending, 'speech-expired');
      return;
    }
    if (this.#playing !== null && cuts(manner, this.#playing.place.manner)) this.#cut();
    this.#drop(kind);
    const question = this.#waiting.get('question')?.place.manner ?? 'asked';
    if (kind === 'echo' || (manner === 'alarm' && isTalk(question))) this.#drop('question');
    this.#waiting.set(kind, pending);
    assert(this.#waiting.size <= KINDS.length, 'one of each kind waits');
    if (this.#playing === null) this.#playNext();
  }

  stop(): void {
    this.#cut();
    for (const kind of KINDS) this.#drop(kind);
  }

  #report(pending: Pending, failed: ErrorCode | null): void {
    this.#device.later(() => pending.done(failed));
  }

  #drop(kind: WaitingKind): void {
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
    return isAlarm(this.#playing) || KINDS.some((kind) => isAlarm(this.#waiting.get(kind)));
  }

  #playNext(): void {
    const kinds = KINDS.filter((kind) => this.#waiting.has(kind));
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

const isAlarm = (pending: Pending | null | undefined): boolean => pending?.place.manner === 'alarm';
