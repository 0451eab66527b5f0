/**
 * One sensor node set up over a real port: the machine of `agent/provisioning/node-setup.ts` on the serial bus and the clock.
 *
 * Owns the port while it lasts, and the one timer. Must never send what follows a key before `keepKey` has returned.
 */
import { hostRandom } from '../../host.ts';
import type { BusSignal } from '../../ports.ts';
import { setupDeadlineMs, stepSetup } from '../../provisioning/node-setup.ts';
import type { SetUp, SetupDeed, SetupInput, SetupOrder, SetupStep } from '../../provisioning/setup-order.ts';
import type { SetupFault } from '../../provisioning/setup-faults.ts';
import { startSetup } from '../../provisioning/setup-state.ts';
import { type SerialTimes, openSerial } from '../../sensors/buses/serial.ts';
import { isPlugged } from './find-port.ts';

const BAUD = 38_400;
/** Somebody stands there: a cable is noticed within a second. A silent node is the machine's to judge, after 75 s. */
const TIMES: SerialTimes = { lookMs: 1_000, firstByteMsMax: 120_000, retryMsMin: 250, retryMsMax: 1_000 };
const KEY_BYTES = 16;

export type NodeEnding =
  | { readonly kind: 'set-up'; readonly node: SetUp }
  | { readonly kind: 'failed'; readonly fault: SetupFault; readonly detail: string }
  | { readonly kind: 'interrupted' };
export interface NodeVisit {
  readonly order: SetupOrder;
  readonly path: string;
  /** What the node said to whoever looked at the port just now: given once, and empty from then on. */
  readonly takeHeard: () => Uint8Array;
  /** Returns when it is on disk; what it throws ends the visit, and the node stays as it was. */
  readonly keepKey: (key: Uint8Array, serial: string) => void;
  readonly tell: (step: SetupStep, detail: string) => void;
}

/** A key that no node has, and a count to begin at (PROTOCOL.md, section 8). */
export function freshSecrets(): Pick<SetupOrder, 'freshKey' | 'countFirst'> {
  return {
    freshKey: new Uint8Array(Buffer.from(hostRandom.hex(KEY_BYTES), 'hex')),
    countFirst: 1 + (Number.parseInt(hostRandom.hex(4), 16) >>> 1),
  };
}

export function setUpNode(visit: NodeVisit, signal: AbortSignal): Promise<NodeEnding> {
  return new Promise((resolve, reject) => {
    const state = startSetup(visit.order);
    const nowMs = (): number => Math.floor(performance.now());
    let timer: NodeJS.Timeout | undefined;
    const leave = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
      link.close();
    };
    const end = (ending: NodeEnding): void => {
      leave();
      resolve(ending);
    };
    const interrupt = (): void => end({ kind: 'interrupted' });
    const step = (input: SetupInput): void => {
      for (const deed of stepSetup(state, input, nowMs())) carryOut(deed);
    };
    const carryOut = (deed: SetupDeed): void => {
      switch (deed.type) {
        case 'write':
          link.write(deed.bytes);
          return;
        case 'step':
          visit.tell(deed.step, deed.detail);
          return;
        case 'keep-key':
          visit.keepKey(deed.key, deed.serial);
          step({ type: 'key-kept' });
          return;
        case 'done':
          end({ kind: 'set-up', node: deed.node });
          return;
        case 'failed':
          end({ kind: 'failed', fault: deed.fault, detail: deed.detail });
      }
    };
    /** One input and its alarm; what is thrown on the way ends the visit. */
    const take = (input: SetupInput): void => {
      try {
        step(input);
      } catch (error) {
        leave();
        reject(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      clearTimeout(timer);
      const dueMs = setupDeadlineMs(state);
      if (dueMs !== null) timer = setTimeout(() => take({ type: 'deadline' }), Math.max(1, dueMs - nowMs()));
    };
    const link = openSerial(
      { bus: 'serial', path: visit.path, baud: BAUD },
      (sign) => takeSignal(sign, visit, take),
      TIMES,
    );
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
  });
}

function takeSignal(
  signal: BusSignal,
  { path, takeHeard }: NodeVisit,
  take: (input: SetupInput) => void,
): void {
  if (signal.type === 'up') {
    take({ type: 'up' });
    take({ type: 'bytes', bytes: takeHeard() });
  } else if (signal.type === 'down') take({ type: 'down', detail: signal.detail, isGone: !isPlugged(path) });
  else if (signal.type === 'bytes') take({ type: 'bytes', bytes: signal.bytes });
}
