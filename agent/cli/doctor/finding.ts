/**
 * One thing that the doctor looked at: what it found, and what a person can do about it.
 *
 * Owns the shape, the four verdicts, and that one cause is said once. Must never be left without a remedy where something needs a person.
 */

/**
 * ok: as it should be · missing: not here, and something here needs it · broken: here, and does not work ·
 * skipped: not looked at, because nothing needs it or because the hub has it in use.
 */
export type State = 'ok' | 'missing' | 'broken' | 'skipped';

export interface Finding {
  /** What kind of thing: node, clock, disk, gpio, serial, radio, audio, broker, device … */
  readonly check: string;
  readonly subject: string;
  readonly state: State;
  readonly detail: string;
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null;
}

/** The findings of one check, by verdict. */
export interface Findings {
  ok(subject: string, detail: string): Finding;
  skipped(subject: string, detail: string, remedy?: string): Finding;
  missing(subject: string, detail: string, remedy: string): Finding;
  broken(subject: string, detail: string, remedy: string): Finding;
  /** What is not here: missing where it is needed, else skipped. */
  absent(isNeeded: boolean, subject: string, detail: string, remedy: string): Finding;
}

export function findingsOf(check: string): Findings {
  const missing: Findings['missing'] = (subject, detail, remedy) => ({
    check,
    subject,
    state: 'missing',
    detail,
    remedy,
  });
  const skipped: Findings['skipped'] = (subject, detail, remedy) => ({
    check,
    subject,
    state: 'skipped',
    detail,
    remedy: remedy ?? null,
  });
  return {
    ok: (subject, detail) => ({ check, subject, state: 'ok', detail, remedy: null }),
    skipped,
    missing,
    broken: (subject, detail, remedy) => ({ check, subject, state: 'broken', detail, remedy }),
    absent: (isNeeded, subject, detail, remedy) =>
      isNeeded ? missing(subject, detail, remedy) : skipped(subject, `${detail}; nothing here needs it`),
  };
}

/** Buses say first at which line of which chip it is. */
const WHERE = /^\S+ line \d+: /;

/** What needs a person by one cause is one finding; where `before` has said that cause, it is not said anew. */
export function eachCauseOnce(found: readonly Finding[], before: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of found) {
    const { check, subject, state, detail, remedy } = finding;
    const isTrouble = state === 'broken' || state === 'missing';
    const key = isTrouble ? [check, state, causeOf(detail), remedy] : [check, subject, state, detail];
    const group = JSON.stringify(key);
    groups.set(group, [...(groups.get(group) ?? []), finding]);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [asOne(first, others, before)],
  );
}

function asOne(first: Finding, others: readonly Finding[], before: readonly Finding[]): Finding {
  const cause = causeOf(first.detail);
  const subject = [first, ...others].map((each) => each.subject).join(', ');
  const said = before.find(({ remedy, detail }) => remedy !== null && causeOf(detail) === cause);
  if (said !== undefined && first.remedy !== null)
    return {
      ...first,
      subject,
      detail: `as was said of ${said.check}, ${said.subject}`,
      remedy: said.remedy,
    };
  return others.length === 0 ? first : { ...first, subject, detail: cause };
}

function causeOf(detail: string): string {
  return detail.replace(WHERE, '');
}
