/**
 * The uplink: reads the journal's lanes and publishes them, and turns what comes back into facts.
 *
 * Owns the conversation with the Publisher port. Must never publish what the journal has not given out, and never
 * count on the pipe: each connection begins with a birth and with everything the receiver has not kept. What it
 * forgets in a crash the journal still has.
 */
import type { ErrorCode } from '../errors.ts';
import type { Packet } from '../ports.ts';
import type { Entry, Lane } from '../record.ts';
import type { Downlink } from './commands.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { DownlinkReader } from './downlink.ts';
import { heartbeatOf, statusOf } from './heartbeat.ts';
import { Lanes, type Shipment } from './lanes.ts';
import { LinkTeller } from './link-teller.ts';
import { Pace } from './pace.ts';
import { Namesake } from './namesake.ts';
import { packerFor } from './packing.ts';
import { deliveryOf } from './refusals.ts';
import { Results } from './results.ts';
import { UnkeptAlerts } from './unkept-alerts.ts';
import { UnkeptLanes } from './unkept-lanes.ts';
import type { UplinkParts } from './uplink-parts.ts';
import * as wire from './wire.ts';

type Slot = 'owed' | 'flying' | 'refused' | 'done';

export class Uplink {
  readonly #parts: UplinkParts;
  readonly #lanes: Lanes;
  readonly #pace: Pace;
  readonly #down: DownlinkReader;
  readonly #link: LinkTeller;
  readonly #namesake: Namesake;
  /** The broker's own limit of packets in flight, when it named one. */
  #receiveMax = Number.POSITIVE_INFINITY;
  /** Counts connections: a callback of an earlier one changes nothing. */
  #connection = 0;
  #status: Slot = 'done';
  #heartbeat: Slot = 'done';
  readonly #results: Results;
  /** Birth, heartbeat and results in flight. */
  #flying = 0;
  #heartbeatDueMs = Number.POSITIVE_INFINITY;
  readonly #unkept = new UnkeptAlerts();
  readonly #unkeptLanes: UnkeptLanes;
  #pumping = false;
  #pumpAgain = false;
  #stopped = false;

