/**
 * The verbs of what is done together: somebody invites the resident by name, or that is withdrawn.
 *
 * Owns their form and bounds. Name and place are the centre's own words, under the rules of everything it lets be said
 * (`command-speech.ts`). One that is over is never opened again: whoever sends it late or twice changes nothing.
 */
import { PROGRAMMES_MAX, PROGRAMME_AHEAD_MS_MAX, PROGRAMME_MS_MAX } from '../programme/slice.ts';
import { PROGRAMMES, type ProgrammeOf } from '../record.ts';
import { type Fields, type Order, type Reading, hasOnly, instantIn, isBy, refuse } from './command-fields.ts';
import { speakableName } from './command-speech.ts';
import { type Opened, isText } from './envelope.ts';

export type ProgrammePayload =
  | {
      readonly kind: 'programme';
      /** The centre's own id of it. */
      readonly programme: string;
      readonly what: ProgrammeOf;
      readonly who: string;
      /** Left out: at the resident's home, or where it needs no word. */
      readonly where?: string;
      readonly from: string;
      readonly until: string;
      readonly by: string;
    }
  | { readonly kind: 'programme-withdrawn'; readonly programme: string; readonly by: string };

const FIELDS = ['kind', 'programme', 'what', 'who', 'where', 'from', 'until', 'by'];
const WITHDRAWN_FIELDS = ['kind', 'programme', 'by'];
const ID_CHARS_MAX = 64;

/**
 * Refuses with `command-unsupported`, `envelope-malformed`, `text-unspeakable`, `text-number-unclear`, `text-frightens`,
 * `clock-untrusted`, `time-passed`, `time-too-far`, `programme-over` or `programmes-too-many`.
 */
export function readProgramme(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { programme, who, where, by } = fields;
  const what = PROGRAMMES.find((known) => known === fields['what']);
  if (what === undefined || !hasOnly(fields, FIELDS)) return refuse('command-unsupported');
  const fromWallMs = instantIn(fields['from']);
  const untilWallMs = instantIn(fields['until']);
  if (!isText(programme, ID_CHARS_MAX) || !isBy(by)) return refuse('envelope-malformed');
  if (fromWallMs === null || untilWallMs === null || untilWallMs <= fromWallMs)
    return refuse('envelope-malformed');
  const [named, placed] = [speakableName(who), where === undefined ? null : speakableName(where)];
  if (!named.ok) return refuse(named.why);
  if (placed?.ok === false) return refuse(placed.why);
  const { nowWallMs, believed, programmes } = reading;
  if (!believed) return refuse('clock-untrusted');
  if (fromWallMs <= nowWallMs) return refuse('time-passed');
  if (fromWallMs - nowWallMs > PROGRAMME_AHEAD_MS_MAX || untilWallMs - fromWallMs > PROGRAMME_MS_MAX)
    return refuse('time-too-far');
  if (programmes.over.includes(programme)) return refuse('programme-over');
  if (!programmes.open.includes(programme) && programmes.open.length >= PROGRAMMES_MAX)
    return refuse('programmes-too-many');
  const told = { programme, what, who: named.text, where: placed?.text ?? null, fromWallMs, untilWallMs };
  return { ok: true, fact: { kind: 'programme', ...told, by, keyId, counter } };
}

export function readProgrammeWithdrawn(fields: Fields, { keyId, counter }: Opened): Order {
  const { programme, by } = fields;
  if (!hasOnly(fields, WITHDRAWN_FIELDS)) return refuse('command-unsupported');
  if (!isText(programme, ID_CHARS_MAX) || !isBy(by)) return refuse('envelope-malformed');
  const nothing = { what: 'none', who: '', where: null, fromWallMs: null, untilWallMs: null } as const;
  return { ok: true, fact: { kind: 'programme', programme, ...nothing, by, keyId, counter } };
}
