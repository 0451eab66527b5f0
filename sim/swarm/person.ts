/**
 * The resident and the helper of a seed, as they act: the drawn life goes on until a fall, answers follow questions.
 *
 * Whoever has fallen neither moves between rooms nor answers, until the desk has closed an alert: somebody came.
 * Never looks into the hub for anything a person could not know, but for whether the question still stands: whoever
 * heard it knows that.
 */
import type { DeskAction } from '../desk-core.ts';
import type { Said } from '../simulated-speaker.ts';
import type { Sentence } from '../../agent/record.ts';
import { type Draw, drawer } from './draw.ts';
import { Hands } from './hands.ts';
import type { Fall } from './resident.ts';
import { STREAMS } from './setting.ts';
import type { SwarmWorld } from './world.ts';

const GREETINGS: ReadonlySet<Sentence> = new Set(['good-morning', 'small-talk', 'good-evening']);
/** Some wave a hand and go on reading. */
const RISES_AT_GREETING = 0.6;
const SECOND_MS = 1000;
/** Movement in the entrance belongs to going out or coming in; what a hub that is away misses of it, it misses there. */
const DOORSTEP_MS = 60_000;
const DAY_MS = 86_400_000;

export class Person {
  falls = 0;
  readonly #world: SwarmWorld;
  #fallen: Fall | null = null;
  #stopped = false;
  #answering = false;
  /** Of its own: what is said anyway must not change what fails. */
  readonly #whim: Draw;
  readonly #hands: Hands;

  constructor(world: SwarmWorld) {
    this.#world = world;
    this.#whim = drawer(world.setting.seed, STREAMS.whim);
    this.#hands = new Hands(world, () => this.#fallen === null && !this.#isOut() && !this.#stopped);
  }

  start(): void {
    const { setting, clock, draw } = this.#world;
    const { signs, falls } = setting.life;
    this.#later(
      signs.map(({ atMs }) => atMs),
      (at) => {
        const sign = signs[at];
        if (sign !== undefined && this.#fallen === null) this.#show(sign.sensor, sign.value);
      },
    );
    this.#hands.start();
    for (const fall of falls) clock.after(fall.atMs, () => this.#fall(fall));
    const calls = Math.floor(setting.callsPerDay * setting.days + draw.unit());
    for (let call = 0; call < calls; call += 1) {
      const by = draw.chance(0.5) ? 'pull-cord' : 'button';
      clock.after(draw.between(0, setting.days * DAY_MS), () => {
        if (this.#fallen === null && !this.#isOut() && !this.#stopped) this.#world.home.press(by);
      });
    }
  }
  stop(): void {
    this.#stopped = true;
  }

  /** One timer at a time: thousands waiting would slow every other. */
  #later(times: readonly number[], run: (at: number) => void): void {
    const { clock } = this.#world;
    const next = (at: number): void => {
      const atMs = times[at];
      if (atMs === undefined || this.#stopped) return;
      clock.after(Math.max(0, atMs - this.#world.nowMs), () => {
        if (this.#stopped) return;
        next(at + 1);
        run(at);
      });
    };
    next(0);
  }

  #fall(fall: Fall): void {
    if (this.#fallen !== null || this.#stopped) return;
    this.#fallen = fall;
    this.falls += 1;
    const { life, checkers, setting } = this.#world;
    const outing = setting.life.outings.findLast(({ toMs }) => toMs <= fall.atMs);
    const leftMs = outing?.fromMs ?? fall.doorMs;
    // Signs of life in an empty home bring somebody home: who then comes in by the door is taken to leave.
    const unseen =
      this.#world.hasLied(leftMs, fall.atMs) ||
      this.#world.hasMissed(leftMs - DOORSTEP_MS, leftMs + DOORSTEP_MS) ||
      this.#world.hasMissed(fall.doorMs - DOORSTEP_MS, fall.atMs);
    checkers.falls.fell(fall, life?.hub.state ?? null, unseen);
  }

  /** A sentence begins to sound. */
  hear(said: Said): void {
    const { utterance, failed } = said;
    const { sentence } = utterance;
    this.#hands.hear(said);
    if (GREETINGS.has(sentence) && failed === null) this.#greeted();
    const asks =
      sentence === 'ask' ||
      sentence === 'ask-louder' ||
      sentence === 'last-call' ||
      sentence === 'ask-cannot-see';
    if (!asks || failed !== null) return;
    const { clock, draw } = this.#world;
    if (this.#fallen !== null) {
      const { room, stirs } = this.#fallen;
      if (stirs)
        clock.after(30 * SECOND_MS, () => this.#fallen !== null && this.#show(`motion-${room}`, 'on'));
      return;
    }
    if (this.#isOut() || this.#answering || this.#stopped) return;
    this.#answering = true;
    const way = draw.unit();
    clock.after(draw.between(5, 100) * SECOND_MS, () => {
      this.#answering = false;
      if (this.#fallen === null) this.#answer(way);
    });
  }

  /** Somebody who is well gets up at a greeting more often than not, in their own time; on the floor they may stir. */
  #greeted(): void {
    const { clock, checkers } = this.#world;
    const rises = this.#whim.chance(RISES_AT_GREETING);
    const afterMs = this.#whim.between(60, 600) * SECOND_MS;
    const fallen = this.#fallen;
    if (fallen !== null) {
      if (!fallen.stirs) return;
      clock.after(30 * SECOND_MS, () => {
        if (this.#fallen !== fallen) return;
        checkers.falls.stirredAtGreeting(this.#world.nowMs);
        this.#show(`motion-${fallen.room}`, 'on');
      });
      return;
    }
    if (this.#isOut() || !rises) return;
    clock.after(afterMs, () => {
      if (this.#fallen !== null || this.#isOut() || this.#stopped) return;
      this.#show('motion-living', 'on');
      this.#show('motion-kitchen', 'on');
    });
  }

  #answer(way: number): void {
    if (way < 0.1) {
      this.#show('motion-bathroom', 'on');
      this.#show('motion-living', 'on');
    } else if (way < 0.15) this.#speak('unclear');
    else if (way < 0.2) this.#speak('fine');
    else if (!this.#stopped && this.#world.life?.hub.state.checkon.conversation !== null)
      this.#world.home.press('button');
  }

  /** What a person at the desk was shown. */
  desk(action: DeskAction): void {
    const { checkers, repeatsActions } = this.#world;
    if (action.kind === 'alert' && action.opened) {
      this.#world.opened(action.alert);
      if (repeatsActions) this.#world.opened(action.alert);
    }
    if (action.kind === 'need') checkers.wishes.needed(action.need);
    if (action.kind !== 'stage') return;
    this.#world.said.setStage(action.alert, action.stage);
    if (action.stage !== 'closed' || action.test) return;
    this.#fallen = null;
    checkers.falls.found();
  }

  #isOut(): boolean {
    const { setting, nowMs } = this.#world;
    return setting.life.outings.some(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);
  }

  #show(sensor: string, value: 'on' | 'off' | 'open' | 'closed' | number): void {
    const { home, door } = this.#world;
    if (door.keeps(sensor, value)) this.#world.missed();
    else home.show(sensor, value);
  }
  #speak(meaning: 'fine' | 'unclear'): void {
    if (this.#stopped) return;
    this.#world.box.take((life) => life.submit({ kind: 'reply', by: 'voice', meaning }));
  }
}
