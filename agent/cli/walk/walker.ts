/**
 * One walk through a home, whoever guides it: a terminal beside the hub, or its console on a cable.
 *
 * Joins what happens, what is said and time for the pure machine (`provisioning/walk-test.ts`), and asks the hub for what a
 * step needs: that a press is a test, a test alert. Owns no pace and no screen: it goes on when it is looked at, and signs keep the time at which they
 * came. Judges nothing.
 */
import type { Config } from '../../config/config.ts';
import { unreachable } from '../../errors.ts';
import { requestOf, titleOf } from '../../provisioning/acceptance.ts';
import type { HubNews } from '../../provisioning/hub-words.ts';
import {
  type StepResult,
  type WalkInput,
  type WalkState,
  beginWalk,
  callIn,
  stepOf,
  walk,
} from '../../provisioning/walk-test.ts';
import { REPLIES_BY, type ReplyBy } from '../../record.ts';
import { type LinkMargin, linkText } from '../../sensors/link-margin.ts';
import type { HubPlaces } from '../console/ask-hub.ts';
import { disarm } from './armed-file.ts';
import { HealthAsker } from './health-asker.ts';
import { HeldPress, type WantedPress } from './held-press.ts';
import { Signs } from './signs.ts';
import { TestAsker } from './test-asker.ts';
import { walkNowMs } from './walk-clock.ts';

/** A test alert that was acknowledged in this visit, as the one a minute after the first start. */
const VISIT_MS = 60 * 60_000;
const FROM_JOURNAL =
  'the hub does not answer on its socket: signs come from a copy of its journal, up to 12 s late';

export type Word = 'yes' | 'no' | 'skip';
/** What somebody who watches is told. */
export type WalkNews =
  | { readonly kind: 'result'; readonly result: StepResult; readonly link: LinkMargin | null }
  /** Seen by a sensor of another room. */
  | { readonly kind: 'instead'; readonly sensor: string }
  | { readonly kind: 'note'; readonly text: string };

export class Walker {
  readonly #signs: Signs;
  readonly #asker: TestAsker;
  readonly #press: HeldPress;
  readonly #health: HealthAsker;
  readonly #startedMs: number;
  #state: WalkState;
  #news: WalkNews[] = [];
  /** Of the last step: what it has told already. */
  #reported: readonly string[] = [];
  #wasLive = true;
  /** By sensor, as of its last sign. */
  readonly links = new Map<string, LinkMargin | null>();
  acknowledged: { readonly alert: string; readonly by: string | null; readonly atMs: number } | null = null;

