/**
 * A story, lived: the resident's life drives the parts at their wires, and things happen and break as the story has it.
 *
 * Owns what the resident does on hearing the companion. Remembers nothing that a restart of the hub would need: where
 * to go on is the wall clock. Reads the hub's mind nowhere; of the records it sees only that somebody came to the door.
 */
import type { Config, Language } from '../../agent/config/config.ts';
import { AnbuError } from '../../agent/errors.ts';
import type { Hub } from '../../agent/hub.ts';
import type { Buses } from '../../agent/ports.ts';
import type { Entry } from '../../agent/record.ts';
import type { ZoneChange } from '../../agent/zone.ts';
import { SimulatedBuses } from '../simulated-buses.ts';
import { type Room, UTC_OFFSET_MIN, simulatedConfig } from '../simulated-home.ts';
import type { Said, SpeakerFault } from '../simulated-speaker.ts';
import { STORIES } from '../stories.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { type CallerStep, neighbourSteps, visitorSteps } from './callers.ts';
import { DAY_MS } from './day.ts';
import { type MakeNode, withNodes } from './home-nodes.ts';
import { Hearing, type Whereabouts } from './hearing.ts';
import { Parts } from './parts.ts';
import { type Action, ON_THE_FLOOR, type Turn, dayBefore, lifeOf } from './resident.ts';
import { type Happening, STORY_DAY, type Story, storyMs } from './story.ts';
import { type Ordering, orderOf } from './story-orders.ts';
import type { Truth } from './truth.ts';
import { turnOf } from './turn-of.ts';
import type { Caption, World } from './world.ts';

export interface StoryWorldOptions {
  readonly story: Story;
  readonly seed: number;
  readonly language?: Language;
  readonly onTruth?: (truth: Truth) => void;
  /** Puts some of the parts on sensor nodes that are made so; without it every part has a wire of its own. */
  readonly makeNode?: MakeNode;
}

const OFFSET_MS = UTC_OFFSET_MIN * 60_000;

/** Throws `AnbuError` `usage` that names every story. */
export function findStory(name: string): Story {
  const story = STORIES.find((each) => each.name === name);
  if (story !== undefined) return story;
  throw new AnbuError(
    'usage',
    `no story is called "${name}"; there are: ${STORIES.map((each) => each.name).join(', ')}`,
  );
}

export function createStoryWorld(options: StoryWorldOptions): World {
  return new StoryWorld(options);
}

class StoryWorld implements World {
  readonly config: Config;
  readonly zone: readonly ZoneChange[] = [{ fromMs: 0, offsetMin: UTC_OFFSET_MIN }];
  readonly startWallMs: number;
  readonly endWallMs: number;
  readonly learnUntilWallMs: number;
  readonly momentWallMs: number;
  readonly #buses = new SimulatedBuses((ms, run) => this.#clock?.after(ms, run) ?? (() => {}));
  readonly #options: StoryWorldOptions;
  readonly #turns: readonly Turn[];
  #clock: VirtualClock | null = null;
  #parts: Parts | null = null;
  #hearing: Hearing | null = null;
  #life: Iterator<Action, void> | null = null;
  #caption: Whereabouts = { room: 'bedroom', doing: 'asleep' };
  #isRescued = false;
  #hub: Hub | null = null;
  /** One question was heard while the loudspeaker was about to die. */
  #isSpeakerDead = false;
  #orders = 0;
  /** Timers of an earlier life of the hub belong to nobody. */
  #lives = 0;

  constructor(options: StoryWorldOptions) {
    const { story, language = 'en' } = options;
    this.#options = options;
    const config = simulatedConfig(language);
    this.config = options.makeNode === undefined ? config : withNodes(config);
    this.startWallMs = (STORY_DAY - story.learningDays) * DAY_MS - OFFSET_MS;
    this.learnUntilWallMs = STORY_DAY * DAY_MS - OFFSET_MS;
    this.endWallMs = storyMs(story.end) - OFFSET_MS;
    const moments = story.happenings.map((happening) =>
      storyMs('at' in happening ? happening.at : happening.from),
    );
    this.momentWallMs = Math.min(this.endWallMs, ...moments.map((localMs) => localMs - OFFSET_MS));
    this.#turns = story.happenings.flatMap(turnOf);
  }

