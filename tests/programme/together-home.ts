/**
 * A home in which something is done together: every machine of the hub, and a resident who touches what they want.
 *
 * Plays the speaker, the hand and the door. Must never reach into a slice; what was said and what became of it is read
 * from the records.
 */
import { choiceNow } from '../../agent/checkon/offer-memory.ts';
import type { Choice, Fact, Programme, ProgrammeStep, Sentence } from '../../agent/record.ts';
import type { Device } from '../../agent/config/config.ts';
import { TOUCH } from '../checkon/bench.ts';
import { FLAT, LivedHome, MINUTE_MS, START_LOCAL_MS } from '../detector/lived-home.ts';

export const at = (day: number, hour: number, minute = 0): number => (day * 24 + hour) * 60 + minute;
const wallMs = (minute: number): number => START_LOCAL_MS + minute * MINUTE_MS;
const ORDER = { by: 'Kim', keyId: 'k' } as const;
const BEFORE = { boot: 'b0', lastSeq: { alert: 0, notice: 0, need: 0, state: 0, history: 0 } };

/** Nobody knows this home yet: the first nights are asked about. */
const OF_THE_CHECKON: ReadonlySet<Sentence> = new Set(['ask', 'fine-heard']);

export class TogetherHome extends LivedHome {
  /** What the hand chooses, in order, once it is offered. */
  wants: Choice[] = [];
  /** Turns so far, and what happens after one of them. */
  turns = 0;
  after: (turn: number) => void = () => {};
  #counter = 0;

  constructor(sensors = FLAT, devices: readonly Device[] = [TOUCH]) {
    super(sensors, {}, 0, devices);
    this.turns = 0;
  }

  override give(body: Fact): void {
    super.give(body);
    // The first turns are those of the constructor, before there is anything to do.
    this.turns = (this.turns ?? 0) + 1;
    this.after?.(this.turns);
    const wanted = this.wants?.[0];
    if (body.kind !== 'speech' || wanted === undefined) return;
    if (choiceNow(this.state.checkon.offer, this.now.ms) !== wanted) return;
    this.wants.shift();
    this.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
  }

  invite(told: Partial<Programme> & { readonly from: number; readonly until: number }): void {
    const { from, until, ...rest } = told;
    this.#counter += 1;
    this.give({
      kind: 'programme',
      programme: 'p1',
      what: 'shopping',
      who: 'Mrs Park',
      where: null,
      fromWallMs: wallMs(from),
      untilWallMs: wallMs(until),
      ...ORDER,
      counter: this.#counter,
      ...rest,
    });
  }
  withdraw(programme = 'p1'): void {
    this.#counter += 1;
    const nothing = { what: 'none', who: '', where: null, fromWallMs: null, untilWallMs: null } as const;
    this.give({ kind: 'programme', programme, ...nothing, ...ORDER, counter: this.#counter });
  }
  announce(from: number, until: number, who?: string): void {
    this.#counter += 1;
    const named = who === undefined ? {} : { who };
    const times = { fromWallMs: wallMs(from), untilWallMs: wallMs(until) };
    this.give({ kind: 'visit', ...named, ...times, ...ORDER, counter: this.#counter });
  }

  /** Is about in kitchen and bedroom every other minute, from now to a minute. */
  liveUntil(minute: number): void {
    for (let next = this.minute; next < minute; next += 2) {
      this.waitUntil(next);
      this.pulse(Math.floor(next / 2) % 2 === 0 ? 'kitchen' : 'bed');
    }
    this.waitUntil(minute);
  }
  door(): void {
    this.see('door', 'open');
    this.see('door', 'closed');
  }
  leave(): void {
    this.pulse('bed');
    this.door();
  }
  comeHome(): void {
    this.door();
    this.wait(1);
    for (const sensor of ['kitchen', 'bed', 'kitchen', 'bed', 'bath']) this.pulse(sensor);
  }

  /** The hub was off, and knows for how long. */
  override off(minutes: number): void {
    super.off(minutes, BEFORE);
  }
  /** The process ends and begins again from what it wrote; `offMs` null: nobody knows for how long. */
  restart(offMs: number | null): void {
    this.checkpoint();
    this.give({ kind: 'boot', version: '1', codeHash: '', previous: BEFORE, originMs: 0, offMs });
  }

  get steps(): string[] {
    return this.all('programme-step').map(({ body }) => words(body));
  }
  said(fromMinute = 0): { minute: number; sentence: Sentence; text: string | undefined }[] {
    return this.all('say', fromMinute)
      .map(({ minute, body: { sentence, text } }) => ({ minute, sentence, text }))
      .filter(({ sentence }) => !OF_THE_CHECKON.has(sentence));
  }
  sentences(fromMinute = 0): Sentence[] {
    return this.said(fromMinute).map(({ sentence }) => sentence);
  }
}

function words({ step, wishes, isOver }: ProgrammeStep): string {
  return [step, ...wishes, ...(isOver ? ['.'] : [])].join(' ');
}

/** On Tuesday, from two to four. */
export const SHOPPING = { from: at(1, 14), until: at(1, 16) };
/** Invited on Monday at nine, for Tuesday at two; answers by these choices. */
export function invited(wants: readonly Choice[], told = {}, devices = [TOUCH]): TogetherHome {
  const home = new TogetherHome(FLAT, devices);
  home.wants = [...wants];
  home.waitUntil(at(0, 9));
  home.invite({ ...SHOPPING, ...told });
  home.liveUntil(at(0, 10));
  return home;
}
/** And it is Tuesday, a little before two. */
export function agreed(told = {}): TogetherHome {
  const home = invited(['yes'], told);
  home.liveUntil(at(0, 22));
  home.waitUntil(at(1, 7));
  home.liveUntil(at(1, 13, 55));
  return home;
}