  private constructor(config: Config, signs: Signs, places: HubPlaces) {
    this.#signs = signs;
    this.#asker = new TestAsker(places.socket);
    this.#press = new HeldPress(places.socket);
    this.#health = new HealthAsker(places);
    this.#startedMs = walkNowMs();
    this.#state = beginWalk(
      { sensors: config.home.sensors, presses: pressesOf(config) },
      signs.bootMs,
      this.#startedMs,
    );
  }

  /** From here on the home is not armed until a walk has ended ready. Throws `AnbuError` when neither the hub nor its journal is there. */
  static async begin(config: Config, places: HubPlaces): Promise<Walker> {
    const { data, socket } = places;
    const { signs, before } = await Signs.open(socket, data);
    try {
      disarm(places);
    } catch (error) {
      signs.close();
      throw error;
    }
    const walker = new Walker(config, signs, places);
    await walker.#press.follow(wantedIn(walker.state), performance.now());
    for (const one of await walker.#health.now())
      walker.#note(`the hub reports: ${one}; unless it is mended by the end, this home is not ready`);
    for (const each of before) if (each.kind === 'acknowledged') walker.acknowledged = each;
    return walker;
  }

  get state(): WalkState {
    return this.#state;
  }

  /** What is asked now; empty: the walk is over. */
  get request(): string {
    const step = stepOf(this.#state);
    const by = callIn(this.#state);
    const is = this.#press.isHeld ? 'test' : this.#press.isSoon ? 'soon' : 'call';
    const press = by === null ? null : ({ by, is } as const);
    return step === null ? '' : requestOf(step, this.#state.sensors, press);
  }

  /** Takes in what was said, and what has happened since the last look. */
  async look(words: readonly Word[]): Promise<WalkNews[]> {
    for (const word of words) this.#take({ kind: 'word', word }, walkNowMs());
    for (const each of await this.#signs.read()) this.#hear(each);
    this.#tellSource();
    if (this.acknowledged !== null && this.acknowledged.atMs >= this.#startedMs - VISIT_MS)
      this.#take({ kind: 'acknowledged' }, walkNowMs());
    this.#take({ kind: 'time' }, walkNowMs() - this.#signs.withinMs);
    if (stepOf(this.#state)?.kind === 'receiver') this.#note(await this.#asker.ask(performance.now()));
    if (stepOf(this.#state)?.kind === 'well') await this.#askHealth();
    // Before the step is shown: what its request says of a press is so.
    this.#note(await this.#press.follow(wantedIn(this.#state), performance.now()));
    const news = this.#news;
    this.#news = [];
    return news;
  }
  close(): void {
    this.#press.close();
    this.#signs.close();
  }

  #hear(news: HubNews): void {
    if (news.kind === 'begin') return;
    if (news.kind === 'acknowledged') {
      this.acknowledged = news;
      return;
    }
    if (news.kind === 'sign') {
      this.links.set(news.sensor, news.link);
      this.#take({ kind: 'sign', sensor: news.sensor }, news.atMs);
    } else {
      if (news.isTest) this.#press.came();
      this.#take({ kind: 'press', by: news.by, isTest: news.isTest }, news.atMs);
    }
  }

  #take(input: WalkInput, atMs: number): void {
    const before = this.#state;
    if (atMs < before.sinceMs) return;
    const after = walk(before, input, atMs);
    this.#state = after;
    const result = after.results[before.results.length];
    if (result !== undefined) {
      const { step } = result;
      const link = step.kind === 'sensor' ? (this.links.get(step.sensor) ?? null) : null;
      this.#news.push({ kind: 'result', result, link });
    } else if (after.instead.length > before.instead.length)
      this.#news.push({ kind: 'instead', sensor: after.instead.at(-1) ?? '' });
  }

  /** What is broken is said once, and again when it is something else. */
  async #askHealth(): Promise<void> {
    const troubles = await this.#health.again(performance.now());
    if (troubles === null) return;
    this.#take({ kind: 'health', troubles }, walkNowMs());
    for (const one of troubles) if (!this.#reported.includes(one)) this.#note(`the hub reports: ${one}`);
    this.#reported = troubles;
  }
  #tellSource(): void {
    if (this.#wasLive && !this.#signs.isLive) this.#note(FROM_JOURNAL);
    this.#wasLive = this.#signs.isLive;
  }
  #note(text: string | null): void {
    if (text !== null) this.#news.push({ kind: 'note', text });
  }
}

function wantedIn(state: WalkState): WantedPress | null {
  const by = callIn(state);
  return by === null ? null : { by, step: state.results.length };
}

/** One line for a person. */
export function newsText(news: WalkNews): string {
  switch (news.kind) {
    case 'result': {
      const { result, link } = news;
      const passed = result.isTest === true ? 'ok, as a test' : 'ok';
      const outcome = result.outcome === 'passed' ? passed : result.outcome;
      const { step } = result;
      if (step.kind === 'sensor') return `${outcome}; ${linkText(link)}`;
      // These may pass at once, before it was said that they are waited for.
      return step.kind === 'receiver' || step.kind === 'well' ? `${titleOf(step)}: ${outcome}` : outcome;
    }
    case 'instead':
      return `seen by ${news.sensor}, not yet by the one that is asked for`;
    case 'note':
      return news.text;
    default:
      return unreachable(news);
  }
}

/** What a hand can press here, in the order in which replies are listed. */
function pressesOf({ devices, companion }: Config): ReplyBy[] {
  const named = new Set(devices.flatMap(({ role, feeds }) => [role, ...Object.values(feeds ?? {})]));
  if (companion.device !== null) named.add('touch');
  return REPLIES_BY.filter((by) => by !== 'motion' && by !== 'voice' && named.has(by));
}
