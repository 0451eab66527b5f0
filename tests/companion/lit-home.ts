/**
 * A home with a light, on a hub of its own under virtual time: what was shown, asked and told, and a desk to answer.
 *
 * For tests of the lamp and what stands beside it. The bus is the simulated one, so that a lamp is really switched.
 */
import type { Config } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { BusAddress, Light } from '../../agent/ports.ts';
import type { AlertStage, Entry } from '../../agent/record.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { SimulatedSpeaker } from '../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

export const PIN = {
  bus: 'gpio',
  chip: 'simulated',
  line: 7,
  bias: 'none',
  activeLow: false,
  isOutput: true,
} as const satisfies BusAddress;
const HOME: Config['home'] = {
  home: 'light',
  timezone: 'UTC',
  sensors: [
    { id: 'M001', room: 'living', class: 'motion' },
    { id: 'M002', room: 'hall', class: 'motion' },
  ],
};
export const CONFIG = defaultConfig(HOME);
export const DEAF = defaultConfig(HOME, {
  companion: { hearing: 'deaf', light: { connector: 'lamp', pin: null, inverted: false } },
});

export class LitHome {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1, 12));
  readonly speaker = new SimulatedSpeaker(this.clock.after);
  readonly wires = new SimulatedBuses(this.clock.after);
  store = createMemoryStore();
  readonly shown: string[] = [];
  readonly conditions: string[] = [];
  /** When each question was asked, and the evidence of each word of an alert. */
  readonly asked: number[] = [];
  readonly told: string[] = [];
  readonly #random = seededRandom(1);
  #hub: Hub | null = null;
  #alert = '';
  #counter = 0;

  start(
    light: Light = { open: () => {}, show: (pattern) => this.shown.push(pattern), close: () => {} },
    config = CONFIG,
  ): void {
    this.#hub = new Hub({
      config,
      program: { version: '1', codeHash: 'code' },
      ports: {
        clock: this.clock,
        random: this.#random,
        store: this.store,
        buses: noBuses,
        speaker: this.speaker,
        light,
        publisher: new OpenPipe(),
        signatures: noSignatures,
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => committed.forEach((entry) => this.#note(entry)),
    });
    this.#hub.start();
  }
  #note({ body }: Entry): void {
    if (body.kind === 'prompt') this.asked.push(this.clock.now().monotonicMs);
    if (body.kind === 'alert' && !body.test) {
      this.#alert = body.alert;
      this.told.push(body.evidence.text);
    }
    if (body.kind === 'condition') this.conditions.push(`${body.code} ${body.edge}`);
  }
  crash(): void {
    this.clock.clearAlarm();
    this.store = this.store.crash();
  }
  press(): void {
    this.#hub?.submit({ kind: 'reply', by: 'button', meaning: 'fine' });
  }
  pull(): void {
    this.#hub?.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  }
  desk(stage: Exclude<AlertStage, 'raised'>): void {
    this.#counter += 1;
    const rest = { by: 'Kim', minutes: null, outcome: null, keyId: 'desk', counter: this.#counter };
    this.#hub?.submit({ kind: 'desk', alert: this.#alert, stage, ...rest });
  }
  pass(ms: number): void {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
  }
}
