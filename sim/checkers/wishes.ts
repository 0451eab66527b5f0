/**
 * I3 of calls: peace, offers and visits mute none. I6 of what somebody needs: it is the case manager's alone, and told once.
 * I5 of what is done together: what has begun ends in went, did not, or cannot tell.
 *
 * Reads records alone, and the desk's own hands. Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Batch, Row } from '../../agent/ports.ts';
import type { Correction, Entry, ProgrammeStep, Visit } from '../../agent/record.ts';
import type { Report } from './report.ts';

/** The ten seconds, and the turn after them. */
const SETTLED_MS = 5_000;
/** The return's hour of grace and a day of waiting, and the turn after them. */
const COURSE_MS = 25 * 3_600_000 + 60_000;

const OUTCOMES: ReadonlySet<ProgrammeStep['step']> = new Set([
  'went',
  'did-not-go',
  'came',
  'did-not-come',
  'cannot-tell',
]);

export class WishesChecker {
  readonly #report: Report;
  readonly #toldNeeds = new Set<string>();
  /** A press that nobody has taken back yet, and when that is over, home time. */
  #pressed: (Pick<Correction, 'untilMs'> & { isOnDisk: boolean }) | null = null;

  constructor(report: Report) {
    this.#report = report;
  }

  written({ rows }: Batch): void {
    for (const { entry, lane } of rows) {
      const { body } = entry;
      if (body.kind === 'need' && lane !== 'need')
        this.#report('I6', `a need leaves by lane ${lane ?? 'none'}`);
      if (body.kind === 'correction' && this.#pressed?.untilMs === body.untilMs)
        this.#pressed.isOnDisk = true;
    }
  }
  restarted(): void {
    if (this.#pressed?.isOnDisk !== true) this.#pressed = null;
  }
  damaged(): void {
    this.#pressed = null;
  }
  /** The desk showed it to the case manager. */
  needed(need: string): void {
    if (this.#toldNeeds.has(need)) this.#report('I6', `need ${need} was told twice`);
    this.#toldNeeds.add(need);
  }

  observed(committed: readonly Entry[], { checkon, time }: Readonly<HubState>): void {
    const isTold = checkon.alerts.some(({ test }) => !test);
    for (const { body } of committed) {
      if (body.kind === 'correction')
        this.#pressed = body.of === 'help' ? { ...body, isOnDisk: false } : null;
      else if (body.kind === 'alert' && !body.test) this.#pressed = null;
      else if (body.kind === 'reply' && (body.by === 'pull-cord' || body.meaning === 'help') && !isTold)
        this.#report('I3', `a call by ${body.by} was not taken up`);
    }
    if (this.#pressed === null || time.lastMs <= this.#pressed.untilMs + SETTLED_MS) return;
    this.#pressed = null;
    this.#report('I3', 'a press that nobody took back did not become a call');
  }

  /** All that the journal holds, and where the hub stands. */
  ended(rows: readonly Row[], { programmes, time }: Readonly<HubState>): void {
    const begun = new Set<string>();
    for (const { entry } of rows) {
      const { body } = entry;
      // Said anew it is another; taken back it is none.
      if (body.kind === 'programme') begun.delete(body.programme);
      else if (body.kind === 'visit') {
        // The word that announced the one before may be gone from the journal: there is one at most.
        for (const id of begun) if (id.startsWith(announcedBy(body))) begun.delete(id);
      } else if (body.kind === 'programme-step' && body.step === 'begun') begun.add(body.programme);
      else if (body.kind === 'programme-step' && OUTCOMES.has(body.step)) begun.delete(body.programme);
    }
    const open = new Map(programmes.open.map((each) => [each.id, each]));
    for (const id of begun)
      if (!open.has(id))
        this.#report('I5', `programme ${id} had begun, and nobody was told what became of it`);
    for (const { id, stage, untilMs } of programmes.open)
      if (stage === 'under-way' && time.lastMs > untilMs + COURSE_MS)
        this.#report('I5', `programme ${id} is under way still`);
  }
}

/** What the id of a visit that was announced under this key begins with; its counter follows. */
export function announcedBy({ keyId }: Pick<Visit, 'keyId'>): string {
  return `${keyId.slice(0, 16)}-`;
}
