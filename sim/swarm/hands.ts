/**
 * The resident's hands: on the companion, on the button by mistake, and on whatever chooses what was just offered.
 *
 * Owns when a hand comes and which one. Draws from a stream of its own, so that whoever is offered nothing lives as before.
 * Never lifts a hand for somebody who has fallen or is out.
 */
import type { Said } from '../simulated-speaker.ts';
import { type Deed, orderOf } from './company.ts';
import { type Draw, drawer } from './draw.ts';
import { START_WALL_MS, STREAMS } from './setting.ts';
import type { SwarmWorld } from './world.ts';

const SECOND_MS = 1000;
/** Of what is offered; the rest is listened to. Yes and done are said more often than the rest. */
const CHOOSES = 0.2;
const AGREES = 0.6;
/** A slip or a choice is followed by the press that says so, but for those who are startled. */
const PRESSES_AGAIN = 0.9;

export class Hands {
  readonly #world: SwarmWorld;
  readonly #isAble: () => boolean;
  readonly #draw: Draw;
  readonly #hasCompanion: boolean;
  /** What was pressed last was no call. */
  #isSlip = false;

  constructor(world: SwarmWorld, isAble: () => boolean) {
    this.#world = world;
    this.#isAble = isAble;
    const { seed, company } = world.setting;
    this.#draw = drawer(seed, STREAMS.hands);
    this.#hasCompanion = company.some(({ what }) => what === 'touch');
  }

  start(): void {
    const { clock, setting } = this.#world;
    for (const deed of setting.company) clock.after(deed.atMs, () => this.#do(deed));
  }

  /** A sentence begins to sound. */
  hear({ utterance: { sentence }, failed }: Said): void {
    if (this.#world.setting.company.length === 0 || failed !== null) return;
    if (sentence.startsWith('offer-') || sentence === 'reminder-how') {
      const isYes = sentence === 'offer-yes' || sentence === 'reminder-how';
      if (this.#draw.chance(isYes ? AGREES : CHOOSES))
        this.#soon(this.#draw.between(3, 7), () => this.#choose());
    } else if (this.#isSlip && (sentence.startsWith('press-') || PRESSED.has(sentence))) {
      this.#isSlip = false;
      if (this.#draw.chance(PRESSES_AGAIN))
        this.#soon(this.#draw.between(4, 8), () => this.#world.home.press('button'));
    }
  }

  #do(deed: Deed): void {
    const { desk, setting, nowMs, home, box } = this.#world;
    const order = orderOf(deed, START_WALL_MS + nowMs);
    if (order !== null) desk.order(setting.config.uplink.hub, order);
    else if (!this.#isAble()) return;
    else if (deed.what === 'touch') home.press('touch');
    else if (deed.what === 'slip') this.#slip();
    else box.take((life) => life.submit({ kind: 'reply', by: 'touch', meaning: 'later' }));
  }
  #choose(): void {
    if (this.#hasCompanion) this.#world.home.press('touch');
    else this.#slip();
  }
  #slip(): void {
    this.#isSlip = true;
    this.#world.home.press('button');
  }
  #soon(seconds: number, run: () => void): void {
    this.#world.clock.after(seconds * SECOND_MS, () => {
      if (this.#isAble()) run();
    });
  }
}
const PRESSED: ReadonlySet<string> = new Set(['help-heard', 'invited-press']);
