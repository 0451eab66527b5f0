/**
 * I7: everything is bounded: the state as text, the open conditions and alerts, the rows that wait in memory.
 *
 * Each bound is said here with its arithmetic, apart from the code that keeps it. Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Config } from '../../agent/config/config.ts';
import type { Batch } from '../../agent/ports.ts';
import { CONDITIONS } from '../../agent/record.ts';
import type { Report } from './report.ts';

/**
 * A place of a table of habits is 4.5 KiB of base64: five rooms and a bed that is held, the rooms again, and rounds are
 * 12 places and 54 KiB; slices, evidence in two languages, 8 sensors with their hours: below 10.
 */
const STATE_CHARS_MAX = 65_536;
/** One of each cause that still waits for somebody, and as many that the desk left unclosed. */
const ALERTS_MAX = 8;

export class BoundChecker {
  readonly #config: Config;
  readonly #report: Report;
  readonly #conditionsMax: number;
  /** The largest state seen, for people. */
  stateChars = 0;

  constructor(config: Config, report: Report) {
    this.#config = config;
    this.#report = report;
    this.#conditionsMax = 2 * config.home.sensors.length + CONDITIONS.length;
  }

  written({ rows }: Batch): void {
    if (rows.length > this.#config.journal.memoryRows)
      this.#report('I7', `${rows.length} rows waited in memory`);
    for (const { entry } of rows) {
      if (entry.body.kind !== 'checkpoint') continue;
      this.stateChars = Math.max(this.stateChars, entry.body.state.length);
      if (entry.body.state.length > STATE_CHARS_MAX) {
        this.#report('I7', `the state takes ${entry.body.state.length} characters`);
      }
    }
  }
  stepped({ checkon, conditions, presence }: Readonly<HubState>): void {
    if (checkon.alerts.length > ALERTS_MAX) this.#report('I7', `${checkon.alerts.length} alerts are open`);
    if (conditions.open.length > this.#conditionsMax)
      this.#report('I7', `${conditions.open.length} conditions are open`);
    if (presence.stirs.length > 16) this.#report('I7', `${presence.stirs.length} stirs are remembered`);
  }
}
