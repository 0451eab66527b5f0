/**
 * Does what was drawn: breaks each part at its time and mends it again, and gives a new hub what is broken now.
 *
 * Owns the faults in force: of several of one kind the last to end mends it. When faults end, everything is whole at
 * once.
 */
import { unreachable } from '../../agent/errors.ts';
import type { Fault, FaultKind } from '../faults.ts';
import type { SpeakerFault } from '../simulated-speaker.ts';
import { BrokenClock } from './broken-clock.ts';
import { LeftOpenDoor } from './home.ts';
import type { HubLife } from './life.ts';
import type { DiskFault } from './mortal-store.ts';
import { SWARM_SENSORS } from './resident.ts';
import { START_WALL_MS } from './setting.ts';
import type { SwarmWorld } from './world.ts';

const MINUTE_MS = 60_000;
const CUT_OFF = { hub: 'link-lost hub', desk: 'link-lost desk' } as const;
/** What lies between hub and desk. */
const BETWEEN: ReadonlySet<FaultKind> = new Set([
  'outage',
  'refusing',
  'silent',
  'duplicating',
  'losing',
  'forget',
  'cut',
  'desk-crash',
  'link-lost',
  'acks-lost',
  'reordered',
  'delayed-down',
]);
/** After a takeover the one that is left comes back within this. */
const AFTER_TWIN_MS = 5 * MINUTE_MS;

export class FaultBench {
  readonly door: LeftOpenDoor;
  readonly #world: SwarmWorld;
  readonly #clock: BrokenClock;
  /** How many of each kind are in force. */
  readonly #depth = new Map<string, number>();
  /** Faults between hub and desk in force, and when the last of them ended. */
  #between = 0;
  #wholeSinceMs = 0;
  #contestedUntilMs = 0;
  #isCalm = false;

  constructor(world: SwarmWorld) {
    this.#world = world;
    this.#clock = new BrokenClock(world.clock, START_WALL_MS);
    this.door = new LeftOpenDoor(world.home);
  }

  start(): void {
    const { clock, setting } = this.#world;
    for (const fault of setting.plan.faults) {
      clock.after(fault.fromMs, () => this.#turn(fault, true));
      clock.after(fault.toMs, () => this.#turn(fault, false));
    }
    clock.after(setting.calmMs, () => this.#calm());
  }
  /** Since when nothing fails between hub and desk; Infinity: something does. */
  get wholeSinceMs(): number {
    return this.#between > 0 ? Number.POSITIVE_INFINITY : this.#wholeSinceMs;
  }

  /** Until when another hub under the same name may be felt. */
  get contestedUntilMs(): number {
    return this.#contestedUntilMs;
  }

  /** A new hub meets a world that is as broken as before. */
  equip(life: HubLife): void {
    life.speaker.fault = this.#speakerFault();
    life.store.fault = this.#diskFault();
  }

  #turn(fault: Fault, on: boolean): void {
    if (this.#isCalm) return;
    if (BETWEEN.has(fault.kind)) this.#between += on ? 1 : -1;
    if (BETWEEN.has(fault.kind)) this.#wholeSinceMs = this.#world.nowMs;
    this.#force(fault, on);
  }

  #force(fault: Fault, on: boolean): void {
    switch (fault.kind) {
      case 'crash':
      case 'crash-at-commit':
      case 'stop':
      case 'upgrade':
      case 'freeze':
      case 'journal-damaged':
        if (on) this.#end(fault, fault.toMs - fault.fromMs);
        break;
      case 'forget':
      case 'cut':
      case 'desk-crash':
        if (on) this.#strike(fault);
        break;
      case 'outage':
      case 'refusing':
      case 'silent':
      case 'duplicating':
      case 'losing':
      case 'link-lost':
      case 'acks-lost':
      case 'reordered':
      case 'delayed-down':
        this.#add(fault.kind === 'link-lost' ? CUT_OFF[hubOrDesk(fault)] : fault.kind, on);
        this.#showBroker();
        break;
      case 'store-failing':
      case 'store-full':
      case 'store-flapping':
      case 'speaker-absent':
      case 'speaker-stuck':
        this.#add(fault.kind, on);
        if (this.#world.life !== null) this.equip(this.#world.life);
        break;
      case 'clock-wrong':
      case 'clock-lost':
      case 'clock-shaking':
        this.#setClock(fault, on);
        break;
      case 'sensor-lost':
      case 'sensor-silent':
      case 'sensor-lying':
      case 'door-open':
      case 'bus-lost':
        this.#breakSensor(fault, on);
        break;
      case 'commands':
        if (on) this.#world.storm(fault);
        break;
      case 'twin':
        this.#contestedUntilMs = Math.max(this.#contestedUntilMs, fault.toMs + AFTER_TWIN_MS);
        this.#world.copyCard(fault, on);
        break;
      default:
        unreachable(fault.kind);
    }
  }

  /** What the home notices of somebody. */
  #breakSensor(fault: Fault, on: boolean): void {
    const { home } = this.#world;
    if (fault.kind === 'door-open') return this.door.leave(on);
    const sensor = sensorOf(fault);
    const what = fault.kind === 'bus-lost' ? fault.kind : `${fault.kind} ${sensor}`;
    if (!this.#add(what, on)) return;
    if (fault.kind === 'bus-lost') home.loseBus(on);
    else if (fault.kind === 'sensor-lost') home.lose(sensor, on);
    else if (fault.kind === 'sensor-silent') home.silence(sensor, on);
    else home.lie(sensor, on, fault.choice);
  }

  /** How a life of the hub ends, or stands still. */
  #end({ kind, choice }: Fault, downMs: number): void {
    const { box } = this.#world;
    if (kind === 'crash') {
      if (choice < 0.5) this.#powerCut(choice * 2);
      box.kill(downMs);
    } else if (kind === 'crash-at-commit') box.life?.store.dieAtCommit(choice < 0.5 ? 'before' : 'after');
    else if (kind === 'freeze') box.freeze(downMs);
    else if (kind === 'journal-damaged') box.damage(downMs, choice < 0.4 ? 0 : choice);
    else box.stop(downMs, kind === 'upgrade');
  }
  /** What happens in an instant. */
  #strike(fault: Fault): void {
    const { broker, desk, box, setting } = this.#world;
    if (fault.kind === 'forget') broker.forget();
    else if (fault.kind === 'desk-crash') desk.kill(fault.toMs - fault.fromMs);
    else box.guard(() => broker.cut(hubOrDesk(fault) === 'hub' ? setting.config.uplink.hub : 'desk'));
  }

  /** Says whether that is the first of its kind in force, or was the last. */
  #add(what: string, on: boolean): boolean {
    const before = this.#depth.get(what) ?? 0;
    const after = Math.max(0, before + (on ? 1 : -1));
    this.#depth.set(what, after);
    return (before === 0) !== (after === 0);
  }
  #is(what: string): boolean {
    return (this.#depth.get(what) ?? 0) > 0;
  }

