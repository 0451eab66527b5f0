/**
 * What it means that frames of a device were refused, and what a technician can do about it.
 *
 * Owns the words, by the names of the drivers' counters; a driver counts, and says nothing. Noise is not here, nor what
 * other devices on the same line say: neither needs a person.
 */

export interface Refusal {
  readonly what: string;
  readonly remedy: string;
}

const WRONG_TAG: Refusal = {
  what: 'with a wrong tag',
  remedy:
    'Its key file is of another device, or somebody forges it: read the key out of the device again, and compare its address.',
};

/** By the name of a counter. Sorted by what it is likely to be, the plainest mistake first. */
export const REFUSALS = {
  keyMissing: {
    what: 'encrypted, without a key to read them',
    remedy: 'Name the file of its key in the configuration.',
  },
  plaintextRefused: {
    what: 'in plaintext, though it has a key',
    remedy: 'Switch its encryption on; if it is on, a stranger speaks under its address.',
  },
  micWrong: WRONG_TAG,
  forged: WRONG_TAG,
  conflicts: {
    what: 'of a second device with its address and key',
    remedy: 'Give one of the two an address and a key of its own.',
  },
  unsureCalls: {
    what: 'with a press by a counter that began anew, each told as a call and as no answer',
    remedy: 'After a new battery that is as it should be. Else somebody plays its presses again.',
  },
  replayed: {
    what: 'counted as before, or played again',
    remedy:
      'After a new battery it is believed again within a quarter of an hour (a Bluetooth tag at once with one more than its session here as its option `session`); a node that lost its memory needs a new key. Else somebody replays it.',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export interface Refused extends Refusal {
  readonly counter: string;
  readonly count: number;
}

/** What was refused, of all that a device has counted. */
export function refusedIn(counters: Readonly<Record<string, number>>): Refused[] {
  return Object.entries(REFUSALS).flatMap(([counter, refusal]) => {
    const count = counters[counter] ?? 0;
    return count > 0 ? [{ counter, count, ...refusal }] : [];
  });
}

/** In words: `3 with a wrong tag, 1 in plaintext, though it has a key`. */
export function refusedText(refused: readonly Refused[]): string {
  return refused.map(({ count, what }) => `${count} ${what}`).join(', ');
}
