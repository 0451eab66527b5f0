/**
 * I9 of what the centre lets be said: no word of what was taken back, and no small talk for whoever has had enough.
 *
 * Keeps its own book of what stands and of what was said, in words; whether something may be said at all is the hub's.
 * What the disk never had the hub cannot know. Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Batch } from '../../agent/ports.ts';
import { type Body, type Entry, type OfferOf, type Say, type Sentence, rowOf } from '../../agent/record.ts';
import type { Report } from './report.ts';
import { announcedBy } from './wishes.ts';

const DAY_MS = 86_400_000;
/** Six hundred a day drain away; beyond half of them small talk is silent. A sentence is ten, five letters are one. */
const WORDS_PER_DAY = 600;
const SMALL_TALK_WORDS = 300;
const OWN_WORDS = 10;
const WORD_CHARACTERS = 5;
/** A clock that is believed late moves home time. */
const SLACK_WORDS = 1;
/** Books of a run are small; of a run that goes on for ever the oldest are forgotten. */
const BOOK_MAX = 5_000;

const OF_ITS_TIME: ReadonlySet<Sentence> = new Set(['remind-tomorrow', 'remind-today', 'visit-today']);

interface Word {
  readonly utterance: string;
  /** Home time. */
  readonly atMs: number;
  readonly words: number;
}

export class WordsChecker {
  readonly #report: Report;
  /** `reminder/…` or `programme/…`, as long as nothing of that name is said anew. */
  readonly #withdrawn = new Map<string, number>();
  readonly #offers = new Map<string, string>();
  readonly #utterances = new Map<string, string>();
  readonly #onDisk = new Set<string | number>();
  #announced: string | null = null;
  #said: Word[] = [];
  /** Words of the centre judged, for people. */
  judged = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  written({ rows }: Batch): void {
    for (const { entry } of rows) {
      const { body } = entry;
      if (body.kind === 'say') this.#onDisk.add(body.utterance);
      else if (body.kind === 'reminder' || body.kind === 'programme' || body.kind === 'visit')
        this.#onDisk.add(body.counter);
    }
  }
  restarted(): void {
    this.#said = this.#said.filter(({ utterance }) => this.#onDisk.has(utterance));
    for (const [key, counter] of this.#withdrawn) if (!this.#onDisk.has(counter)) this.#withdrawn.delete(key);
  }
  damaged(): void {
    this.#said = [];
    this.#withdrawn.clear();
  }

  observed(committed: readonly Entry[], state: Readonly<HubState>): void {
    for (const { at, body } of committed) this.#follow(body, state.time.originMs + at.monotonicMs);
  }
  /** A sentence begins to sound. */
  sounds(utterance: string): void {
    const key = this.#utterances.get(utterance);
    if (key !== undefined && this.#withdrawn.has(key))
      this.#report('I9', `${utterance} of ${key} was begun after it was withdrawn`);
  }

  #follow(body: Body, atMs: number): void {
    if (body.kind === 'reminder')
      this.#stands(`reminder/${body.reminder}`, body.forMs !== null, body.counter);
    else if (body.kind === 'programme')
      this.#stands(`programme/${body.programme}`, body.what !== 'none', body.counter);
    else if (body.kind === 'visit') {
      // There is one; what was announced before is taken back.
      if (this.#announced !== null) this.#stands(this.#announced, false, body.counter);
      this.#announced = body.untilWallMs === null ? null : `programme/${announcedBy(body)}${body.counter}`;
    } else if (body.kind === 'offer') {
      const key = `${OF[body.of] ?? ''}/${body.subject}`;
      remember(this.#offers, body.offer, key);
      if (this.#withdrawn.has(key)) this.#report('I9', `${key} was offered after it was withdrawn`);
    } else if (body.kind === 'say') this.#say(body, atMs);
    else if (body.kind === 'probe' && body.sentence === 'small-talk') this.#smallTalk(body.probe, atMs);
  }
  #stands(key: string, isThere: boolean, counter: number): void {
    if (isThere) this.#withdrawn.delete(key);
    else this.#withdrawn.set(key, counter);
  }
  #say({ utterance, sentence, about, text = '' }: Say, atMs: number): void {
    if (rowOf(sentence).isCounted) {
      this.#said.push({ utterance, atMs, words: OWN_WORDS + Math.ceil(text.length / WORD_CHARACTERS) });
      if (this.#said.length > BOOK_MAX) this.#said.shift();
    }
    const key = this.#offers.get(about) ?? (OF_ITS_TIME.has(sentence) ? `programme/${about}` : undefined);
    if (key === undefined) return;
    this.judged += 1;
    remember(this.#utterances, utterance, key);
    if (this.#withdrawn.has(key)) this.#report('I9', `${sentence} of ${key} was said after it was withdrawn`);
  }
  #smallTalk(probe: string, nowMs: number): void {
    let level = 0;
    let lastMs = this.#said[0]?.atMs ?? nowMs;
    for (const { atMs, words } of this.#said) {
      level = Math.max(0, level - ((atMs - lastMs) * WORDS_PER_DAY) / DAY_MS) + words;
      lastMs = atMs;
    }
    level -= ((nowMs - lastMs) * WORDS_PER_DAY) / DAY_MS;
    if (level > SMALL_TALK_WORDS + SLACK_WORDS)
      this.#report('I9', `small talk ${probe} after ${Math.round(level)} words of the day`);
  }
}

/** What an offer of the centre's belongs to. */
const OF: Readonly<Partial<Record<OfferOf, string>>> = {
  reminder: 'reminder',
  programme: 'programme',
  wishes: 'programme',
  'how-was-it': 'programme',
};

function remember(book: Map<string, string>, name: string, key: string): void {
  book.set(name, key);
  const [oldest] = book.keys();
  if (book.size > BOOK_MAX && oldest !== undefined) book.delete(oldest);
}
