/**
 * Whether somebody spoke after our sentence, from levels alone.
 *
 * Owns one rule: something louder than the room, with the rhythm of syllables, that begins, lasts as long as a reply and is
 * followed by silence. It cannot tell whose voice it is nor what it says, nor a voice from knocks at the door, dishes or a
 * film that pauses: a bare "yes" or a moan is not heard of, nor is whoever answers while our own sentence still hangs in
 * the room. So it is believed only where the room was still before we asked (`isStill`), and is worth no more than that
 * somebody may be there. Must never count what our own loudspeaker says.
 */
/** All in frames of 20 ms. */
export interface VoiceMemory {
  /** The level of the room; null: not known yet. */
  readonly floor: number | null;
  /** The last levels, of which the mean is taken: single frames flutter. */
  readonly last: readonly number[];
  /** What may become a reply; null: it is quiet. */
  readonly burst: Burst | null;
  /** Frames in which nothing is believed any more: our own sentence, and what of it hangs in the room. */
  readonly deaf: number;
  /** Frames without a burst, up to now, as far as anything could be heard; counted to STILL_FRAMES. */
  readonly still: number;
}
interface Burst {
  /** Since it began, and how many of these were loud. */
  readonly length: number;
  readonly loud: number;
  /** Quiet frames since the last loud one. */
  readonly quiet: number;
  readonly peaks: number;
  /** Whether the level rises to a peak, and the highest, or lowest, since it does or does not. */
  readonly rises: boolean;
  readonly extreme: number;
}

/** 60 ms: shorter than a syllable (150 to 250 ms; Greenberg, Speech Communication 29, 1999). */
const SMOOTHED = 3;
/** 8 dB over the room; and never what a microphone makes by itself (-58 dB of full scale). */
const OVER_FLOOR = 2.5;
const LOUD_MIN = 40;
/** The room is the quietest of late, and grows by 3 dB a second: a machine that starts is the room within seconds. */
const FLOOR_GROWTH = 1.007;
/** A syllable is a rise and a fall of 4 dB. Two are a cough and its echo, or a door. */
const SWING = 1.6;
const PEAKS_MIN = 3;
const LOUD_FRAMES_MIN = 25;
/** 8 s: whoever answers pauses sooner, a film does not. */
const BURST_FRAMES_MAX = 400;
/** 0.8 s without a sound: longer than between the words of one who reads aloud. */
const QUIET_FRAMES = 40;
/** 600 ms: what lies in the card, and the echo of a furnished room. */
const TAIL_FRAMES = 30;
/** 2.5 s: lines of a film follow each other sooner, and so do dishes, steps and whoever is at the door. */
export const STILL_FRAMES = 125;

export function quietVoice(): VoiceMemory {
  return { floor: null, last: [], burst: null, deaf: 0, still: 0 };
}

/** Whether nothing was to be heard of late but the room itself. */
export function isStill({ still }: VoiceMemory): boolean {
  return still >= STILL_FRAMES;
}

/** Our own loudspeaker sounds now. */
export function ownVoice(memory: VoiceMemory): VoiceMemory {
  return { ...memory, last: [], burst: null, deaf: TAIL_FRAMES };
}

/** One more level. `spoke`: with it a reply came to its end. */
export function hearLevel(
  memory: VoiceMemory,
  level: number,
): { readonly memory: VoiceMemory; readonly spoke: boolean } {
  if (memory.deaf > 0) return { memory: { ...memory, deaf: memory.deaf - 1 }, spoke: false };
  const last = [...memory.last, level].slice(-SMOOTHED);
  const mean = last.reduce((sum, each) => sum + each, 0) / last.length;
  const floor = Math.min(mean, (memory.floor ?? mean) * FLOOR_GROWTH + 0.01);
  const isLoud = mean > Math.max(LOUD_MIN, OVER_FLOOR * floor);
  const burst = grown(memory.burst, mean, isLoud);
  const isOver = burst !== null && burst.quiet >= QUIET_FRAMES;
  const still = burst === null ? Math.min(STILL_FRAMES, memory.still + 1) : 0;
  return {
    memory: { floor, last, burst: isOver ? null : burst, deaf: 0, still },
    spoke: isOver && isReply(burst),
  };
}

function grown(burst: Burst | null, mean: number, isLoud: boolean): Burst | null {
  if (burst === null)
    return isLoud ? { length: 1, loud: 1, quiet: 0, peaks: 0, rises: true, extreme: mean } : null;
  const counted = {
    ...burst,
    // What is too long already need not be counted further.
    length: Math.min(BURST_FRAMES_MAX + QUIET_FRAMES, burst.length + 1),
    loud: Math.min(BURST_FRAMES_MAX, burst.loud + (isLoud ? 1 : 0)),
    quiet: isLoud ? 0 : burst.quiet + 1,
  };
  const { rises, extreme, peaks } = counted;
  if (rises) {
    if (mean * SWING < extreme) return { ...counted, rises: false, extreme: mean, peaks: peaks + 1 };
    return { ...counted, extreme: Math.max(extreme, mean) };
  }
  if (isLoud && mean > extreme * SWING) return { ...counted, rises: true, extreme: mean };
  return { ...counted, extreme: Math.min(extreme, mean) };
}

function isReply({ length, loud, quiet, peaks }: Burst): boolean {
  return length - quiet <= BURST_FRAMES_MAX && loud >= LOUD_FRAMES_MIN && peaks >= PEAKS_MIN;
}
