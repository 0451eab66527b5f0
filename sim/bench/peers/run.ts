/**
 * One run: one contender through one course, and what was counted.
 *
 * Owns the order of things: upstream, receiver, inlet, peer; then the feed with its outage and its kill; then patience
 * until what is owed has arrived. Ends everything it started, also when it is interrupted. A shell.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CentreKey } from '../../keys.ts';
import { Account, type Counted, type Drain } from './account.ts';
import { CONTENDER, type ContenderName, type SetUp } from './contenders.ts';
import type { Course } from './course.ts';
import { type Listener, listening, upstreamIn } from './mosquitto.ts';
import { Process } from './processes.ts';
import { type Receiver, deskReceiver, plainReceiver } from './receivers.ts';
import type { Usage } from './usage.ts';

export interface Place {
  /** Empty; the caller's to remove. */
  readonly folder: string;
  readonly compiled: string;
  readonly key: CentreKey;
  readonly interrupted: AbortSignal;
}
export interface Outcome extends Counted, Drain {
  readonly contender: ContenderName;
  readonly scenario: Course['scenario'];
  readonly duplicatesApplied: number | null;
  readonly usage: Usage;
  /** From the start of the second life to its first packet at the receiver; null where the broker was away then. */
  readonly restartMs: number | null;
}

/** Node-RED needs three seconds of a processor, and a busy machine gives it a tenth of one. */
const CONNECTS_MS_MAX = 180_000;
/** Its own link upwards, after it is connected to the feed: none tells when that stands. */
const SETTLES_MS = 3_000;
/** The feed's own step: what came due since is given together. */
const STEP_MS = 2;
/** Older than this on arrival is backlog. */
const FRESH_MS = 2_000;
/** Once nothing is owed, so long for copies that may still come; once something is, so long without any arrival. */
const COPIES_MS = 1_500;
const SILENT_MS = 12_000;
/** Nothing is held against our own hub before a busy machine has had time to start it again. */
const OUR_SILENT_MS = 120_000;
const LOOK_MS = 50;
/** A peer behind a slow disk is looked at every two seconds: a fiftieth of a processor, or 64 blocks written. */
const LOOKS_PER_WORK = 40;
const WORK_SHARE = 0.02;
const WORK_BYTES = 64 * 4096;
/** The longest of a run after its feed: a paced backlog begins within five minutes. */
const PATIENCE_MS_MAX = 15 * 60_000;

export async function runCourse(contender: ContenderName, course: Course, place: Place): Promise<Outcome> {
  const run = new Run(contender, course, place);
  const abandon = (): void => run.abandon();
  process.on('exit', abandon);
  try {
    return await run.toItsEnd();
  } finally {
    await run.end();
    process.off('exit', abandon);
  }
}

class Run {
  readonly #contender: ContenderName;
  readonly #course: Course;
  readonly #place: Place;
  readonly #account: Account;
  readonly #processes: Process[] = [];
  #setUp: SetUp | null = null;
  #receiver: Receiver | null = null;
  #backMs: number | null = null;
  /** The kill has been sent; the socket may not know. */
  #dying = false;
  #heardMs = 0;
  #restarted: { readonly atMs: number; heardMs: number | null } | null = null;

  constructor(contender: ContenderName, course: Course, place: Place) {
    this.#contender = contender;
    this.#course = course;
    this.#place = place;
    this.#account = new Account(course.events, CONTENDER[contender].acknowledges);
  }

