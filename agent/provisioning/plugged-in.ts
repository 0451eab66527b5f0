/**
 * What is at a port that has come up: a sensor node and whose, the console of a hub, a Firmata board, or nothing we know.
 *
 * Owns the looks, one after the other, and the words. A look is harmless to whatever is there: a resume that names nothing, a
 * hello and a request for a version are questions in their own protocol and change nothing, and no other device takes
 * them for a command: they fail its checksum, and to a shell the hello is a comment. Pure. Must never call a device by
 * anything but its own whole answer.
 */
import { readBoot } from '../sensors/drivers/sensor-node/bodies.ts';
import { writeFrame } from '../sensors/drivers/sensor-node/frame.ts';
import { PROTOCOL_VERSION, encodeFrame, readLine } from './console/frame.ts';
import { FACTORY, type HeardFrame, type NodeIdentity, emptyLine, hearLine } from './node-line.ts';

/** kind → what it is called, and what to do about it when a new node is awaited. Sorted. */
export const PLUGGED_IN = {
  // sorted
  'firmata-board': ['a Firmata board', 'It needs no setting up: name its port in the plan or in hub.yaml.'],
  'foreign-node': [
    'a node of another home',
    'To take it over, switch it off, hold its button, switch it on, and let go after 12 seconds.',
  ],
  garbage: [
    'something that speaks, and is no node',
    'A meter or a companion needs no setting up: name its port in hub.yaml.',
  ],
  'hub-console': [
    'the console of a hub',
    'Leave it: it is no node. What can be done there: screen PORT, help',
  ],
  'new-node': [
    'a new node',
    'New nodes are all alike: leave one, or name the port of each in the plan (port:).',
  ],
  'older-node': [
    'a node with older firmware',
    'Programme it with the firmware of this release (boards/sensor-node), then plug it in again.',
  ],
  'own-node': ['set up already', 'It needs nothing more.'],
  silent: ['silent', 'Is it switched on, and is this its cable? Unplug it, count to five, plug it in again.'],
} as const satisfies Record<string, readonly [what: string, todo: string]>;
export type PluggedKind = keyof typeof PLUGGED_IN;
export interface PluggedIn {
  readonly kind: PluggedKind;
  /** Whose node it is, of those that are known here; what it said of itself besides; '' for nothing. */
  readonly detail: string;
  /** What a node said, for whoever sets it up: it answers once in ten seconds. */
  readonly bytes: Uint8Array;
}

export type LookName = 'node' | 'console' | 'firmata' | 'node-again';
export interface Look {
  readonly name: LookName;
  readonly baud: number;
  readonly ms: number;
  /** When in the look the question is asked. */
  readonly askAtMs: readonly number[];
}
/** The surest first. A board that restarts when its port is opened speaks within three seconds; a node that has just answered
 * somebody else does so again after ten. */
export const LOOKS: readonly Look[] = [
  { name: 'node', baud: 38_400, ms: 1_500, askAtMs: [0, 700] },
  { name: 'console', baud: 115_200, ms: 1_000, askAtMs: [0, 400] },
  { name: 'firmata', baud: 57_600, ms: 4_000, askAtMs: [0, 3_000] },
  { name: 'node-again', baud: 38_400, ms: 11_000, askAtMs: [0, 5_000, 10_000] },
];

const FIRMWARE_MAJOR = 1;
const HELLO_ID = 1;
const REPORT_VERSION = 0xf9;
/** Firmata protocols so far: 1.0 to 2.x; each number is below 16, and noise is not. */
const VERSION_MAX = 15;
/** A frame of a console and the prompt before it. */
const TEXT_CHARS_MAX = 8_192;

export class Looking {
  readonly #identities: readonly NodeIdentity[];
  #line = emptyLine();
  #text = '';
  #bytes: number[] = [];
  #heard = 0;
  #isForeign = false;
  #isOther = false;

  /** `identities`: all nodes that are known here. */
  constructor(identities: readonly NodeIdentity[]) {
    this.#identities = [FACTORY, ...identities];
  }

  /** What to send; the look before is over. */
  begin(): void {
    this.#line = emptyLine();
    this.#text = '';
    this.#bytes = [];
  }
  question(name: LookName): readonly Uint8Array[] {
    switch (name) {
      case 'node':
      case 'node-again':
        return this.#identities.map(({ address, key }) =>
          writeFrame({ type: 'resume', address, session: 0, count: 0 }, new Uint8Array(), key),
        );
      case 'console':
        return [new TextEncoder().encode(HELLO)];
      case 'firmata':
        return [Uint8Array.of(REPORT_VERSION)];
    }
  }
  /** Null: not yet sure. */
  hear(name: LookName, bytes: Uint8Array): PluggedIn | null {
    this.#heard += bytes.length;
    switch (name) {
      case 'node':
      case 'node-again':
        return this.#hearNode(bytes);
      case 'console':
        return this.#hearConsole(bytes);
      case 'firmata':
        return this.#hearFirmata(bytes);
    }
  }
  /** After all looks. */
  end(): PluggedIn {
    if (this.#isForeign) return seen('foreign-node');
    if (this.#isOther) return seen('older-node');
    return this.#heard > 0 ? seen('garbage', `${this.#heard} bytes`) : seen('silent');
  }

  #hearNode(bytes: Uint8Array): PluggedIn | null {
    this.#bytes.push(...bytes);
    const frames = hearLine(this.#line, bytes, this.#identities);
    this.#isForeign ||= this.#line.counts.foreign > 0;
    this.#isOther ||= this.#line.counts.unknown > 0;
    const [first] = frames;
    return first === undefined ? null : nodeOf(first, Uint8Array.from(this.#bytes));
  }
  #hearConsole(bytes: Uint8Array): PluggedIn | null {
    this.#text = `${this.#text}${new TextDecoder('latin1').decode(bytes)}`.slice(-TEXT_CHARS_MAX);
    // The last one has no end yet.
    const lines = this.#text.split(/[\r\n]+/).slice(0, -1);
    return lines.map(readLine).some(isAnswer) ? seen('hub-console') : null;
  }
  #hearFirmata(bytes: Uint8Array): PluggedIn | null {
    this.#bytes.push(...bytes);
    const at = this.#bytes.findIndex(
      (byte, index) =>
        byte === REPORT_VERSION &&
        [1, 2].every((next) => (this.#bytes[index + next] ?? Number.POSITIVE_INFINITY) <= VERSION_MAX),
    );
    if (at < 0) return null;
    return seen('firmata-board', `protocol ${this.#bytes[at + 1]}.${this.#bytes[at + 2]}`);
  }
}

const HELLO =
  encodeFrame(HELLO_ID, { do: 'hello', versions: [PROTOCOL_VERSION], session: 'what-is-there' }) ?? '';

/** An echo of the question is none. */
function isAnswer(line: ReturnType<typeof readLine>): boolean {
  if (line.type !== 'frame' || line.id !== HELLO_ID) return false;
  const { body } = line;
  return typeof body === 'object' && body !== null && ('ok' in body || 'error' in body);
}

function nodeOf({ of, frame, body }: HeardFrame, bytes: Uint8Array): PluggedIn {
  const major = frame.type === 'boot' ? readBoot(body).major : FIRMWARE_MAJOR;
  if (major < FIRMWARE_MAJOR) return { kind: 'older-node', detail: `firmware ${major}`, bytes };
  return of === FACTORY
    ? { kind: 'new-node', detail: '', bytes }
    : { kind: 'own-node', detail: of.id, bytes };
}

function seen(kind: PluggedKind, detail = ''): PluggedIn {
  return { kind, detail, bytes: new Uint8Array() };
}
