/**
 * Orders that come down in a storm: some are the centre's, the others are somebody else's.
 *
 * Draws what is sent and by whom. What must become of it is the checkers' (`checkers/commands.ts`).
 */
import { sealText, envelopeText } from '../../agent/uplink/envelope.ts';
import type { CommandPayload } from '../../agent/uplink/command-verbs.ts';
import type { Packet } from '../../agent/ports.ts';
import { rfc3339 } from '../../agent/uplink/rfc3339.ts';
import { topicOf } from '../../agent/uplink/wire.ts';
import type { CentreKey } from '../keys.ts';
import type { Draw } from './draw.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BY = 'desk-1';
/** Beyond any counter that the centre will ever use here. */
const FORGED_COUNTER = 9_000_000_000;

/** What a case manager may order at some moment, ms since 1970 UTC. */
export function drawOrder(draw: Draw, nowWallMs: number): CommandPayload {
  const at = (ms: number): string => rfc3339(nowWallMs + ms, 0);
  switch (draw.between(0, 4)) {
    case 0:
      return { kind: 'plan', plan: 'outing', until: at(draw.between(1, 20) * HOUR_MS), by: BY };
    case 1: {
      const fromMs = draw.between(0, 12) * HOUR_MS;
      const until = at(fromMs + draw.between(1, 3) * DAY_MS);
      return { kind: 'plan', plan: 'absence', from: at(fromMs), until, by: BY };
    }
    case 2:
      return { kind: 'plan-withdrawn', by: BY };
    case 3:
      return { kind: 'watch', level: 'raised', until: at(draw.between(1, 5) * DAY_MS), by: BY };
    default:
      return { kind: 'watch', level: 'normal', by: BY };
  }
}

/** What somebody without the key may try. `alert`: one that is open, to be muted. */
export function drawForgery(draw: Draw, { key, site, hub, nowWallMs, alert }: ForgeryParts): Packet {
  const isStage = alert !== null && draw.chance(0.6);
  const topic = topicOf({ site, hub }, isStage ? 'ack' : 'command');
  const payload = JSON.stringify(
    isStage
      ? { kind: 'stage', alert, stage: 'closed', by: 'nobody', outcome: 'muted' }
      : drawOrder(draw, nowWallMs),
  );
  const seal = {
    alg: 'ed25519',
    keyId: draw.chance(0.7) ? key.keyId : 'somebody-else',
    counter: FORGED_COUNTER + draw.between(0, 1000),
    expiry: nowWallMs + DAY_MS,
  } as const;
  const packet = (text: string): Packet => ({ topic, payload: text, qos: 1, retain: false });
  switch (draw.between(0, 3)) {
    case 0:
      return packet('{"alg":"ed25519"');
    case 1:
      // Signed by the key, for another hub.
      return packet(envelopeText(seal, payload, key.sign(sealText(`${topic}-of-another`, seal, payload))));
    case 2:
      // Signed by the key, and another counter put in afterwards.
      return packet(
        envelopeText(
          { ...seal, counter: seal.counter + 1 },
          payload,
          key.sign(sealText(topic, seal, payload)),
        ),
      );
    default:
      return packet(envelopeText(seal, payload, key.sign('something else')));
  }
}
export interface ForgeryParts {
  readonly key: CentreKey;
  readonly site: string;
  readonly hub: string;
  readonly nowWallMs: number;
  readonly alert: string | null;
}
