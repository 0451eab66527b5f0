/**
 * Lines of this machine's own pins: which way they are read, and which way a lamp is switched (by onoff alone).
 *
 * Owns the choice, made anew at each opening: sysfs by onoff where the kernel has it and the add-on is built, else the
 * character device by Debian's gpiomon; where neither can, `down` with what to install. Must never read a line itself.
 */
import type { BusLink, BusSignal } from '../../ports.ts';
import type { DigitalInput, GpioAddress } from './digital-input.ts';
import { sysfsInput } from './gpio-sysfs.ts';
import { gpiomonInput } from './gpiomon.ts';

/** In the order in which they are tried. */
export const WAYS: readonly DigitalInput[] = [sysfsInput(), gpiomonInput()];

export function openGpio(
  address: GpioAddress,
  listener: (signal: BusSignal) => void,
  ways: readonly DigitalInput[] = WAYS,
): BusLink {
  let link: BusLink | null = null;
  let isClosed = false;
  const open = async (): Promise<void> => {
    const able = address.isOutput === true ? ways.filter(({ setsLevel }) => setsLevel === true) : ways;
    const chosen = await chooseWay(able);
    if (isClosed) return;
    if (typeof chosen !== 'string') link = chosen.open(address, listener);
    else {
      const detail = `${address.chip} line ${address.line}: ${chosen}`;
      listener({ type: 'down', why: 'bus-unavailable', detail });
    }
  };
  void open();
  return {
    write: (bytes) => link?.write(bytes),
    close: () => {
      isClosed = true;
      link?.close();
    },
  };
}

/** The first way that this machine has, or in words what each of them lacks. */
export async function chooseWay(ways: readonly DigitalInput[] = WAYS): Promise<DigitalInput | string> {
  const lacks: string[] = [];
  for (const way of ways) {
    // The second is asked only where the first cannot.
    const lack = await way.missing();
    if (lack === null) return way;
    lacks.push(lack);
  }
  return lacks.join('; ');
}
