/**
 * The ear of the uplink: judges what comes down, forgets nothing it obeyed, and bounds what a flood can do.
 *
 * Owns the counters seen since the start, before their records are committed, and how many refusals are recorded.
 * Must never let one message be obeyed twice.
 */
import { recentMessages } from '../checkon/message-memory.ts';
import { recentOrders } from '../config/settings.ts';
import { seesLeaving } from '../detector/presence.ts';
import { isBelieved } from '../home-time.ts';
import type { HubState } from '../machine.ts';
import type { Instant, KeptUpTo, Signatures } from '../ports.ts';
import type { Kept, Refused } from '../record.ts';
import type { Reading } from './command-fields.ts';
import { type Downlink, readDownlink } from './commands.ts';
import { parseEnvelope } from './envelope.ts';
import { KeptMarks } from './kept-marks.ts';
import { keyView, keyringOf } from './keyring.ts';
import { type Identity, topicOf } from './wire.ts';

export interface DownlinkParts {
  readonly identity: Identity;
  readonly signatures: Signatures;
  readonly instant: () => Instant;
  readonly state: () => Readonly<
    Pick<HubState, 'centre' | 'checkon' | 'home' | 'programmes' | 'settings' | 'time'>
  >;
  /** Whether settings can be changed by command at all. */
  readonly canChange: boolean;
}

/** Refusals recorded in a minute: a forger fills neither journal nor card. The others are counted in the heartbeat. */
const REFUSALS_PER_MINUTE = 6;
const MINUTE_MS = 60_000;
/** After a connection is made, the broker says again what it never heard an acknowledgement for. */
const REPEATS_FOR_MS = MINUTE_MS;
/** As many as we let the broker have in flight to us. */
const REPEATS_MAX = 16;
/** Envelopes remembered so that a broker's second delivery is no replay: twice the window of a 16-packet receiver. */
const SEEN_MAX = 32;

export class DownlinkReader {
  readonly #parts: DownlinkParts;
  readonly #counters = new Map<string, number>();
  /** What the processes before this one obeyed, key by key. */
  readonly #floors = new Map<string, number>();
  readonly #marks = new KeptMarks();
  #seen: string[] = [];
  #minuteMs = Number.NEGATIVE_INFINITY;
  #inMinute = 0;
  /** Before it, what was heard already is a repeat. A broker may repeat before the connection is called up. */
  #repeatsUntilMs = Number.POSITIVE_INFINITY;
  /** Messages not obeyed since the start, and those of them that left no record. */
  refused = 0;
  refusedUnrecorded = 0;

  constructor(parts: DownlinkParts) {
    this.#parts = parts;
  }

