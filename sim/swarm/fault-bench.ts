/**
 * Does what was drawn: breaks each part at its time and mends it again, and gives a new hub what is broken now.
 *
 * Owns the faults in force. When faults end, everything is whole at once.
 */
import { unreachable } from '../../agent/errors.ts';
import type { Fault } from '../faults.ts';
import type { SpeakerFault } from '../simulated-speaker.ts';
import { SWARM_SENSORS } from './resident.ts';
import type { HubLife } from './life.ts';
import { START_WALL_MS } from './setting.ts';
import type { SwarmWorld } from './world.ts';

const YEAR_MS = 365 * 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export class FaultBench {
  readonly #world: SwarmWorld;
  #storeFails = 0;
  #speaker: SpeakerFault = 'none';
  /** The hub's wall clock minus the true one. */
  #wallOffMs = 0;
  readonly #lost = new Map<string, number>();

  constructor(world: SwarmWorld) {
    this.#world = world;
  }

  start(): void {
    const { clock, setting } = this.#world;
    for (const fault of setting.plan.faults) {
      clock.after(fault.fromMs, () => this.#begin(fault));
      clock.after(fault.toMs, () => this.#end(fault));
    }
    clock.after(setting.calmMs, () => this.#calm());
  }

  /** A new hub meets a world that is as broken as before. */
  equip(life: HubLife): void {
    life.speaker.fault = this.#speaker;
    if (this.#storeFails > 0) life.store.inner.failNext('journal-unwritable', Number.POSITIVE_INFINITY);
  }

  #begin(fault: Fault): void {
    const { broker, setting } = this.#world;
    const downMs = fault.toMs - fault.fromMs;
    switch (fault.kind) {
      case 'crash':
        if (fault.choice < 0.5) this.#powerCut(fault.choice * 2);
        this.#world.kill(downMs);
        break;
      case 'crash-at-commit':
        this.#world.life?.store.dieAtCommit(fault.choice < 0.5 ? 'before' : 'after');
        break;
      case 'outage':
      case 'refusing':
      case 'silent':
      case 'duplicating':
      case 'losing':
        this.#broker(fault.kind, true);
        break;
      case 'forget':
        broker.forget();
        break;
      case 'cut':
        this.#world.toHub(() => broker.cut(fault.choice < 0.5 ? setting.config.uplink.hub : 'desk'));
        break;
      case 'store-failing':
        this.#failStore(1);
        break;
      case 'speaker-absent':
        this.#setSpeaker('no-device');
        break;
      case 'speaker-stuck':
        this.#setSpeaker('stuck');
        break;
      case 'sensor-lost':
        this.#lose(sensorOf(fault), 1);
        break;
      case 'clock-wrong':
        this.#setWall(...wrongWall(fault.choice, this.#world.nowMs));
        break;
      case 'desk-crash':
        this.#world.desk.kill(downMs);
        break;
      default:
        unreachable(fault.kind);
    }
  }

  #end({ kind, ...fault }: Fault): void {
    switch (kind) {
      case 'outage':
      case 'refusing':
      case 'silent':
      case 'duplicating':
      case 'losing':
        this.#broker(kind, false);
        break;
      case 'store-failing':
        this.#failStore(-1);
        break;
      case 'speaker-absent':
      case 'speaker-stuck':
        this.#setSpeaker('none');
        break;
      case 'sensor-lost':
        this.#lose(sensorOf(fault), -1);
        break;
      case 'clock-wrong':
        this.#setWall(0, 'synced');
        break;
      case 'crash':
      case 'crash-at-commit':
      case 'forget':
      case 'cut':
      case 'desk-crash':
        break;
      default:
        unreachable(kind);
    }
  }

  #calm(): void {
    this.#world.broker.set({
      outage: false,
      refusing: false,
      silent: false,
      duplicating: false,
      losing: false,
    });
    this.#failStore(-this.#storeFails);
    this.#setSpeaker('none');
    for (const sensor of this.#lost.keys()) this.#lose(sensor, -(this.#lost.get(sensor) ?? 0));
    this.#setWall(0, 'synced');
  }

  /** Breaking connections calls into the hub, which may die of it; the broker is broken all the same. */
  #broker(kind: 'outage' | 'refusing' | 'silent' | 'duplicating' | 'losing', on: boolean): void {
    const { broker } = this.#world;
    const set = (): void => broker.set({ [kind]: on });
    if (!this.#world.toHub(set)) set();
  }
  #failStore(by: number): void {
    this.#storeFails += by;
    const inner = this.#world.life?.store.inner;
    if (this.#storeFails > 0) inner?.failNext('journal-unwritable', Number.POSITIVE_INFINITY);
    else inner?.mend();
  }
  #setSpeaker(fault: SpeakerFault): void {
    this.#speaker = fault;
    if (this.#world.life !== null) this.#world.life.speaker.fault = fault;
  }
  #lose(sensor: string, by: number): void {
    const before = this.#lost.get(sensor) ?? 0;
    this.#lost.set(sensor, before + by);
    const health = before + by > 0 ? 'lost' : 'ok';
    this.#world.missed();
    this.#world.toHub(({ hub }) => hub.submit({ kind: 'sensor-health', sensor, health, why: 'heartbeat' }));
  }
  #setWall(offMs: number, quality: 'none' | 'saved' | 'synced'): void {
    this.#world.clock.stepWall(offMs - this.#wallOffMs, quality);
    this.#wallOffMs = offMs;
  }
  /** A board without a battery clock: 1970, or the time that was saved, until a time server answers. */
  #powerCut(choice: number): void {
    const trueMs = START_WALL_MS + this.#world.nowMs;
    if (choice < 0.5) this.#setWall(-trueMs, 'none');
    else this.#setWall(-HOUR_MS, 'saved');
    this.#world.clock.after((1 + Math.floor(choice * 60)) * MINUTE_MS, () => this.#setWall(0, 'synced'));
  }
}

function sensorOf({ choice }: Pick<Fault, 'choice'>): string {
  return SWARM_SENSORS[Math.floor(choice * SWARM_SENSORS.length)]?.id ?? 'front-door';
}

function wrongWall(choice: number, nowMs: number): [number, 'none' | 'saved'] {
  if (choice < 0.3) return [-(START_WALL_MS + nowMs), 'none'];
  if (choice < 0.6) return [56 * YEAR_MS, 'saved'];
  return [Math.floor((choice - 0.8) * 48 * HOUR_MS), 'saved'];
}
