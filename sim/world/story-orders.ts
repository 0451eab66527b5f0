/**
 * What the centre says in a story, as it enters the hub once its envelope was opened.
 *
 * Owns the shape of these orders and their counter. Says nothing to the resident, who is told by the hub. Pure.
 */
import type { Fact } from '../../agent/record.ts';
import { UTC_OFFSET_MIN } from '../simulated-home.ts';
import { DAY_MS } from './day.ts';
import { type Happening, storyMs } from './story.ts';

export type Ordering = Extract<Happening, { kind: 'visit-announced' | 'invited' | 'reminded' }>;

/** `counter`: one more with each. */
export function orderOf(happening: Ordering, counter: number): Fact {
  const signed = { by: 'case-manager', keyId: 'story', counter } as const;
  switch (happening.kind) {
    case 'visit-announced': {
      const { who } = happening;
      return { kind: 'visit', ...(who === undefined ? {} : { who }), ...timesOf(happening), ...signed };
    }
    case 'invited': {
      const { what, who, where } = happening;
      const programme = `story-${counter}`;
      return { kind: 'programme', programme, what, who, where, ...timesOf(happening), ...signed };
    }
    case 'reminded': {
      const { times, text } = happening;
      const minutes = times.map((time) => (storyMs(time) % DAY_MS) / 60_000);
      return {
        kind: 'reminder',
        reminder: `story-${counter}`,
        text,
        minutes,
        days: [],
        forMs: DAY_MS,
        ...signed,
      };
    }
  }
}

function timesOf({ from, until }: { readonly from: string; readonly until: string }) {
  return { fromWallMs: wallMs(from), untilWallMs: wallMs(until) };
}
function wallMs(time: string): number {
  return storyMs(time) - UTC_OFFSET_MIN * 60_000;
}