  async toItsEnd(): Promise<Outcome> {
    const { upstream, listener, peer, setUp } = await this.#begin();
    const fromMs = performance.now();
    await Promise.all([
      this.#feed(setUp, fromMs),
      this.#outage(upstream, listener, fromMs),
      this.#kill(peer, fromMs),
    ]);
    await this.#patience(peer);
    const gatherMs = CONTENDER[this.#contender].gatherMs;
    return {
      contender: this.#contender,
      scenario: this.#course.scenario,
      ...this.#account.counted(),
      ...this.#account.drain({ backMs: this.#backMs, freshMs: FRESH_MS + gatherMs }),
      duplicatesApplied: this.#receiver?.duplicatesApplied() ?? null,
      usage: peer.usage(),
      restartMs: restartMsOf(this.#restarted),
    };
  }

  async end(): Promise<void> {
    await this.#receiver?.stop();
    await this.#setUp?.inlet.stop();
    for (const one of this.#processes.toReversed()) await one.end('SIGTERM');
  }
  abandon(): void {
    for (const one of this.#processes) one.abandon();
  }

  async #begin(): Promise<{ upstream: Process; listener: Listener; peer: Process; setUp: SetUp }> {
    const { folder, key, compiled } = this.#place;
    const listener = await upstreamIn(join(folder, 'upstream'));
    const upstream = this.#start(new Process(listener.program));
    await listening(upstream, listener);
    const { isOurs } = CONTENDER[this.#contender];
    const heard = {
      event: (event: number) => this.#account.arrived(event, performance.now()),
      packet: () => this.#heard(),
    };
    this.#receiver = isOurs
      ? await deskReceiver(listener.url, { folder, key }, heard)
      : await plainReceiver(listener.url, heard);
    const peerFolder = join(folder, 'peer');
    mkdirSync(peerFolder);
    const setUp = await CONTENDER[this.#contender].setUp({
      folder: peerFolder,
      upstreamUrl: listener.url,
      key,
      compiled,
      acknowledged: (event) => this.#account.acknowledged(event),
    });
    this.#setUp = setUp;
    const peer = this.#start(new Process(setUp.program));
    await this.#connected(peer, setUp);
    await this.#wait(SETTLES_MS);
    return { upstream, listener, peer, setUp };
  }

  #start(one: Process): Process {
    this.#processes.push(one);
    one.start();
    return one;
  }
  async #connected(peer: Process, { inlet }: SetUp): Promise<void> {
    const untilMs = performance.now() + CONNECTS_MS_MAX;
    while (!inlet.isOpen()) {
      if (!peer.isAlive || performance.now() > untilMs)
        throw new Error(`${this.#contender} never fetched from the feed`);
      await this.#wait(LOOK_MS);
    }
  }

  #heard(): void {
    this.#heardMs = performance.now();
    if (this.#restarted !== null) this.#restarted.heardMs ??= this.#heardMs;
  }

  async #feed({ inlet }: SetUp, fromMs: number): Promise<void> {
    const { events, rate } = this.#course;
    for (let event = 0; event < events;) {
      const nowMs = performance.now();
      const due = Math.min(events, Math.floor(((nowMs - fromMs) * rate) / 1000) + 1);
      for (; event < due; event += 1) {
        if (inlet.isOpen()) {
          this.#account.handed(event, nowMs, this.#dying);
          inlet.give(event);
        } else {
          this.#dying = false;
          this.#account.unseen();
        }
      }
      await this.#wait(STEP_MS);
    }
  }

  async #outage(upstream: Process, listener: Listener, fromMs: number): Promise<void> {
    const { outage } = this.#course;
    if (outage === null) return;
    await this.#until(fromMs + outage.fromMs);
    await upstream.end('SIGTERM');
    await this.#until(fromMs + outage.toMs);
    upstream.start();
    this.#backMs = await listening(upstream, listener);
  }

  async #kill(peer: Process, fromMs: number): Promise<void> {
    const { kill } = this.#course;
    if (kill === null) return;
    await this.#until(fromMs + kill.atMs);
    this.#dying = true;
    await peer.end('SIGKILL');
    await this.#until(fromMs + kill.restartMs);
    this.#dying = false;
    peer.start();
    if (this.#course.outage === null) this.#restarted = { atMs: peer.startedMs, heardMs: null };
  }

  /** Until all that is owed has arrived; or has had its time, and nothing came any more from a peer that rests. */
  async #patience(peer: Process): Promise<void> {
    const { gatherMs, returnsMs, isOurs } = CONTENDER[this.#contender];
    const silentMs = gatherMs + (isOurs ? OUR_SILENT_MS : SILENT_MS);
    const endMs = performance.now();
    // A feed that ends soon after the outage leaves what the peer needs to come back.
    let atWorkMs = Math.max(endMs, (this.#backMs ?? 0) + returnsMs);
    let before = peer.usage();
    for (let looks = 1; ; looks += 1) {
      await this.#wait(LOOK_MS);
      const nowMs = performance.now();
      if (this.#account.owed === 0 && nowMs - Math.max(this.#heardMs, endMs + gatherMs) >= COPIES_MS) return;
      if (looks % LOOKS_PER_WORK === 0) {
        const after = peer.usage();
        if (isAtWork(before, after, LOOKS_PER_WORK * LOOK_MS)) atWorkMs = Math.max(atWorkMs, nowMs);
        before = after;
      }
      if (nowMs - Math.max(this.#heardMs, atWorkMs) >= silentMs || nowMs - endMs >= PATIENCE_MS_MAX) return;
    }
  }

  async #until(atMs: number): Promise<void> {
    await this.#wait(Math.max(0, atMs - performance.now()));
  }
  /** Rejects as soon as it is interrupted. */
  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#place.interrupted });
  }
}

/** Whether it has worked in the last `ms`. */
function isAtWork(before: Usage, after: Usage, ms: number): boolean {
  const cpuMs = after.cpuMs - before.cpuMs;
  return cpuMs >= WORK_SHARE * ms || after.writtenBytes - before.writtenBytes >= WORK_BYTES;
}

function restartMsOf(
  restarted: { readonly atMs: number; readonly heardMs: number | null } | null,
): number | null {
  const heardMs = restarted?.heardMs ?? null;
  return restarted === null || heardMs === null ? null : heardMs - restarted.atMs;
}
