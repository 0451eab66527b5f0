/**
 * Where a happening of a story puts the resident: the part of their life that it takes over.
 *
 * Owns nothing else; what else happens is `story-world.ts`. Pure.
 */
import type { Turn } from './resident.ts';
import { type Happening, storyMs } from './story.ts';

export function turnOf(happening: Happening): Turn[] {
  switch (happening.kind) {
    case 'fall':
      return [{ kind: 'fall', atMs: storyMs(happening.at), room: happening.room }];
    case 'press':
    case 'touch':
      return [{ kind: 'there', atMs: storyMs(happening.at), room: 'living' }];
    case 'pull':
      return [{ kind: 'there', atMs: storyMs(happening.at), room: 'bathroom' }];
    case 'away': {
      const { from, until, doing } = happening;
      return [{ kind: 'away', fromMs: storyMs(from), untilMs: storyMs(until), doing }];
    }
    case 'dozes': {
      const { from, until, room } = happening;
      return [{ kind: 'dozes', fromMs: storyMs(from), untilMs: storyMs(until), room }];
    }
    case 'visitor':
      return [{ kind: 'visited', fromMs: storyMs(happening.from), untilMs: storyMs(happening.until) }];
    case 'visit-announced':
    case 'invited':
    case 'reminded':
    case 'knocks':
    case 'part-breaks':
    case 'no-audio':
    case 'speaker-dies':
    case 'broker-down':
      return [];
  }
}
