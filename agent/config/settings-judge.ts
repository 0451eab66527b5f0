/**
 * An order of settings that is on disk is judged: once, and again after a restart that came between.
 *
 * Owns whether one is being judged. Derived from state after each commit, so that a crash loses none; decides nothing.
 */
import type { HubState } from '../machine.ts';
import type { SettingsReader } from '../ports.ts';
import type { SettingsJudged } from '../record.ts';

export class SettingsJudge {
  readonly #reader: SettingsReader | undefined;
  readonly #emit: (judged: SettingsJudged) => void;
  #isJudging = false;

  /** Without a reader nothing is ever ordered, and nothing judged. */
  constructor(reader: SettingsReader | undefined, emit: (judged: SettingsJudged) => void) {
    this.#reader = reader;
    this.#emit = emit;
  }

  follow({ settings: { asked } }: Readonly<HubState>): void {
    if (asked === null || this.#reader === undefined || this.#isJudging) return;
    this.#isJudging = true;
    const { version, set, dryRun } = asked;
    this.#reader.judge({ version, set }, ({ problems, changes }) => {
      this.#isJudging = false;
      this.#emit({ kind: 'settings-judged', version, dryRun, problems, changes });
    });
  }
}
