/**
 * What must hold in every run, whatever fails: the invariants I1 to I9, each with its own checker.
 *
 * Pure: a verdict depends on the run alone. A checker looks from outside, at what was written, what the desk did and
 * what the state says; it never asks the code it judges whether all is well. The world tells them what happened.
 */
import type { HubState } from '../agent/machine.ts';
import type { Config } from '../agent/config/config.ts';
import type { Batch, Row } from '../agent/ports.ts';
import type { Entry } from '../agent/record.ts';
import { AlertChecker } from './checkers/alerts.ts';
import { BoundChecker } from './checkers/bounds.ts';
import { CommandChecker, type SaidByCentre } from './checkers/commands.ts';
import { DecisionChecker } from './checkers/decisions.ts';
import { DeliveryChecker } from './checkers/delivery.ts';
import { DurabilityChecker, type ReceiverView } from './checkers/durability.ts';
import { FallChecker } from './checkers/falls.ts';
import { ProbeChecker } from './checkers/probes.ts';
import type { Report, Violation } from './checkers/report.ts';
import { RestChecker } from './checkers/rest.ts';
import { SightChecker } from './checkers/sight.ts';
import { WishesChecker } from './checkers/wishes.ts';
import { WordsChecker } from './checkers/words.ts';

/** Violations kept of one run: the first few tell the story. */
const VIOLATIONS_MAX = 20;

export class Checkers {
  readonly violations: Violation[] = [];
  readonly durability: DurabilityChecker;
  readonly falls: FallChecker;
  readonly alerts: AlertChecker;
  readonly sight: SightChecker;
  readonly bounds: BoundChecker;
  readonly decisions: DecisionChecker;
  readonly probes: ProbeChecker;
  readonly commands: CommandChecker;
  readonly delivery: DeliveryChecker;
  readonly rest: RestChecker;
  readonly words: WordsChecker;
  readonly wishes: WishesChecker;
  readonly #nowMs: () => number;

  /** `about` names the hub, where there are several. */
  constructor(config: Config, nowMs: () => number, said: SaidByCentre, about = '') {
    this.#nowMs = nowMs;
    const report: Report = (invariant, what) => {
      if (this.violations.length >= VIOLATIONS_MAX) return;
      this.violations.push({ invariant, atMs: nowMs(), what: `${about}${what}` });
    };
    this.commands = new CommandChecker(report, said);
    this.delivery = new DeliveryChecker(config, report);
    this.rest = new RestChecker(report);
    this.durability = new DurabilityChecker(report);
    this.falls = new FallChecker(config, report);
    this.alerts = new AlertChecker(report, said);
    this.sight = new SightChecker(report);
    this.bounds = new BoundChecker(config, report);
    this.decisions = new DecisionChecker(config, report);
    this.probes = new ProbeChecker(report);
    this.words = new WordsChecker(report);
    this.wishes = new WishesChecker(report);
  }

  /** A hub has been made of what the disk shows: `rows` are all of it, `state` is where the hub begins. */
  booted(rows: readonly Row[], state: Readonly<HubState>): void {
    this.durability.restarted(rows);
    this.alerts.restarted(rows, state);
    this.decisions.restarted(rows, state);
    this.probes.restarted();
    this.words.restarted();
    this.wishes.restarted();
    this.commands.restarted();
    this.sight.restarted();
    this.sight.began(this.#nowMs());
    this.bounds.restarted();
    this.delivery.began(this.#nowMs());
  }
  /** The hub is gone; `failing`: with all that its disk refused. */
  died(boot: string, failing: boolean): void {
    if (!failing) return;
    this.durability.lostTail(boot);
    this.delivery.forgot();
  }
  /** The disk was damaged, and only `left` is there; `opened`: alerts the desk has. */
  damaged(left: readonly Row[], opened: ReadonlySet<string>): void {
    this.durability.damaged(left, opened);
    this.falls.damaged(opened);
    this.probes.damaged();
    this.words.damaged();
    this.wishes.damaged();
    this.commands.damaged();
    this.delivery.forgot();
  }
  written(batch: Batch): void {
    this.durability.written(batch);
    this.bounds.written(batch, this.#nowMs());
    this.probes.written(batch);
    this.words.written(batch);
    this.wishes.written(batch);
    this.commands.written(batch.rows);
  }
  observed(committed: readonly Entry[], state: Readonly<HubState>, nowMs: number): void {
    this.decisions.observed(committed);
    this.alerts.observed(committed);
    this.falls.observed(committed, nowMs);
    this.sight.observed(committed, state);
    this.probes.observed(committed, state);
    this.words.observed(committed, state);
    this.wishes.observed(committed, state);
    this.commands.observed(committed);
    this.delivery.observed(committed, nowMs);
    this.bounds.observed(committed, nowMs);
  }
  /** An alert was put before a person. */
  opened(alert: string): void {
    this.durability.opened(alert);
    this.delivery.opened(alert);
  }
  stepped(state: Readonly<HubState>, nowMs: number): void {
    this.alerts.stepped(state);
    this.falls.stepped(state, nowMs);
    this.sight.stepped(state);
    this.bounds.stepped(state);
  }
  /** Nothing fails any more, and everything has had its time. */
  rested(rows: readonly Row[], receiver: ReceiverView): void {
    this.durability.ended(rows, receiver);
    this.falls.ended(receiver.opened);
  }
  /** And nothing has failed for longer than anything may take to be mended. */
  calmed(state: Readonly<HubState>, isSet: boolean): void {
    this.alerts.rested(state);
    this.rest.rested(state, isSet);
  }
  /** The hub has said goodbye. */
  ended(rows: readonly Row[], state: Readonly<HubState>): void {
    this.decisions.ended(rows, state);
    this.wishes.ended(rows, state);
  }
}
