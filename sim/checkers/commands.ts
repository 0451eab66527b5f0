/**
 * I6 and I8 of what comes down: only what the centre signed is obeyed, as it was meant, once, and in its order.
 *
 * Keeps its own book of what the centre really said, by counter, and of what the hub obeyed. Whether an envelope was
 * obeyed is read off the facts; no cryptography is judged here. Pure.
 */
import { parseEnvelope, parseObject } from '../../agent/uplink/envelope.ts';
import type { Packet, Row } from '../../agent/ports.ts';
import type { AlertStage, Body, Entry } from '../../agent/record.ts';
import type { Report } from './report.ts';

/** What the centre decided and signed, whoever receives it. */
export class SaidByCentre {
  readonly #byCounter = new Map<number, { readonly payload: string; readonly expiry: number }>();

  readonly #stages = new Set<string>();

  /** A person at the desk set a stage: the truth. */
  setStage(alert: string, stage: AlertStage): void {
    this.#stages.add(`${alert}/${stage}`);
  }
  hasSet(alert: string, stage: AlertStage): boolean {
    return this.#stages.has(`${alert}/${stage}`);
  }
  /** The centre published this. */
  said({ payload }: Packet): void {
    const envelope = parseEnvelope(payload);
    if (envelope !== null) this.#byCounter.set(envelope.counter, envelope);
  }
  of(counter: number): { readonly payload: string; readonly expiry: number } | undefined {
    return this.#byCounter.get(counter);
  }
}

type Obeyed = Extract<
  Body,
  { kind: 'desk' | 'kept' | 'plan' | 'watch' | 'message' | 'reminder' | 'visit' | 'programme' }
>;
const OBEYED: ReadonlySet<Body['kind']> = new Set<Obeyed['kind']>([
  'desk',
  'kept',
  'plan',
  'watch',
  'message',
  'reminder',
  'visit',
  'programme',
]);

export class CommandChecker {
  readonly #report: Report;
  readonly #said: SaidByCentre;
  /** Counters obeyed by what is on disk. */
  readonly #onDisk = new Set<number>();
  /** And by this process. */
  #obeyed = new Set<number>();
  #lastCounter = 0;
  /** What was lost with a damaged journal may come again, as long as it is good. */
  #forgot = false;
  /** Orders and stages obeyed, for people. */
  judged = 0;

  constructor(report: Report, said: SaidByCentre) {
    this.#report = report;
    this.#said = said;
  }

  written(rows: readonly Row[]): void {
    for (const { entry } of rows) if (isObeyed(entry.body)) this.#onDisk.add(entry.body.counter);
  }
  /** What never reached the disk was never obeyed. */
  restarted(): void {
    this.#obeyed = new Set(this.#onDisk);
    this.#lastCounter = Math.max(0, ...this.#onDisk);
  }
  damaged(): void {
    this.#onDisk.clear();
    this.#forgot = true;
  }

  observed(committed: readonly Entry[]): void {
    for (const { at, body } of committed) {
      if (!isObeyed(body)) continue;
      this.judged += 1;
      const { counter } = body;
      const said = this.#said.of(counter);
      if (said === undefined || !means(body, said.payload)) {
        this.#report('I6', `${body.kind} under ${counter} was obeyed, and the centre never said so`);
      } else if (this.#forgot && at.quality === 'synced' && at.wallMs > said.expiry) {
        this.#report('I6', `${body.kind} under ${counter} was obeyed after its time`);
      }
      if (this.#obeyed.has(counter)) this.#report('I8', `${body.kind} under ${counter} was obeyed twice`);
      else if (counter < this.#lastCounter)
        this.#report('I8', `${body.kind} under ${counter} was obeyed after ${this.#lastCounter}`);
      this.#obeyed.add(counter);
      this.#lastCounter = Math.max(counter, this.#lastCounter);
    }
  }
}

function isObeyed(body: Body): body is Obeyed {
  return OBEYED.has(body.kind);
}

/** Whether a fact says what the envelope said. */
function means(body: Obeyed, payload: string): boolean {
  const fields = parseObject(payload);
  if (fields === null) return false;
  switch (body.kind) {
    case 'desk':
      return fields['kind'] === 'stage' && fields['alert'] === body.alert && fields['stage'] === body.stage;
    case 'kept':
      return (
        fields['kind'] === 'kept' &&
        fields['lane'] === body.lane &&
        fields['boot'] === body.boot &&
        fields['upTo'] === body.upTo
      );
    case 'plan':
      return body.plan === 'none' ? fields['kind'] === 'plan-withdrawn' : fields['plan'] === body.plan;
    case 'watch':
      return fields['kind'] === 'watch' && fields['level'] === body.level;
    case 'message':
      return fields['kind'] === (body.invites ? 'invite' : 'speak');
    case 'reminder':
      return (
        fields['kind'] === (body.forMs === null ? 'reminder-withdrawn' : 'reminder') &&
        fields['reminder'] === body.reminder
      );
    case 'visit':
      return fields['kind'] === (body.untilWallMs === null ? 'visit-withdrawn' : 'visit');
    case 'programme':
      return (
        fields['kind'] === (body.what === 'none' ? 'programme-withdrawn' : 'programme') &&
        fields['programme'] === body.programme
      );
  }
}
