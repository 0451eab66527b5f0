/**
 * The district of a seed: the reference desk, which may be killed and come back, and what its ledger holds.
 *
 * The desk is the shipped one with its store in memory. Owns its lives; judges nothing.
 */
import type { Publisher } from '../../agent/ports.ts';
import type { CommandPayload } from '../../agent/uplink/command-verbs.ts';
import type { DeskPolicy } from '../desk-cases.ts';
import { type DeskAction, laneKey } from '../desk-core.ts';
import { type DeskStore, MemoryDeskStore } from '../desk-store.ts';
import { Desk } from '../desk.ts';
import type { CentreKey } from '../keys.ts';
import type { ReceiverView } from '../checkers/durability.ts';
import type { SimulatedBroker } from '../simulated-broker.ts';
import type { VirtualClock } from '../virtual-clock.ts';

export interface SwarmDeskParts {
  readonly clock: VirtualClock;
  readonly broker: SimulatedBroker;
  readonly key: CentreKey;
  readonly policy: DeskPolicy;
  readonly site: string;
  readonly nowMs: () => number;
  readonly store: DeskStore | null;
  readonly onAction: (action: DeskAction) => void;
}

const CLIENT = 'desk';

export class SwarmDesk {
  readonly #parts: SwarmDeskParts;
  readonly #store: DeskStore;
  #desk: Desk | null = null;
  #client: Publisher | null = null;

  constructor(parts: SwarmDeskParts) {
    this.#parts = parts;
    this.#store = parts.store ?? new MemoryDeskStore();
  }

  start(): void {
    const { clock, broker, ...rest } = this.#parts;
    this.#client = broker.client(CLIENT);
    this.#desk = new Desk({
      ...rest,
      publisher: this.#client,
      store: this.#store,
      home: clock.after,
      link: clock.after,
    });
    this.#desk.start();
  }
  /** Dies, and is there again after so long. */
  kill(downMs: number): void {
    if (this.#desk === null) return;
    this.#desk.abandon();
    this.#desk = null;
    this.#parts.broker.cut(CLIENT);
    void this.#client?.stop();
    this.#parts.clock.after(downMs, () => this.start());
  }
  /** The centre orders something; a desk that is down orders nothing. */
  order(hub: string, payload: CommandPayload): void {
    this.#desk?.order(hub, payload);
  }
  cut(): void {
    this.#parts.broker.cut(CLIENT);
  }
  owes(): boolean {
    return this.#desk?.owes() ?? true;
  }

  /** Whether a record was applied, by what is stored now. */
  ledger(hub: string): ReceiverView['has'] {
    const { lanes } = this.#store.load();
    return (lane, boot, seq) =>
      lanes[laneKey(hub, lane, boot)]?.ranges.some(([first, last]) => first <= seq && seq <= last) ?? false;
  }
  view(hub: string, waiting: number): ReceiverView {
    const report = this.#desk?.report();
    return {
      has: this.ledger(hub),
      gaps: report?.gaps ?? [],
      duplicatesApplied: report?.duplicatesApplied ?? 0,
      opened: new Set(report?.alerts.map(({ id }) => id)),
      waiting,
    };
  }
}
