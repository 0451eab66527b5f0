/**
 * One port for several devices: opened for the first, closed after the last, heard by all.
 *
 * Owns nothing but that. A device that joins a port which is up is told so at once; signals come after `open` has
 * returned, as from any bus.
 */
import type { BusLink, BusSignal } from '../../ports.ts';

type Open<A> = (address: A, listener: (signal: BusSignal) => void) => BusLink;

interface Shared {
  readonly listeners: Set<(signal: BusSignal) => void>;
  link: BusLink | null;
  isUp: boolean;
}

/** The same `open`, with one link per `keyOf(address)`. */
export function sharing<A>(open: Open<A>, keyOf: (address: A) => string): Open<A> {
  const ports = new Map<string, Shared>();
  return (address, listener) => {
    const key = keyOf(address);
    const port = ports.get(key) ?? { listeners: new Set(), link: null, isUp: false };
    port.listeners.add(listener);
    if (port.isUp) {
      queueMicrotask(() => {
        if (port.isUp && port.listeners.has(listener)) listener({ type: 'up', level: null });
      });
    }
    if (!ports.has(key)) {
      ports.set(key, port);
      port.link = open(address, (signal) => {
        if (signal.type === 'up') port.isUp = true;
        else if (signal.type === 'down') port.isUp = false;
        for (const each of Array.from(port.listeners)) each(signal);
      });
    }
    return {
      write: (bytes) => port.link?.write(bytes),
      close: () => {
        port.listeners.delete(listener);
        if (port.listeners.size > 0 || ports.get(key) !== port) return;
        ports.delete(key);
        port.link?.close();
      },
    };
  };
}
