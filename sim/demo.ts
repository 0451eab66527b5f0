/**
 * The demo: a home, its hub, a broker and a desk, from the first quiet day to a closed alert.
 *
 * Everything in this process and under one clock, unless the hub is to be killed: then it is a child
 * (`sim/killed-hub.ts`). Ends all it started, also when it is interrupted. A shell.
 */
import type { Counts } from '../agent/machine.ts';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LightPattern } from '../agent/companion/light.ts';
import type { Line } from '../agent/lines.ts';
import type { Instant, Log, Speaker } from '../agent/ports.ts';
import type { Entry } from '../agent/record.ts';
import { deskLine, finalLine } from './demo-lines.ts';
import type { DeskReport } from './desk-report.ts';
import { District } from './district.ts';
import { drive, sleep } from './drive.ts';
import { HomeRun } from './home-run.ts';
import { KilledHub } from './killed-hub.ts';
import { type CentreKey, centreKey } from './keys.ts';
import type { Said } from './simulated-speaker.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { WorldRequest } from './world/open-world.ts';
import type { World } from './world/world.ts';

export type Until = 'acknowledged' | 'closed' | 'end';
export interface DemoOptions {
  readonly request: WorldRequest;
  readonly world: World;
  readonly seed: number;
  /** Home seconds per real second; null: as a person likes to watch it. */
  readonly speed: number | null;
  readonly brokerUrl: string | null;
  /** null: a folder of its own that is gone afterwards. */
  readonly dataFolder: string | null;
  /** null: to the end of the first alert, or of the story. */
  readonly until: Until | null;
  readonly speaker: Speaker | null;
  readonly log: Log;
  readonly interrupted: AbortSignal;
  readonly view: View;
  /** How often the hub is killed; null: it lives in this process. */
  readonly kills: number | null;
}
/** Where a run is shown. */
export interface View {
  line(line: Line): void;
  /** The last line, and both sides' counts. */
  end(line: Line, counts: Counts, report: DeskReport): void;
  entries(committed: readonly Entry[]): void;
  /** A sentence begins. */
  said(said: Said, instant: Instant): void;
  /** The companion's lamp shows something else. */
  light(pattern: LightPattern, instant: Instant): void;
  /** The one that sounds was ended after so long. */
  cut(playedMs: number): void;
  /** Resolves when nothing is left to be written. */
  finish(): Promise<void>;
  /** Home time passed; called after each commit. */
  tick(instant: Instant): void;
}
export interface DemoResult {
  /** Whether what `until` asked for happened. */
  readonly reached: boolean;
}

/** Ten minutes of home time a second: a night is a minute. */
const WATCHING = 600;
/** Slow enough to read what is asked and answered; somebody on the way is half a minute away. */
const TALKING = 30;
const WAITING = 120;
const LEAD_IN_MS = 5 * 60_000;
/** How long the last records may take to arrive, real ms. */
const DRAIN_MS = 15_000;

export async function demo(options: DemoOptions): Promise<DemoResult> {
  const folder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'anbu-demo-'));
  mkdirSync(join(folder, 'hub'), { recursive: true });
  try {
    return await runIn(folder, options);
  } finally {
    if (options.dataFolder === null) rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, options: DemoOptions): Promise<DemoResult> {
  const { world, view, log } = options;
  const key = centreKey(`demo ${options.seed}`);
  const clock = new VirtualClock(world.startWallMs, world.zone);
  const watch = new Watch(options.until);
  let onStage = (_alert: string, _stage: string): void => {};
  const district = await District.open(world.config, {
    brokerUrl: options.brokerUrl,
    folder,
    key,
    home: clock.after,
    nowMs: () => clock.now().wallMs,
    log,
    onAction: (action) => {
      const line = deskLine(action, clock.now());
      if (line !== null) view.line(line);
      if (action.kind === 'stage') onStage(action.alert, action.stage);
    },
  });
  try {
    const hubFolder = join(folder, 'hub');
    const side: Side = { folder: hubFolder, key, clock, watch, district, options };
    const counts =
      options.kills === null
        ? await liveHere(side, (expect) => (onStage = expect))
        : await liveInChild(side, options.kills, (expect) => (onStage = expect));
    const report = district.report();
    view.end(finalLine(counts, report), counts, report);
    return { reached: watch.reached };
  } finally {
    await district.stop();
    await view.finish();
  }
}

interface Side {
  readonly folder: string;
  readonly key: CentreKey;
  readonly clock: VirtualClock;
  readonly watch: Watch;
  readonly district: District;
  readonly options: DemoOptions;
}
type Expecting = (expect: (alert: string, stage: string) => void) => void;