  topics(): readonly string[] {
    return [topicOf(this.#parts.identity, 'ack'), topicOf(this.#parts.identity, 'command')];
  }

  /** What is told of the word that records are kept which never left. */
  refusalOf({ keyId, counter }: Kept): Refused {
    const topic = topicOf(this.#parts.identity, 'ack');
    return { kind: 'refused', topic, why: 'kept-beyond', keyId, counter };
  }

  connected(nowMs: number): void {
    this.#marks.forget();
    this.#repeatsUntilMs = nowMs + REPEATS_FOR_MS;
  }
  /** Whether a mark of the receiver says more than those before it. */
  isNews(mark: KeptUpTo): boolean {
    return this.#marks.isNews(mark);
  }
  disconnected(): void {
    this.#repeatsUntilMs = Number.POSITIVE_INFINITY;
  }

  /** What follows from a message; null when it is a second delivery, or one refusal too many in a minute. */
  read(topic: string, text: string): Downlink | null {
    const now = this.#parts.instant();
    const { identity, state } = this.#parts;
    const channel = topic === topicOf(identity, 'command') ? 'command' : 'ack';
    const { signature = null, keyId: by = '', counter: count = 0 } = parseEnvelope(text) ?? {};
    if (signature !== null && this.#seen.includes(signature)) return null;
    const { centre } = state();
    const keyring = keyringOf(this.#parts.signatures, centre.keyring);
    const lastCounter = (keyId: string): number => this.#lastCounter(keyId);
    const judge = {
      keyring,
      keys: keyView(keyring, centre.keyring, lastCounter),
      lastCounter,
      nowWallMs: now.wallMs,
      trusted: now.quality === 'synced',
      believed: isBelieved(state().time, now),
      seesLeaving: seesLeaving(state().home.sensors),
      settings: this.#settings(now),
      messages: this.#messages(now),
      reminders: this.#reminders(now),
      needs: state().checkon.needs.open.map(({ need }) => need),
      programmes: {
        open: state().programmes.open.flatMap(({ id, isAnnounced }) => (isAnnounced ? [] : [id])),
        over: state().programmes.over,
      },
    };
    const downlink = readDownlink(channel, topic, text, judge);
    if (downlink.kind === 'refused') {
      if (downlink.fact.why === 'counter-replayed' && this.#isRepeat(by, count, now.monotonicMs)) return null;
      const { keyId, counter } = downlink.fact;
      if (keyId === undefined || counter === undefined)
        return this.#mayRecord(now.monotonicMs) ? downlink : null;
      // The centre was told that this one was not obeyed: nobody may send it once more, when it could be. Always
      // recorded, so that the next process knows it too.
      this.#use(keyId, counter, signature);
      this.refused += 1;
      return downlink;
    }
    this.#use(by, count, signature);
    return downlink;
  }

  #reminders({ monotonicMs }: Instant): readonly string[] {
    const { checkon, time } = this.#parts.state();
    const nowMs = time.originMs + monotonicMs;
    return checkon.reminders.filter(({ untilMs }) => nowMs < untilMs).map(({ reminder }) => reminder);
  }

  #messages({ monotonicMs }: Instant): Reading['messages'] {
    const { checkon, time } = this.#parts.state();
    const { messages } = checkon;
    return {
      waiting: messages.waiting.length,
      recent: recentMessages(messages, time.originMs + monotonicMs),
    };
  }

  #settings({ monotonicMs }: Instant): Reading['settings'] {
    const { canChange, state } = this.#parts;
    const { settings, time } = state();
    const isBusy = settings.asked !== null || settings.trial !== null;
    const recent = recentOrders(settings, time.originMs + monotonicMs);
    return { canChange, version: settings.version, isBusy, recent };
  }

  #use(keyId: string, counter: number, signature: string | null): void {
    this.#floor(keyId);
    this.#counters.set(keyId, counter);
    if (signature !== null) this.#remember(signature);
  }

  /** The fact may still be on its way into state: what was obeyed a moment ago counts already. */
  #lastCounter(keyId: string): number {
    return Math.max(this.#parts.state().centre.counters[keyId] ?? 0, this.#counters.get(keyId) ?? 0);
  }

  /** Asked only about keys we know, and before this process obeyed anything under one. */
  #floor(keyId: string): number {
    const floor = this.#floors.get(keyId) ?? this.#lastCounter(keyId);
    this.#floors.set(keyId, floor);
    return floor;
  }

  /** Signed, for this hub, and obeyed by the process before us, whose acknowledgement to the broker died with it. */
  #isRepeat(keyId: string, counter: number, nowMs: number): boolean {
    const behind = this.#floor(keyId) - counter;
    return behind >= 0 && behind < REPEATS_MAX && nowMs < this.#repeatsUntilMs;
  }

  #remember(signature: string): void {
    this.#seen = [...this.#seen.slice(1 - SEEN_MAX), signature];
  }

  /** Counts a refusal, and says whether it may leave a record. */
  #mayRecord(nowMs: number): boolean {
    this.refused += 1;
    if (nowMs - this.#minuteMs >= MINUTE_MS) {
      this.#minuteMs = nowMs;
      this.#inMinute = 0;
    }
    this.#inMinute += 1;
    if (this.#inMinute <= REFUSALS_PER_MINUTE) return true;
    this.refusedUnrecorded += 1;
    return false;
  }
}