  get buses(): Buses {
    return this.#buses;
  }
  speakerFault(wallMs: number): SpeakerFault {
    return this.#isSpeakerDead || this.#during('no-audio', wallMs) ? 'no-device' : 'none';
  }
  brokerDown(wallMs: number): boolean {
    return this.#during('broker-down', wallMs);
  }
  caption(): Caption {
    return this.#caption;
  }

  start(clock: VirtualClock, hub: Hub): void {
    this.#lives += 1;
    this.#clock = clock;
    this.#hub = hub;
    const parts = new Parts(clock, this.#options.seed, this.#lives);
    this.#parts = parts;
    const nowMs = this.#localMs();
    this.#hearing = new Hearing({
      seed: this.#options.seed,
      localMs: () => this.#localMs(),
      later: (ms, run) => this.#later(ms, run),
      caption: () => this.#caption,
      press: () => this.#press('after a question'),
      touch: () => this.#touch('what was offered'),
      move: (room) => this.#parts?.act({ atMs: this.#localMs(), kind: 'move', room }),
      call: () => this.#callOut(),
      manner: this.#options.story.resident ?? {},
    });
    this.#life = lifeOf(this.#options.seed, dayBefore(nowMs), this.#turns);
    const next = this.#catchUp(parts, nowMs);
    parts.plugInto(this.#buses, this.config.devices);
    if (this.#options.makeNode !== undefined) parts.plugNodes(this.#buses, this.#options.makeNode);
    this.#schedule(next);
    for (const happening of this.#options.story.happenings) this.#plan(happening, nowMs);
  }
  hear(said: Said): void {
    this.#hearing?.hear(said);
    if (said.utterance.sentence === 'ask' && this.#isFrom('speaker-dies')) this.#isSpeakerDead = true;
  }
  /** The only news from outside: somebody whom the desk has sent is at the door. */
  see({ body }: Entry): void {
    if (body.kind === 'desk' && body.stage === 'arrived') this.#neighbour();
  }

  #localMs(): number {
    return (this.#clock?.now().wallMs ?? 0) + OFFSET_MS;
  }
  #later(ms: number, run: () => void): () => void {
    const life = this.#lives;
    return this.#clock?.after(ms, () => life === this.#lives && run()) ?? (() => {});
  }
  #during(kind: 'no-audio' | 'broker-down', wallMs: number): boolean {
    const localMs = wallMs + OFFSET_MS;
    return this.#options.story.happenings.some(
      (each) => each.kind === kind && localMs >= storyMs(each.from) && localMs < storyMs(each.until),
    );
  }