/** The hub in this process, under the same clock as the desk. */
async function liveHere(side: Side, expecting: Expecting): Promise<Counts> {
  const { clock, watch, district, options } = side;
  const { world, view } = options;
  // What is being said when the story ends would be said to its end.
  let isOver = false;
  const run = await HomeRun.open({
    ...side,
    world,
    seed: options.seed,
    brokerUrl: district.url,
    publicKey: side.key,
    log: options.log,
    speaker: options.speaker,
    print: (line) => {
      watch.see(line);
      view.line(line);
    },
    onEntries: (committed) => {
      view.entries(committed);
      view.tick(clock.now());
    },
    onSaid: (said) => view.said(said, clock.now()),
    onLight: (pattern) => view.light(pattern, clock.now()),
    onCut: (playedMs) => {
      if (!isOver) view.cut(playedMs);
    },
  });
  expecting((alert, stage) => run.expect(alert, stage));
  try {
    run.start();
    await driveThrough(run, district, options, watch);
    await drain(run, district, options.interrupted);
    return structuredClone(run.hub.state.counts);
  } finally {
    isOver = true;
    await run.hub.stop();
  }
}

/** The hub as a child that is killed so many times; a broker's outages are left to whoever runs it. */
async function liveInChild(side: Side, kills: number, expecting: Expecting): Promise<Counts> {
  const { watch, options } = side;
  const child = new KilledHub({
    ...side,
    request: options.request,
    world: options.world,
    seed: options.seed,
    brokerUrl: side.district.url,
    kills,
    print: (line) => {
      watch.see(line);
      options.view.line(line);
    },
    interrupted: options.interrupted,
    finished: () => watch.reached,
  });
  expecting((alert, stage) => child.expect(alert, stage));
  const counts = await child.run();
  await settled(side.district, options.interrupted);
  if (!options.interrupted.aborted) watch.end();
  return counts;
}

/** Steps home time, and takes the broker away and back as the story has it. */
async function driveThrough(
  run: HomeRun,
  district: District,
  options: DemoOptions,
  watch: Watch,
): Promise<void> {
  const { world, interrupted } = options;
  let broker: 'up' | 'down' | 'changing' = 'up';
  const change = async (want: 'up' | 'down'): Promise<void> => {
    await district.setBroker(want);
    broker = want;
  };
  const wanted = (): 'up' | 'down' => (world.brokerDown(run.clock.now().wallMs) ? 'down' : 'up');
  await drive({
    clock: run.clock,
    endMs: run.endMs,
    speed: () => speedNow(run, options),
    owed: () => {
      if (broker === 'changing') return true;
      const want = wanted();
      if (want === broker) return run.owed();
      broker = 'changing';
      void change(want);
      return true;
    },
    overdue: () => run.breakLink(),
    finished: () => watch.reached || interrupted.aborted,
    frame: () => options.view.tick(run.clock.now()),
  });
  if (!interrupted.aborted) watch.end();
}

/**
 * How fast home time runs: learning at full speed; up to the story's moment never slower than a person likes; and,
 * where nobody asked for a speed, slowly while somebody is asked or waited for.
 */
function speedNow(run: HomeRun, { world, speed }: DemoOptions): number {
  if (run.learning) return Number.POSITIVE_INFINITY;
  if (speed !== null) {
    const early = run.clock.now().wallMs < world.momentWallMs - LEAD_IN_MS;
    return early ? Math.max(speed, WATCHING) : speed;
  }
  const { conversation, alerts } = run.hub.state.checkon;
  const stages = alerts.filter(({ test }) => !test).map(({ stage }) => stage);
  if (conversation !== null || stages.includes('raised') || stages.includes('acknowledged')) return TALKING;
  return stages.length > 0 ? WAITING : WATCHING;
}

/** Waits until everything has arrived, or will not. */
async function drain(run: HomeRun, district: District, interrupted: AbortSignal): Promise<void> {
  const untilMs = performance.now() + DRAIN_MS;
  while (!run.drained() && !interrupted.aborted && performance.now() < untilMs) await sleep(5);
  await settled(district, interrupted);
}
async function settled(district: District, interrupted: AbortSignal): Promise<void> {
  const untilMs = performance.now() + DRAIN_MS;
  while (district.owes() && !interrupted.aborted && performance.now() < untilMs) await sleep(5);
}

/** Watches for the moment the demo was asked to run to: a stage of an alert that is no test, or the end. */
class Watch {
  reached = false;
  readonly #until: Until | null;
  constructor(until: Until | null) {
    this.#until = until;
  }
  see(line: Line): void {
    if (line.kind === 'alert' && line['stage'] === (this.#until ?? 'closed')) this.reached = true;
  }
  end(): void {
    if (this.#until === 'end' || this.#until === null) this.reached = true;
  }
}
