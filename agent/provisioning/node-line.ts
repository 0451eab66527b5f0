/**
 * The line on which a technician meets a sensor node: which frames are whole, and under whose identity each was made.
 *
 * Owns section 9's checks of boards/sensor-node/PROTOCOL.md as far as a visit needs them, and what was heard besides.
 * Must never take a frame for somebody's before its tag was right, nor hold more than one frame of the line.
 */
import { BODY_BYTES } from '../sensors/drivers/sensor-node/bodies.ts';
import { type Carry, emptyCarry, split } from '../sensors/drivers/sensor-node/cobs.ts';
import { type Frame, readFrame, unseal } from '../sensors/drivers/sensor-node/frame.ts';

export interface NodeIdentity {
  /** What it is called in the plan. */
  readonly id: string;
  readonly address: number;
  /** 16 bytes. */
  readonly key: Uint8Array;
}
/** As every node leaves the factory; it proves nothing (PROTOCOL.md, section 3). */
export const FACTORY: NodeIdentity = { id: 'factory', address: 0, key: new Uint8Array(16) };

/** What came over the line, for whoever must say why the right node was not heard. */
export interface LineCounts {
  bytes: number;
  /** Whole frames of another version of the protocol. */
  unknown: number;
  /** Whole frames of a node under a key that nobody here has. */
  foreign: number;
}
export interface Line {
  carry: Carry;
  counts: LineCounts;
}
export interface HeardFrame {
  readonly frame: Frame;
  readonly body: Uint8Array;
  readonly of: NodeIdentity;
}

export function emptyLine(): Line {
  return { carry: emptyCarry(), counts: { bytes: 0, unknown: 0, foreign: 0 } };
}

/** The genuine frames of nodes in these bytes, in their order; changes `line`. */
export function hearLine(
  line: Line,
  bytes: Uint8Array,
  identities: readonly NodeIdentity[],
): readonly HeardFrame[] {
  line.counts.bytes += bytes.length;
  return split(line.carry, bytes).frames.flatMap((encoded) => {
    const frame = readFrame(encoded);
    if (frame === 'unknown') line.counts.unknown += 1;
    if (typeof frame === 'string' || !isOfNode(frame)) return [];
    for (const of of identities) {
      const body = frame.address === of.address ? unseal(frame, of.key) : null;
      if (body !== null) return [{ frame, body, of }];
    }
    line.counts.foreign += 1;
    return [];
  });
}

function isOfNode({ type, bodyBytes }: Frame): boolean {
  const [min, max] = BODY_BYTES[type];
  const isOfHub = type === 'ack' || type === 'resume' || type === 'set';
  return !isOfHub && bodyBytes >= min && bodyBytes <= max;
}