  /** Breaking connections calls into the hub, which may die of it; the broker is broken all the same. */
  #showBroker(): void {
    const { broker, box, meddler, setting } = this.#world;
    meddler.reordering = this.#is('reordered');
    meddler.delaying = this.#is('delayed-down');
    box.guard(() =>
      broker.set({
        outage: this.#is('outage'),
        refusing: this.#is('refusing'),
        silent: this.#is('silent'),
        duplicating: this.#is('duplicating'),
        losing: this.#is('losing'),
        losingAcks: this.#is('acks-lost'),
        unreachable: [
          ...(this.#is(CUT_OFF.hub) ? [setting.config.uplink.hub] : []),
          ...(this.#is(CUT_OFF.desk) ? ['desk'] : []),
        ],
      }),
    );
  }
  #speakerFault(): SpeakerFault {
    if (this.#is('speaker-absent')) return 'no-device';
    return this.#is('speaker-stuck') ? 'stuck' : 'none';
  }
  #diskFault(): DiskFault {
    if (this.#is('store-failing')) return 'unwritable';
    if (this.#is('store-full')) return 'full';
    return this.#is('store-flapping') ? 'flapping' : 'none';
  }
  #setClock(fault: Fault, on: boolean): void {
    if (!on) this.#clock.mend(fault);
    else if (fault.kind === 'clock-shaking') this.#clock.shake(fault, fault.toMs);
    else this.#clock.wrong(fault, fault.kind === 'clock-lost' ? 0 : fault.choice);
  }
  /** A board without a battery clock: 1970, or the time that was saved, until a time server answers. */
  #powerCut(choice: number): void {
    const about = {};
    this.#clock.powerCut(about, choice);
    this.#world.clock.after((1 + Math.floor(choice * 60)) * MINUTE_MS, () => this.#clock.mend(about));
  }

  /** Whatever is in force ends. */
  #calm(): void {
    const { setting, nowMs, box } = this.#world;
    for (const fault of setting.plan.faults) {
      if (fault.fromMs <= nowMs && nowMs < fault.toMs) this.#turn(fault, false);
    }
    this.#isCalm = true;
    this.#clock.mendAll();
    box.thaw();
  }
}

function hubOrDesk({ choice }: Fault): 'hub' | 'desk' {
  return choice < 0.5 ? 'hub' : 'desk';
}
function sensorOf({ choice }: Fault): string {
  return SWARM_SENSORS[Math.floor(choice * SWARM_SENSORS.length)]?.id ?? 'front-door';
}