  #isFrom(kind: 'speaker-dies'): boolean {
    const localMs = this.#localMs();
    return this.#options.story.happenings.some((each) => each.kind === kind && localMs >= storyMs(each.from));
  }

  /** Lives up to now without a sound; returns the first action that is still to come. */
  #catchUp(parts: Parts, nowMs: number): Action | null {
    for (;;) {
      const next = this.#life?.next();
      if (next === undefined || next.done === true) return null;
      const action = next.value;
      if (action.atMs > nowMs) return action;
      if (action.kind === 'now') this.#caption = { room: action.room, doing: action.doing };
      else if (action.kind !== 'move') parts.act(action);
    }
  }

  /** One action at a time, so that the hub's own deadlines come in between. */
  #schedule(action: Action | null): void {
    if (action === null) return;
    this.#later(action.atMs - this.#localMs(), () => {
      if (this.#isRescued) return;
      if (action.kind === 'now') this.#become(action);
      this.#parts?.act(action);
      const next = this.#life?.next();
      this.#schedule(next === undefined || next.done === true ? null : next.value);
    });
  }
  #become({ room, doing }: Whereabouts): void {
    if (doing === ON_THE_FLOOR && this.#caption.doing !== ON_THE_FLOOR) this.#tell('fell', room ?? '');
    else if (room === null && this.#caption.room !== null) this.#tell('left', doing);
    else if (room !== null && this.#caption.room === null) this.#tell('came-home', doing);
    this.#caption = { room, doing };
  }
  #tell(what: Truth['what'], detail: string): void {
    this.#options.onTruth?.({ atMs: this.#localMs(), what, detail });
  }

  #plan(happening: Happening, nowMs: number): void {
    switch (happening.kind) {
      case 'press':
        this.#at(happening.at, nowMs, () => {
          this.#hearing?.meant(happening.meant);
          this.#press(happening.meant);
        });
        return;
      case 'pull':
        this.#at(happening.at, nowMs, () => {
          this.#tell('pulled', '');
          this.#parts?.cord.pull();
        });
        return;
      case 'touch':
        this.#at(happening.at, nowMs, () => {
          this.#hearing?.wants(happening.wants);
          this.#touch('');
        });
        return;
      case 'part-breaks':
        // What broke before the hub started is still broken.
        this.#later(Math.max(0, storyMs(happening.at) - nowMs), () => {
          this.#tell('part-broke', happening.device);
          this.#parts?.break(happening.device, happening.fault);
        });
        return;
      case 'visitor':
        this.#at(happening.from, nowMs, () => this.#visitor(storyMs(happening.until) - this.#localMs()));
        return;
      case 'knocks':
        this.#at(happening.at, nowMs, () => this.#tell('knocked', 'nobody opens'));
        return;
      case 'visit-announced':
      case 'invited':
      case 'reminded':
        this.#at(happening.at, nowMs, () => this.#order(happening));
        return;
      case 'away':
      case 'fall':
      case 'dozes':
      case 'no-audio':
      case 'speaker-dies':
      case 'broker-down':
        return;
    }
  }
  #at(time: string, nowMs: number, run: () => void): void {
    const atMs = storyMs(time);
    if (atMs > nowMs) this.#later(atMs - nowMs, run);
  }
  #press(why: string): void {
    this.#tell('pressed', why);
    this.#parts?.button.press();
  }

  #touch(why: string): void {
    this.#tell('touched', why);
    this.#parts?.companion.touch();
  }

  /** No part of this home listens: a companion with an ear would say as much. */
  #callOut(): void {
    this.#tell('called-out', '');
    this.#hub?.submit({ kind: 'reply', by: 'voice', meaning: 'unclear' });
  }

  #order(happening: Ordering): void {
    this.#orders += 1;
    if (happening.kind !== 'visit-announced') this.#hearing?.wants(...happening.wants);
    this.#hub?.submit(orderOf(happening, this.#orders));
  }

  #visitor(staysMs: number): void {
    this.#tell('visited', '');
    this.#walk(visitorSteps(staysMs));
  }
  #walk(steps: readonly CallerStep[]): void {
    for (const [seconds, act] of steps)
      this.#later(seconds * 1_000, () => this.#parts?.act({ ...act, atMs: this.#localMs() }));
  }

  /** Comes in, finds the resident, and goes: alone, or with them to the hospital. */
  #neighbour(): void {
    const isDown = this.#caption.doing === ON_THE_FLOOR;
    const room: Room = this.#caption.room ?? 'hall';
    const steps = neighbourSteps(room);
    if (isDown) this.#tell('rescued', room);
    this.#isRescued ||= isDown;
    this.#walk(steps);
    if (isDown) this.#later(520_000, () => (this.#caption = { room: null, doing: 'in hospital' }));
  }
}
