/**
 * Moves home time: at a speed or as fast as it goes, and never past something that is owed on a real link.
 *
 * Virtual time stands still while a publish, an acknowledgement or a desk's reply is on its way (design §3); the
 * wait is bounded in real time, then the story goes on as with a broken link. A shell: it sleeps on the real clock.
 */
import type { VirtualClock } from './virtual-clock.ts';

export interface Drive {
  readonly clock: VirtualClock;
  /** Monotonic ms at which the run ends. */
  readonly endMs: number;
  /** Home seconds per real second now; Infinity: as fast as it goes. */
  speed(): number;
  /** How long that may take, real ms; 10 s when not given. */
  readonly owedMsMax?: number;
  /** Something is on its way that must arrive before home time goes on. */
  owed(): boolean;
  /** What to do when it did not arrive in time. */
  overdue(): void;
  finished(): boolean;
  /** Home time stands at a new moment in which nothing happened. */
  frame(): void;
}

/** On loopback an answer takes about a millisecond, a restarted broker is found again within two seconds. */
const OWED_MS_MAX = 10_000;
/** Frames of 40 ms look fluent, and cost nothing. */
const FRAME_MS = 40;
/** At full speed the event loop gets a turn this often, for signals and sockets. */
const BREATH_MS = 20;

export async function drive(run: Drive): Promise<void> {
  let anchor = { realMs: performance.now(), homeMs: run.clock.now().monotonicMs, speed: run.speed() };
  let breathedMs = anchor.realMs;
  while (!run.finished()) {
    if (run.owed()) {
      await settle(run);
      continue;
    }
    const realMs = performance.now();
    const speed = run.speed();
    if (speed !== anchor.speed) anchor = { realMs, homeMs: run.clock.now().monotonicMs, speed };
    const targetMs =
      speed === Number.POSITIVE_INFINITY
        ? run.endMs
        : Math.min(run.endMs, Math.floor(anchor.homeMs + (realMs - anchor.realMs) * speed));
    const fired = run.clock.step(targetMs);
    if (!fired && targetMs >= run.endMs) return;
    if (!fired) {
      run.frame();
      await sleep(FRAME_MS);
    } else if (realMs - breathedMs > BREATH_MS) {
      await breath();
      breathedMs = performance.now();
    }
  }
}

async function settle(run: Drive): Promise<void> {
  const fromMs = performance.now();
  for (let spins = 0; run.owed(); spins += 1) {
    if (performance.now() - fromMs > (run.owedMsMax ?? OWED_MS_MAX)) {
      run.overdue();
      return;
    }
    // The first turns of the event loop are for answers already in the socket; then leave the processor alone.
    await (spins < 50 ? breath() : sleep(1));
  }
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