  constructor(parts: UplinkParts) {
    this.#parts = parts;
    const { policy, birth, journal, signatures, random, instant, state, emit } = parts;
    this.#pace = new Pace(policy.backlogBytesPerS, random);
    this.#unkeptLanes = new UnkeptLanes(birth.boot);
    this.#lanes = new Lanes(journal, packerFor(policy, parts.consented, birth.boot, instant), this.#pace);
    this.#link = new LinkTeller(emit, () => {
      const { quality, wallMs } = instant();
      return quality === 'synced' ? wallMs : null;
    });
    this.#namesake = new Namesake(policy, birth);
    this.#results = new Results(policy, birth.boot, instant, () => diagnosticsOf(parts));
    const canChange = birth.takesSettings ?? false;
    this.#down = new DownlinkReader({ identity: policy, signatures, instant, state, canChange });
  }

  start(): void {
    const { publisher, policy, birth } = this.#parts;
    const topics = [...this.#down.topics(), this.#namesake.topic];
    publisher.start(wire.statusPacket(policy, statusOf(birth, 'offline'), null), topics, {
      up: (receiveMax) => this.#up(receiveMax ?? Number.POSITIVE_INFINITY),
      down: (why) => this.#lost(why),
      message: (topic, payload) => this.#message(topic, payload),
      certificate: (endWallMs) => this.#link.certificate(endWallMs),
    });
  }

  /** After each commit, with what it held. */
  committed(entries: readonly Entry[]): void {
    this.#results.committed(entries, this.#parts.journal.durable());
    this.pump();
  }

  /** Publishes what may go now; cheap when the link is down. */
  pump(): void {
    if (this.#link.state !== 'up' || this.#stopped) return;
    this.#pumpAgain = true;
    // Publishing may call back at once, and a fact may come around through a commit: both only ask for one more round.
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#pumpAgain) {
      this.#pumpAgain = false;
      this.#publishAll();
    }
    this.#pumping = false;
  }

  /** Monotonic ms of the next heartbeat, retry or word of the link; Infinity when there is none. */
  dueMs(): number {
    if (this.#stopped) return Number.POSITIVE_INFINITY;
    const tellMs = this.#link.dueMs();
    if (this.#link.state !== 'up') return tellMs;
    const lanesMs = this.#lanes.dueMs(this.#windowMax() - this.#flying);
    return Math.min(tellMs, this.#heartbeatDueMs, this.#unkept.dueMs, lanesMs);
  }

  /** Does what is due. Harmless when nothing is. */
  wake(): void {
    if (this.#stopped) return;
    const { monotonicMs } = this.#parts.instant();
    this.#link.wake(monotonicMs);
    if (this.#link.state !== 'up') return;
    if (monotonicMs >= this.#heartbeatDueMs) this.#beat(monotonicMs);
    if (this.#unkept.due(monotonicMs, this.#parts.journal)) this.#lanes.resend('alert');
    this.pump();
  }

  /** Packets published and not yet acknowledged. */
  inFlight(): number {
    return this.#flying + this.#lanes.flying;
  }

  /** Nothing owed beyond what is in flight; never true while records wait for a link. */
  idle(lanes?: readonly Lane[]): boolean {
    return this.#lanes.idle(lanes);
  }

  /** Says farewell as far as the link allows, and lets the pipe go. Nothing is read or emitted afterwards. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    const { publisher, policy, birth, instant } = this.#parts;
    if (this.#link.state === 'up') {
      publisher.publish(wire.statusPacket(policy, statusOf(birth, 'offline'), instant()), () => {});
    }
    await publisher.stop();
  }

  // ---- The link --------------------------------------------------------------------------------------------------

  #up(receiveMax: number): void {
    if (this.#stopped) return;
    this.#receiveMax = receiveMax;
    const { monotonicMs } = this.#parts.instant();
    this.#newConnection(monotonicMs);
    this.#pace.cameBack(monotonicMs);
    this.#status = 'owed';
    this.#heartbeat = 'owed';
    this.#heartbeatDueMs = monotonicMs + this.#parts.policy.heartbeatMs;
    this.#down.connected(monotonicMs);
    this.#link.change('up', null, monotonicMs);
    this.pump();
    this.#parts.dueEarlier();
  }

  #lost(why: ErrorCode): void {
    if (this.#stopped) return;
    const { monotonicMs } = this.#parts.instant();
    if (this.#link.state === 'up') this.#newConnection(monotonicMs);
    this.#pace.wentDown(monotonicMs);
    this.#down.disconnected();
    this.#link.change('down', why, monotonicMs);
    this.#parts.dueEarlier();
  }

  #newConnection(nowMs: number): void {
    this.#connection += 1;
    this.#namesake.connected();
    this.#flying = 0;
    this.#unkept.reset();
    this.#lanes.rewind(nowMs);
  }

  #beat(nowMs: number): void {
    const { policy, state, journal, emit } = this.#parts;
    this.#heartbeatDueMs = nowMs + policy.heartbeatMs;
    // A heartbeat still in the air says the same: the next one waits for its turn.
    if (this.#heartbeat === 'done') this.#heartbeat = 'owed';
    const delivery = deliveryOf({ lanes: this.#lanes, journal, state: state() }, nowMs);
    if (delivery !== null) emit(delivery);
    const isOut = (lane: Lane): boolean => this.#lanes.idle([lane]);
    for (const lane of this.#unkeptLanes.due(nowMs, journal, isOut)) this.#lanes.resend(lane);
  }

  #windowMax(): number {
    return Math.min(this.#parts.policy.window, this.#receiveMax);
  }

  // ---- Upwards ---------------------------------------------------------------------------------------------------

  #publishAll(): void {
    const windowMax = this.#windowMax();
    if (this.#status === 'owed' && this.inFlight() < windowMax) this.#sendStatus();
    const { monotonicMs } = this.#parts.instant();
    // Asked each time: the link may break, and an acknowledgement may come, while we publish.
    while (this.#link.state === 'up') {
      const shipment = this.#lanes.next(monotonicMs, windowMax - this.#flying);
      if (shipment === null) break;
      this.#ship(shipment);
    }
    if (this.#link.state !== 'up') return;
    if (this.#heartbeat === 'owed' && this.inFlight() < windowMax) this.#sendHeartbeat();
    while (this.inFlight() < windowMax) {
      const result = this.#results.next();
      if (result === undefined) break;
      this.#send(result, () => {});
    }
  }

  #ship(shipment: Shipment): void {
    this.#parts.publisher.publish(shipment.packet, (failed) => {
      if (this.#stopped) return;
      const { monotonicMs } = this.#parts.instant();
      this.#lanes.landed(shipment, failed, monotonicMs);
      if (failed === null && shipment.lane === 'alert') this.#unkept.acknowledged(shipment.rows, monotonicMs);
      this.pump();
      // Whoever pumps looks at the time afterwards; nobody else does.
      if (!this.#pumping) this.#parts.dueEarlier();
    });
  }

  #sendStatus(): void {
    this.#status = 'flying';
    const { policy, birth, instant } = this.#parts;
    this.#send(wire.statusPacket(policy, statusOf(birth, 'online'), instant()), (failed) => {
      // A birth that was refused is tried again with the next heartbeat.
      this.#status = failed === null ? 'done' : 'refused';
      if (failed === null) this.#namesake.born();
    });
  }

  #sendHeartbeat(): void {
    this.#heartbeat = 'flying';
    const { policy, birth, instant, state, journal } = this.#parts;
    const now = instant();
    const { refused, refusedUnrecorded } = this.#down;
    const evaluatedMs = this.#parts.evaluatedMs?.() ?? now.monotonicMs;
    const about = { birth, now, state: state(), evaluatedMs, refused, refusedUnrecorded };
    const heartbeat = heartbeatOf({ ...about, journal, lanes: this.#lanes });
    this.#send(wire.heartbeatPacket(policy, heartbeat, now), () => {
      this.#heartbeat = 'done';
      if (this.#status === 'refused') this.#status = 'owed';
    });
  }

  /** One packet that is no lane's: lost with its connection, and nobody's loss. */
  #send(packet: Packet, landed: (failed: ErrorCode | null) => void): void {
    const connection = this.#connection;
    this.#flying += 1;
    this.#parts.publisher.publish(packet, (failed) => {
      if (this.#stopped || connection !== this.#connection) return;
      this.#flying -= 1;
      landed(failed);
      this.pump();
    });
  }

  // ---- Downwards ---------------------------------------------------------------------------------------------------

  #message(topic: string, payload: string): void {
    if (this.#stopped) return;
    if (topic === this.#namesake.topic) {
      if (this.#namesake.isNewIn(payload)) this.#link.taken(this.#parts.instant().monotonicMs);
      return;
    }
    const downlink = this.#down.read(topic, payload);
    if (downlink !== null) this.#obey(downlink);
  }

  #obey(downlink: Downlink): void {
    const { birth, emit } = this.#parts;
    switch (downlink.kind) {
      case 'kept':
        if (!downlink.byHand && this.#lanes.isBeyond(downlink.fact, birth.boot)) {
          // Believing it would let records go that never left.
          emit(this.#down.refusalOf(downlink.fact));
          break;
        }
        if (downlink.fact.lane === 'alert') this.#unkept.kept();
        if (this.#down.isNews(downlink.fact)) emit(downlink.fact);
        if (downlink.resend) this.#lanes.resend(downlink.fact.lane);
        break;
      case 'stage':
      case 'order':
        emit(downlink.fact);
        break;
      case 'refused':
        emit(downlink.fact);
        if (downlink.result !== null) this.#results.owe(downlink.result);
        break;
    }
    this.pump();
  }
}
