/**
 * What a running hub says in its log: that it is up and with what, and each condition with what to do about it.
 *
 * Owns the words of these lines. The technician reads them in the language of the home, as the table of conditions
 * has it. Each edge is said once, as it was recorded; never says anything about the resident.
 */
import type { Config, Language } from '../config/config.ts';
import { CONDITION_ROWS, OWNER_WORDS, type Words, isResidentsOwn } from '../health/conditions.ts';
import type { Log } from '../ports.ts';
import type { Condition, ConditionCode, ConditionEdge, Entry, Owner } from '../record.ts';

const EDGE_WORDS: Readonly<Record<ConditionEdge | 'open', Words>> = {
  raised: { en: '', ko: '' },
  overdue: { en: 'Overdue: ', ko: '기한 지남: ' },
  cleared: { en: 'Over: ', ko: '해제됨: ' },
  open: { en: 'Still so: ', ko: '계속됨: ' },
};
const LEVELS = { raised: 'warning', overdue: 'error', cleared: 'info', open: 'warning' } as const;

interface Told {
  readonly code: ConditionCode;
  readonly subject: string;
  readonly owner?: Owner | undefined;
}

/** Says conditions as they are committed, and on request those that were open before this start. */
export class ConditionTeller {
  readonly #language: Language;
  readonly #log: Log;
  /** Bounded like the open conditions: one of each code and subject. */
  readonly #told = new Set<string>();

  constructor(language: Language, log: Log) {
    this.#language = language;
    this.#log = log;
  }

  see(committed: readonly Entry[]): void {
    for (const { body } of committed) if (body.kind === 'condition') this.#edge(body);
  }
  /** Those of `open` that nothing was said about since the start. */
  stillOpen(open: readonly Told[]): void {
    for (const each of open) if (!this.#told.has(keyOf(each))) this.#say('open', each);
  }

  #edge({ edge, code, subject, owner }: Condition): void {
    if (edge === 'cleared') this.#told.delete(keyOf({ code, subject }));
    this.#say(edge, { code, subject, owner });
  }
  #say(edge: ConditionEdge | 'open', about: Told): void {
    // Whoever reads a log is not the case manager.
    if (isResidentsOwn(about)) return;
    const row = CONDITION_ROWS[about.code];
    const subject = about.subject === '' ? '' : ` (${about.subject})`;
    const what = `${EDGE_WORDS[edge][this.#language]}${row.title[this.#language]}${subject}`;
    const { owner = row.owner } = about;
    const whose = edge === 'overdue' ? ` → ${OWNER_WORDS[owner][this.#language]}` : '';
    const remedy = edge === 'cleared' ? '' : `${whose}. ${row.remedy[this.#language]}`;
    if (edge !== 'cleared') this.#told.add(keyOf(about));
    this.#log.write(LEVELS[edge], `${what}${remedy} [${about.code}]`);
  }
}

function keyOf({ code, subject }: Told): string {
  return `${code} ${subject}`;
}

export interface DeviceUp {
  readonly id: string;
  readonly isUp: boolean;
}

/** Said before anything else where two languages will stand side by side; null where there is one. */
export function languageText(language: Language): string | null {
  return language === 'en'
    ? null
    : `what is wrong and what to do is told in Korean, as language: ${language} asks; all else in English`;
}

/** One line: the home, where its journal is, where its alerts go, and how many of its sensors answer. */
export function upText(config: Config, folder: string, devices: readonly DeviceUp[]): string {
  const { home, uplink } = config;
  const seen = home.sensors.filter(({ id }) => devices.some((device) => device.id === id && device.isUp));
  return (
    `up: home ${home.home}, data folder ${folder}, broker ${uplink.url} as ${uplink.site}/${uplink.hub}, ` +
    `sensors seen ${seen.length} of ${home.sensors.length}`
  );
}
