/**
 * I4: nobody is told without a verdict or a call. I6: only the desk ends an alert.
 *
 * Reads the records in their order, and keeps apart what the desk really set from what the hub says it set. Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Row } from '../../agent/ports.ts';
import type { Alert, Body, Cause, Entry } from '../../agent/record.ts';
import type { SaidByCentre } from './commands.ts';
import type { Report } from './report.ts';

/** The desk's patience in all is 100 minutes at most; a stage that was lost is told again within the hour, each of four. */
const HANDOVER_MS = 6 * 3_600_000;

export class AlertChecker {
  readonly #report: Report;
  readonly #said: SaidByCentre;
  /** Causes for which there is ground to tell somebody. */
  #ground = new Set<Cause>();
  /** Alerts raised and not closed. */
  #open = new Map<string, boolean>();
  #judging = true;

  constructor(report: Report, said: SaidByCentre) {
    this.#report = report;
    this.#said = said;
  }

  /** What was not on disk never happened: the books are written anew from the journal. */
  restarted(rows: readonly Row[], state: Readonly<HubState>): void {
    this.#ground = new Set();
    this.#open = new Map();
    this.#judging = false;
    for (const { entry } of rows) this.#follow(entry.body);
    this.#judging = true;
    for (const alert of this.#open.keys()) {
      if (!state.checkon.alerts.some((open) => open.alert === alert)) {
        this.#report('I6', `alert ${alert} did not survive a restart`);
      }
    }
    this.#open = new Map(state.checkon.alerts.map((open) => [open.alert, open.test]));
  }

  observed(committed: readonly Entry[]): void {
    for (const { body } of committed) this.#follow(body);
  }
  stepped(state: Readonly<HubState>): void {
    for (const [alert, test] of this.#open) {
      if (test || state.checkon.alerts.some((open) => open.alert === alert)) continue;
      this.#report('I6', `alert ${alert} is gone and was never closed`);
      this.#open.delete(alert);
    }
  }

  /** I6, in the end: the desk has had its time, and everything it closed is closed. */
  rested({ checkon, time }: Readonly<HubState>): void {
    for (const { alert, test, raisedMs, stage } of checkon.alerts) {
      if (test || time.lastMs - raisedMs < HANDOVER_MS) continue;
      const hours = Math.round((time.lastMs - raisedMs) / 3_600_000);
      this.#report('I6', `alert ${alert} is still ${stage} after ${hours} h, though nothing fails any more`);
    }
  }

  #follow(body: Body): void {
    if (body.kind === 'overdue') this.#ground.add(body.cause);
    else if (body.kind === 'reply') {
      // A single press calls for help when nothing was asked: any press is ground for a call.
      if (body.by === 'button' || body.by === 'pull-cord' || body.meaning === 'help')
        this.#ground.add('help');
    } else if (body.kind === 'answer') {
      this.#ground.delete('inactivity');
      this.#ground.delete('cannot-see');
    } else if (body.kind === 'alert') this.#followAlert(body);
  }

  #followAlert(alert: Alert): void {
    if (alert.why === 'raised') {
      if (this.#judging && !alert.test && !this.#ground.has(alert.cause)) {
        this.#report('I4', `alert ${alert.alert} (${alert.cause}) was raised without ground`);
      }
      this.#ground.delete(alert.cause);
      this.#open.set(alert.alert, alert.test);
      return;
    }
    if (alert.stage === 'closed' || alert.why === 'let-go') this.#open.delete(alert.alert);
    if (!this.#judging || alert.test) return;
    if (alert.stage === 'closed' && !this.#said.hasSet(alert.alert, 'closed')) {
      this.#report('I6', `alert ${alert.alert} was closed, and the desk did not close it`);
    } else if (alert.why === 'desk' && !this.#said.hasSet(alert.alert, alert.stage)) {
      this.#report('I6', `alert ${alert.alert} became ${alert.stage}, and the desk never said so`);
    }
  }
}
