/**
 * What may go wrong in a seed, and when: drawn before the run, so that the rates can be printed with a failure.
 *
 * Pure. Each seed draws a rate for every kind first, often none: mixes of few faults find what a constant rain of
 * all of them hides. Times are virtual ms; how a fault is done is the world's. What the first kinds draw must never
 * change: seeds that once failed are kept by their number.
 */
import type { Draw } from './swarm/draw.ts';

export const FIRST_KINDS = [
  /** The hub dies between two steps. */
  'crash',
  /** The hub dies inside the next transaction: just before it is on disk, or just after and before any effect. */
  'crash-at-commit',
  'outage',
  'refusing',
  'silent',
  'duplicating',
  'losing',
  /** The broker restarts and remembers nothing. */
  'forget',
  /** One connection is cut. */
  'cut',
  'store-failing',
  'speaker-absent',
  'speaker-stuck',
  'sensor-lost',
  /** The wall clock is wrong: 1970, or years off; later a time server sets it right. */
  'clock-wrong',
  'desk-crash',
] as const;
export const LATER_KINDS = [
  /** SIGTERM: it says farewell, in whatever it is doing, and is started again. */
  'stop',
  /** The same, and what starts is another version. */
  'upgrade',
  /** The process stands still: a paused machine, a blocked loop. */
  'freeze',
  /** The wall clock steps two hours there and back, each minute. */
  'clock-shaking',
  /** A board without a battery clock that finds no time server for days. */
  'clock-lost',
  /** One of the two is cut off; broker and the other go on. */
  'link-lost',
  /** A third of all PUBACKs never comes, to hub or desk. */
  'acks-lost',
  /** What goes up is delivered in another order, some of it twice. */
  'reordered',
  /** What comes down is held back for hours, past restarts and expiry, and comes in another order, some of it twice. */
  'delayed-down',
  'store-full',
  /** Every other transaction fails. */
  'store-flapping',
  /** The hub dies, and its journal is found damaged: all of it is moved aside, or the end is missing. */
  'journal-damaged',
  /** A sensor without a heartbeat dies: nobody is told. */
  'sensor-silent',
  /** A sensor shows what is not there. */
  'sensor-lying',
  /** The entrance door is left open. */
  'door-open',
  /** A wired home only: the adapter of all lines goes. */
  'bus-lost',
  /** Orders of the centre; forged, replayed, malformed ones with them. */
  'commands',
  /** A copy of the card starts in another box, under the same name. */
  'twin',
] as const;
export const FAULT_KINDS = [...FIRST_KINDS, ...LATER_KINDS] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly toMs: number;
  /** In [0, 1): whatever the kind has to choose. */
  readonly choice: number;
}
export interface FaultPlan {
  /** Expected number per day; kinds that do not occur are left out. */
  readonly rates: Readonly<Partial<Record<FaultKind, number>>>;
  /** Times a day at which several parts go, each coming back when it likes. */
  readonly swizzles: number;
  /** Chance per step of a crash while a question or an unkept alert is in the air. */
  readonly crashInTheAir: number;
  readonly faults: readonly Fault[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long each lasts at most, in minutes; a crash's duration is the time until the hub is up again. */
const MINUTES_MAX: Readonly<Record<FaultKind, number>> = {
  crash: 10,
  'crash-at-commit': 10,
  outage: 600,
  refusing: 240,
  silent: 60,
  duplicating: 240,
  losing: 60,
  forget: 1,
  cut: 1,
  'store-failing': 120,
  'speaker-absent': 600,
  'speaker-stuck': 300,
  'sensor-lost': 600,
  'clock-wrong': 600,
  'desk-crash': 120,
  stop: 5,
  upgrade: 5,
  freeze: 60,
  'clock-shaking': 240,
  'clock-lost': 4000,
  'link-lost': 600,
  'acks-lost': 240,
  reordered: 240,
  'delayed-down': 240,
  'store-full': 240,
  'store-flapping': 120,
  'journal-damaged': 10,
  'sensor-silent': 2880,
  'sensor-lying': 600,
  'door-open': 720,
  'bus-lost': 300,
  commands: 120,
  twin: 300,
};
/** Rare in the world, and enough for a seed once. */
const RARE: ReadonlySet<FaultKind> = new Set(['clock-lost', 'journal-damaged', 'sensor-silent', 'twin']);

/** What goes together in a swizzled outage, each at its own times. */
const SWIZZLED = [
  'link-lost',
  'outage',
  'desk-crash',
  'store-failing',
  'speaker-absent',
  'sensor-lost',
] as const satisfies readonly FaultKind[];
const SWIZZLE_MINUTES = 90;

/** The first kinds alone, as seeds drew them before there were others. */
export function drawFirstFaults(draw: Draw, endMs: number): FaultPlan {
  const rates: Partial<Record<FaultKind, number>> = {};
  const faults: Fault[] = [];
  for (const kind of FIRST_KINDS) {
    const rate = draw.pick([0, 0, 0.5, 1.5, 6] as const);
    if (rate > 0) rates[kind] = rate;
    faults.push(...drawKind(draw, kind, rate, endMs));
  }
  const crashInTheAir = draw.pick([0, 0.002, 0.02] as const);
  return { rates, swizzles: 0, crashInTheAir, faults: inOrder(faults) };
}

/** Draws the faults of a run that end before `endMs`. `later` is the stream of what came after the first kinds. */
export function drawFaults(draw: Draw, later: Draw, endMs: number): FaultPlan {
  const first = drawFirstFaults(draw, endMs);
  // All kinds at once drown each other: some seeds have few, some have many.
  const share = later.pick([0.15, 0.4, 0.8] as const);
  const rates: Partial<Record<FaultKind, number>> = {};
  const faults: Fault[] = [];
  for (const kind of FIRST_KINDS) {
    const rate = first.rates[kind] ?? 0;
    if (rate === 0 || !later.chance(Math.max(share, 0.4))) continue;
    rates[kind] = rate;
    faults.push(...first.faults.filter((fault) => fault.kind === kind));
  }
  for (const kind of LATER_KINDS) {
    const rate = RARE.has(kind) ? later.pick([0.2, 0.5] as const) : later.pick([0.5, 1.5, 4] as const);
    if (!later.chance(share)) continue;
    rates[kind] = rate;
    faults.push(...drawKind(later, kind, rate, endMs));
  }
  const swizzles = later.pick([0, 0, 0.7, 2] as const);
  const times = timesOf(later, swizzles, endMs);
  for (let at = 0; at < times; at += 1) faults.push(...drawSwizzle(later, endMs));
  return { rates, swizzles, crashInTheAir: first.crashInTheAir, faults: inOrder(faults) };
}

/** A world in which nothing fails. */
export function noFaults(): FaultPlan {
  return { rates: {}, swizzles: 0, crashInTheAir: 0, faults: [] };
}

function inOrder(faults: Fault[]): readonly Fault[] {
  return faults.sort((left, right) => left.fromMs - right.fromMs);
}

function drawKind(draw: Draw, kind: FaultKind, rate: number, endMs: number): Fault[] {
  const faults: Fault[] = [];
  for (let left = (rate * endMs) / DAY_MS; left > 0; left -= 1) {
    if (left < 1 && !draw.chance(left)) break;
    faults.push(drawFault(draw, kind, endMs));
  }
  return faults;
}

function drawFault(draw: Draw, kind: FaultKind, endMs: number): Fault {
  // Most are short: the square of a uniform number is below a quarter half of the time.
  const share = draw.unit() * draw.unit();
  const lengthMs = 1000 + Math.floor(share * MINUTES_MAX[kind] * MINUTE_MS);
  const fromMs = draw.between(0, Math.max(0, endMs - lengthMs - 1));
  return { kind, fromMs, toMs: Math.min(fromMs + lengthMs, endMs - 1), choice: draw.unit() };
}

function timesOf(draw: Draw, perDay: number, endMs: number): number {
  return Math.floor((perDay * endMs) / DAY_MS + draw.unit());
}

/** Each part goes within a while of the others, and comes back when it likes: every order occurs. */
function drawSwizzle(draw: Draw, endMs: number): Fault[] {
  const atMs = draw.between(0, Math.max(0, endMs - 2 * SWIZZLE_MINUTES * MINUTE_MS));
  return SWIZZLED.filter(() => draw.chance(0.7)).map((kind) => {
    const fromMs = atMs + draw.between(0, SWIZZLE_MINUTES) * MINUTE_MS;
    const toMs = Math.min(fromMs + draw.between(1, SWIZZLE_MINUTES) * MINUTE_MS, endMs - 1);
    return { kind, fromMs, toMs, choice: draw.unit() };
  });
}
