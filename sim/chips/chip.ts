/**
 * An ATmega328P that runs real firmware: power, pins, analogue inputs, serial line and EEPROM, as its surroundings see
 * them. The only file that loads avr8js.
 *
 * It has no clock: whoever owns the time calls `runTo`, and between two calls nothing happens, so the same calls give
 * the same bytes at the same cycles on any machine. `nextEventMs` says until when it may be left alone. Must never run
 * ahead of the time it was given by more than one instruction. Not simulated: brown-out, clock drift, deep sleep, the
 * receiver's second byte of buffer (an unread byte is overwritten, which is harsher than the part).
 */
import type * as Avr from 'avr8js';
import { Eeprom } from './eeprom.ts';
import { Life, type PortName, RESET_CAUSE, SRAM_START, type Surroundings } from './life.ts';

export type Drive = 0 | 1 | 'floating';
/** A byte that left the transmitter; ms of chip time of its start bit and of the end of its stop bit. */
export interface SentByte {
  readonly byte: number;
  readonly fromMs: number;
  readonly toMs: number;
}
export interface ChipOptions {
  /** The flash, of `readIntelHex`. */
  readonly flash: Uint8Array;
  readonly frequencyHz: number;
  /** Blank when left out. The same one in a new chip keeps what was written. */
  readonly eeprom?: Eeprom;
  readonly sent?: (byte: SentByte) => void;
}

const FLASH_BYTES = 32_768;
const SRAM_BYTES = 2048;
/** Static memory comes up with anything in it; a known pattern lets the depth of the stack be seen. */
export const SRAM_FILL = 0xa5;
/** Bytes that may wait to be received: 27 s of a line at 38,400 baud. More are lost, and counted. */
const RECEIVE_QUEUE_MAX = 104_000;

export class Chip {
  readonly eeprom: Eeprom;
  /** Received bytes that nobody took: power or receiver off, or too many at once. */
  lostBytes = 0;
  /** Resets since the first power-up, by the watchdog or from outside. */
  resets = 0;
  readonly #surroundings: Surroundings;
  readonly #frequencyHz: number;
  readonly #drives: Record<PortName, Drive[]> = { B: floating(), C: floating(), D: floating() };
  readonly #volts = new Map<number, number>();
  #supplyVolts = 3.3;
  #life: Life | null = null;
  #cycle = 0;
  #asleepCycles = 0;
  #poweredFromCycle = 0;
  #poweredCycles = 0;
  #queue: number[] = [];
  #queueHead = 0;

