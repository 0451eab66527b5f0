/**
 * A process that runs seeds for `main.ts`, one after another, and says what became of each.
 *
 * A shell. Ends with whoever started it: when the channel closes.
 */
import { verdictOf } from './verdict.ts';
import { runSeed } from './world.ts';

/** What it is asked. */
export interface Task {
  readonly seed: number;
  readonly days: number;
  readonly commit: string;
}
/** What it answers. */
export interface Outcome {
  readonly seed: number;
  readonly homeDays: number;
  /** Of one core, this seed alone. */
  readonly cpuMs: number;
  readonly violations: readonly {
    readonly invariant: string;
    readonly atMs: number;
    readonly what: string;
  }[];
  readonly counts: Readonly<Record<string, number>>;
  /** Null when nothing broke. */
  readonly verdict: string | null;
}

const DAY_MS = 86_400_000;

function run({ seed, days, commit }: Task): Outcome {
  const before = process.cpuUsage();
  const spentMs = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  try {
    const report = runSeed({ seed, days });
    const { violations, counts, setting } = report;
    const verdict = violations.length > 0 ? verdictOf(report, commit) : null;
    return {
      seed,
      homeDays: setting.endMs / DAY_MS,
      cpuMs: spentMs(),
      violations,
      counts: { ...counts },
      verdict,
    };
  } catch (error) {
    // A programmer's error in the hub or in the world: as bad as any broken invariant.
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const violations = [{ invariant: 'crash', atMs: 0, what }];
    return { seed, homeDays: 0, cpuMs: spentMs(), violations, counts: {}, verdict: `seed ${seed}: ${what}` };
  }
}

process.on('message', (task: Task) => {
  process.send?.(run(task));
});
process.on('disconnect', () => process.exit());
// Whoever presses Ctrl-C speaks to the one that started this.
process.on('SIGINT', () => {});
