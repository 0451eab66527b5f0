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
 * Echoes of what the resident did come first, then how their alert stands, then questions; a greeting waits among
 * these, and is not said at all once there is something to ask.
 */
const KINDS = ['echo', 'stage', 'question'] as const;
type WaitingKind = (typeof KINDS)[number];

function kindOf(sentence: Sentence): WaitingKind {
  switch (sentence) {
    case 'fine-heard':
    case 'help-heard':
    case 'help-withdrawn':
    case 'invited-press':
    case 'invited-yes':
      return 'echo';
    case 'raised':
    case 'not-reached-yet':
    case 'acknowledged':
    case 'dispatched':
    case 'arrived':
    case 'closed':
    case 'told-you-are-fine':
    case 'paused':
    case 'pause-over':
      return 'stage';
    case 'ask':
    case 'ask-louder':
    case 'last-call':
    case 'ask-cannot-see':
    case 'unclear-voice':
    case 'good-morning':
    case 'small-talk':
    case 'good-evening':
    case 'message':
    case 'invitation':
      return 'question';
    default:
      return unreachable(sentence);
  }
}

interface Pending {
  readonly utterance: Utterance;
  readonly done: (failed: ErrorCode | null) => void;
}

/**
 * The Speaker port over a device. A newer sentence of a kind replaces the one that waits (three wait at most, one of
 * each kind), and an echo also drops the question it answers; what was dropped is reported as 'speech-expired'.
 * `done` is never called before `say` has returned.
 */
export function speakThrough(device: SoundDevice): Speaker {
  const waiting = new Map<WaitingKind, Pending>();
  let playing: Pending | null = null;

  const report = (pending: Pending, failed: ErrorCode | null): void =>
    device.later(() => pending.done(failed));

  const drop = (kind: WaitingKind): void => {
    const pending = waiting.get(kind);
    if (pending === undefined) return;
    waiting.delete(kind);
    report(pending, 'speech-expired');
  };

  const playNext = (): void => {
    const kind = KINDS.find((one) => waiting.has(one));
    const next = kind === undefined ? undefined : waiting.get(kind);
    if (kind === undefined || next === undefined) return;
    waiting.delete(kind);
    playing = next;
    device.play(next.utterance, (failed) => {
      // A device that reports twice, or after it was ended, speaks of something that was reported already.
      if (playing !== next) return;
      playing = null;
      report(next, failed);
      device.later(() => {
        if (playing === null) playNext();
      });
    });
  };

  const cut = (): void => {
    const current = playing;
    playing = null;
    if (current === null) return;
    device.end();
    report(current, 'speech-expired');
  };

  return {
    say(utterance, done) {
      const kind = kindOf(utterance.sentence);
      // Words of the centre give way: half a minute is too long to wait for an echo.
      if (playing?.utterance.text !== undefined) cut();
      drop(kind);
      if (kind === 'echo') drop('question');
      waiting.set(kind, { utterance, done });
      assert(waiting.size <= KINDS.length, 'one of each kind waits');
      if (playing === null) playNext();
    },
    stop() {
      cut();
      for (const kind of KINDS) drop(kind);
    },
  };
}
