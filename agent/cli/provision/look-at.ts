/**
 * A look at one real port: what `agent/provisioning/plugged-in.ts` asks, at each rate, and what comes back.
 *
 * Owns the port while it lasts. Never writes anything but those questions.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { NodeIdentity } from '../../provisioning/node-line.ts';
import { LOOKS, type Look, Looking, type PluggedIn } from '../../provisioning/plugged-in.ts';
import { type SerialTimes, openSerial } from '../../sensors/buses/serial.ts';
import { isPlugged } from './find-port.ts';

const TIMES: SerialTimes = { lookMs: 500, firstByteMsMax: 60_000, retryMsMin: 100, retryMsMax: 500 };
/** A port that was closed can be opened again a few milliseconds later. */
const CLOSE_MS = 100;

/** `isNode`: whether it may be a node. Null: the port went, or whoever looked was interrupted. */
export async function lookAt(
  path: string,
  identities: readonly NodeIdentity[],
  signal: AbortSignal,
  isNode = true,
): Promise<PluggedIn | null> {
  const looking = new Looking(identities);
  for (const look of LOOKS.filter(({ baud }) => isNode || baud !== LOOKS[0]?.baud)) {
    const found = await once(path, look, looking, signal);
    try {
      await pause(CLOSE_MS, undefined, { signal });
    } catch {
      return null;
    }
    if (found !== null || !isPlugged(path)) return found;
  }
  return looking.end();
}

function once(path: string, look: Look, looking: Looking, signal: AbortSignal): Promise<PluggedIn | null> {
  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    const end = (found: PluggedIn | null): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
      link.close();
      resolve(found);
    };
    const interrupt = (): void => end(null);
    looking.begin();
    const ask = (): void => {
      for (const bytes of looking.question(look.name)) link.write(bytes);
    };
    const link = openSerial(
      { bus: 'serial', path, baud: look.baud },
      (sign) => {
        if (sign.type === 'up') for (const ms of look.askAtMs) timers.push(setTimeout(ask, ms));
        if (sign.type !== 'bytes') return;
        const found = looking.hear(look.name, sign.bytes);
        if (found !== null) end(found);
      },
      TIMES,
    );
    timers.push(setTimeout(interrupt, look.ms));
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
  });
}