  constructor(avr: typeof Avr, { flash, frequencyHz, eeprom = new Eeprom(), sent }: ChipOptions) {
    this.eeprom = eeprom;
    this.#frequencyHz = frequencyHz;
    const program = new Uint16Array(FLASH_BYTES / 2);
    new Uint8Array(program.buffer).set(flash.subarray(0, FLASH_BYTES));
    this.#surroundings = {
      avr,
      program,
      frequencyHz,
      eeprom,
      sent: (byte, from, to) => sent?.({ byte, fromMs: this.#msOf(from), toMs: this.#msOf(to) }),
      received: () => this.#pump(),
      pinsChanged: () => this.#applyPins(),
    };
  }

  // ---- Power and time ----

  /** Chip time: ms since it was made, power or not. */
  get nowMs(): number {
    return this.#msOf(this.cycle);
  }
  get cycle(): number {
    return this.#life?.cpu.cycles ?? this.#cycle;
  }
  get isPowered(): boolean {
    return this.#life !== null;
  }
  powerOn(): void {
    if (this.#life !== null) return;
    this.#poweredFromCycle = this.#cycle;
    this.#begin(RESET_CAUSE.powerOn, new Uint8Array(SRAM_BYTES).fill(SRAM_FILL));
  }
  powerOff(): void {
    if (this.#life === null) return;
    this.#cycle = this.#life.cpu.cycles;
    this.#poweredCycles += this.#cycle - this.#poweredFromCycle;
    this.#life.isOver = true;
    this.#life = null;
    this.#queue = [];
    this.#queueHead = 0;
  }
  /** The reset pin is pulled. */
  reset(): void {
    if (this.#life !== null) this.#again(this.#life, RESET_CAUSE.external);
  }
  /** The program loops for ever from here on; the watchdog has to end it. */
  hang(): void {
    this.#life?.hang();
  }
  /** Runs to this ms of chip time. Going back is not possible and does nothing. */
  runTo(ms: number): void {
    const limit = Math.floor((ms * this.#frequencyHz) / 1000);
    while (this.#life !== null && this.#life.cpu.cycles < limit) {
      const life = this.#life;
      this.#asleepCycles += life.runTo(limit);
      if (life.isOver && this.#life === life) this.#again(life, RESET_CAUSE.watchdog);
    }
    if (this.#life === null) this.#cycle = Math.max(this.#cycle, limit);
  }
  runFor(ms: number): void {
    this.runTo(this.nowMs + ms);
  }
  /** When it next does something by itself: now, while awake; Infinity without power. */
  get nextEventMs(): number {
    return this.#life === null ? Number.POSITIVE_INFINITY : this.#msOf(this.#life.nextCycle());
  }
  /** Cycles with power in which the processor was not asleep. */
  get awakeCycles(): number {
    const powered = this.isPowered ? this.cycle - this.#poweredFromCycle : 0;
    return this.#poweredCycles + powered - this.#asleepCycles;
  }

  // ---- Wires ----

  /** What drives a pin from outside; a floating input reads its own pull-up, or 0. */
  setPin(port: PortName, bit: number, drive: Drive): void {
    this.#drives[port][bit] = drive;
    this.#applyPins();
  }
  /** Volts at analogue input 0 to 7. */
  setVolts(channel: number, volts: number): void {
    this.#volts.set(channel, volts);
    this.#applyVolts();
  }
  /** The supply, and with it the reference of the analogue inputs. */
  setSupplyVolts(volts: number): void {
    this.#supplyVolts = volts;
    this.#applyVolts();
  }
  /** Bytes come in on the serial line from now on, one after the other at the chip's own baud rate. */
  receive(bytes: Iterable<number>): void {
    for (const byte of bytes) {
      if (this.#queue.length - this.#queueHead < RECEIVE_QUEUE_MAX) this.#queue.push(byte);
      else this.lostBytes += 1;
    }
    this.#pump();
  }

  // ---- Looking inside ----

  /** A copy of the static memory, from address 0x100 on; empty without power. */
  memory(): Uint8Array {
    return this.#life?.memory.slice() ?? new Uint8Array(0);
  }
  /** Changes static memory, as a stray particle does, or a test that cannot wait for a counter to fill. */
  poke(address: number, bytes: readonly number[]): void {
    this.#life?.memory.set(bytes, address - SRAM_START);
  }
  /** Bytes at the top of memory that were ever used as stack, as the fill pattern shows. */
  stackBytes(staticEnd: number): number {
    const memory = this.memory();
    let lowest = staticEnd - SRAM_START;
    while (lowest < memory.length && memory[lowest] === SRAM_FILL) lowest += 1;
    return memory.length - lowest;
  }

  #msOf(cycle: number): number {
    return (cycle * 1000) / this.#frequencyHz;
  }
  #begin(causes: number, memory: Uint8Array): void {
    this.#life = new Life(this.#surroundings, causes, this.#cycle, memory);
    this.#applyPins();
    this.#applyVolts();
  }
  /** A reset: another life with the same memory. */
  #again(life: Life, cause: number): void {
    this.resets += 1;
    life.isOver = true;
    this.#queue = [];
    this.#queueHead = 0;
    this.#cycle = life.cpu.cycles;
    this.#begin(cause, life.memory);
  }
  #applyVolts(): void {
    if (this.#life === null) return;
    const { adc } = this.#life;
    adc.avcc = this.#supplyVolts;
    adc.aref = this.#supplyVolts;
    for (const [channel, volts] of this.#volts) adc.channelValues[channel] = volts;
  }
  /** What the firmware drives a pin to; null: it does not. */
  drivenPin(name: PortName, bit: number): 0 | 1 | null {
    const { PinState } = this.#surroundings.avr;
    const state = this.#life?.ports[name].pinState(bit);
    return state === PinState.High ? 1 : state === PinState.Low ? 0 : null;
  }
  #applyPins(): void {
    const life = this.#life;
    if (life === null) return;
    for (const name of ['B', 'C', 'D'] as const) {
      const port = life.ports[name];
      this.#drives[name].forEach((drive, bit) => {
        const isPulledUp = port.pinState(bit) === this.#surroundings.avr.PinState.InputPullUp;
        port.setPin(bit, drive === 'floating' ? isPulledUp : drive === 1);
      });
    }
  }
  /** Puts the next waiting byte on the line when the line is free. */
  #pump(): void {
    const usart = this.#life?.usart;
    if (usart?.rxBusy === true) return;
    const byte = this.#queue[this.#queueHead];
    if (byte === undefined) return;
    if (usart?.rxEnable === true) {
      this.#queueHead += 1;
      usart.writeByte(byte);
    } else {
      this.lostBytes += this.#queue.length - this.#queueHead;
      this.#queueHead = this.#queue.length;
    }
    if (this.#queueHead < this.#queue.length) return;
    this.#queue = [];
    this.#queueHead = 0;
  }
}

function floating(): Drive[] {
  return Array.from({ length: 8 }, () => 'floating');
}

/** Loads the simulator and returns how a chip is made. */
export async function openChips(): Promise<(options: ChipOptions) => Chip> {
  const avr = await import('avr8js');
  return (options) => new Chip(avr, options);
}
