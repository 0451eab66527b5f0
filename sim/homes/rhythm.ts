/**
 * The rhythm of a home: what is known of how somebody lives there, as tables. The shape, and the ones fitted.
 *
 * `rhythms.json` holds aggregate statistics of the homes in `../shared/homes`, made by `fit-main.ts`; the logs
 * themselves are no part of the project. Data of casas_*: Cook, Crandall, Thomas, Krishnan, IEEE Computer 46(7),
 * 2013; kasteren_*: van Kasteren et al., UbiComp 2008; mit_s1: Munguia Tapia, Intille, Larson, Pervasive 2004.
 */
import type { Quantiles } from './quantile.ts';
import fitted from './rhythms.json' with { type: 'json' };

/** Signs in one room: how many in a row, how far apart, how long until the next room, and which. */
export interface Stay {
  readonly run: Quantiles;
  /** Seconds. */
  readonly within: Quantiles;
  /** Seconds. */
  readonly leave: Quantiles;
  /** Shares that sum up to one. */
  readonly next: Readonly<Record<string, number>>;
}
export interface Outings {
  /** By number: share of days with 0, 1, 2, … of them. */
  readonly aDay: readonly number[];
  /** Minutes after midnight. */
  readonly start: Quantiles;
  readonly minutes: Quantiles;
}
export interface Rhythm {
  readonly home: string;
  /** `switches`: nothing but doors, items and lights. */
  readonly kind: 'motion' | 'switches' | 'mixed';
  /** Days and nights it was fitted on. */
  readonly days: number;
  readonly nights: number;
  readonly entrance: string;
  /** Minutes after midnight; a night that begins after it has more than 1440. */
  readonly bed: Quantiles;
  readonly rise: Quantiles;
  /** How alike two gaps in a row are in rank, by Spearman. */
  readonly alike: number;
  /** Share of visits to the entrance in which the door moved and nobody left. */
  readonly doorAtHome: number;
  /** Lone signs per hour in the empty home. */
  readonly ghosts: number;
  readonly outings: Outings;
  /** Per room one for each band of the day. */
  readonly awake: Readonly<Record<string, readonly Stay[]>>;
  readonly asleep: Readonly<Record<string, Stay>>;
  /** Seconds that a detector stays on, per room. */
  readonly hold: Readonly<Record<string, Quantiles>>;
}
export interface Rhythms {
  /** Date of the fit, and of what. */
  readonly source: string;
  readonly homes: readonly Rhythm[];
}

function kindOf(text: string): Rhythm['kind'] {
  return text === 'motion' || text === 'switches' ? text : 'mixed';
}

export const RHYTHMS: readonly Rhythm[] = fitted.homes.map((home) => ({ ...home, kind: kindOf(home.kind) }));

/** The rhythm of a home by name. Throws RangeError for one that was never fitted. */
export function rhythmOf(name: string): Rhythm {
  const found = RHYTHMS.find(({ home }) => home === name);
  if (found === undefined) throw new RangeError(`no rhythm was fitted on ${name}`);
  return found;
}
