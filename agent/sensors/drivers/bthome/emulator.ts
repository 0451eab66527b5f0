/**
 * A Shelly BLU in beacon mode, as its documentation has it (shelly-api-docs.shelly.cloud/docs-ble/Devices).
 *
 * It says its state once a minute and three times in a row when something happens; encrypted where it has a key, with
 * a counter that goes up with each frame and begins anew with a new battery. Knows no driver.
 */
import type { Advert } from '../../../ports.ts';
import type { EmulatedBeing, EmulatedPart } from '../../emulated-bus.ts';
import type { Surroundings } from '../../emulated-line.ts';
import { BTHOME_UUID, sealServiceData } from './codec.ts';

export type BthomeKind = 'motion' | 'door' | 'button';

const BEACON_MS = 60_000;
const BURST_FRAMES = 3;
const BURST_MS = 100;
/** "Motion blind time": after it, without another movement, the Motion says that nobody moves. */
const BLIND_MS = 60_000;
const RSSI = -62;
const PLAIN = 0x40;
const SEALED = 0x41;
const TRIGGER_BASED = 0x04;

export class BthomeEmulator implements EmulatedPart {
  readonly beacon = {
    listen: (listener: ((advert: Advert) => void) | null): void => {
      this.#listener = listener;
    },
    mac: '',
  };
  readonly #surroundings: Surroundings;
  readonly #being: EmulatedBeing;
  readonly #kind: BthomeKind;
  #listener: ((advert: Advert) => void) | null = null;
  #isSilent = false;
  #counter = 0;
  #packetId = 0;
  #isOn = false;
  /** Ends what a battery before had planned. */
  #life = 0;
  #movements = 0;

  constructor(surroundings: Surroundings, being: EmulatedBeing, kind: BthomeKind = 'motion') {
    this.#surroundings = surroundings;
    this.#being = being;
    this.#kind = kind;
    this.beacon.mac = being.mac;
    this.#start();
  }

  /** Somebody walks by, opens or closes, or presses. */
  use(): void {
    if (this.#kind === 'button') this.#happen(0x01);
    else if (this.#kind === 'door') this.#turn(!this.#isOn);
    else {
      this.#movements += 1;
      const movement = this.#movements;
      if (!this.#isOn) this.#turn(true);
      this.#later(this.#being.options['blindMs'] ?? BLIND_MS, () => {
        if (movement === this.#movements) this.#turn(false);
      });
    }
  }
  /** Of a contact: the door is moved to that position. */
  swing(isOpen: boolean): void {
    if (this.#isOn !== isOpen) this.#turn(isOpen);
  }
  silence(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.#life += 1;
    if (!isSilent) this.#start();
  }

  #start(): void {
    this.#counter = 0;
    this.#packetId = 0;
    this.#isOn = false;
    this.#beat();
  }
  #beat(): void {
    this.#later(this.#being.options['beaconMs'] ?? BEACON_MS, () => {
      this.#send(0x00);
      this.#beat();
    });
  }
  #turn(isOn: boolean): void {
    this.#isOn = isOn;
    this.#happen(0x00);
  }
  #happen(press: number): void {
    this.#packetId = (this.#packetId + 1) & 0xff;
    this.#send(press);
    for (let frame = 1; frame < BURST_FRAMES; frame += 1)
      this.#later(frame * BURST_MS, () => this.#send(press));
  }
  #later(ms: number, run: () => void): void {
    const life = this.#life;
    this.#surroundings.after(ms, () => {
      if (life === this.#life) run();
    });
  }

  #send(press: number): void {
    if (this.#isSilent) return;
    this.#counter += 1;
    const data = this.#sealed(this.#objects(press));
    this.#listener?.({ serviceData: { [BTHOME_UUID]: data }, rssi: RSSI });
  }
  #objects(press: number): Uint8Array {
    const level = this.#isOn ? 1 : 0;
    const head = [0x00, this.#packetId, 0x01, 100];
    if (this.#kind === 'button') return Uint8Array.of(...head, 0x3a, press);
    const lux = [0x05, 0x10, 0x27, 0x00];
    // The Door/Window says the angle of its window as well.
    if (this.#kind === 'door') return Uint8Array.of(...head, ...lux, 0x2d, level, 0x3f, 0x00, 0x00);
    return Uint8Array.of(...head, ...lux, 0x21, level);
  }
  #sealed(objects: Uint8Array): Uint8Array {
    const { key, mac } = this.#being;
    const trigger = this.#kind === 'button' ? TRIGGER_BASED : 0;
    if (key === null) return Uint8Array.of(PLAIN | trigger, ...objects);
    return sealServiceData({ mac, key }, { info: SEALED | trigger, counter: this.#counter, objects });
  }
}
