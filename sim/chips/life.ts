/**
 * One life of a simulated ATmega328P: the processor and its peripherals from one reset to the next.
 *
 * avr8js's own reset leaves registers, flags and memory as they were, so that a reset here is a new life, made with the
 * causes in MCUSR; only the static memory and the cycle count go on. After a watchdog reset the watchdog is still
 * running at its shortest, as on the part (ATmega328P datasheet DS40002061B §10.9). Must never read a clock. Sleep is
 * idle mode alone: the modes that stop the timer clock are refused, because avr8js cannot wake from them.
 */
import assert from 'node:assert/strict';
import type * as Avr from 'avr8js';
import { type Eeprom } from './eeprom.ts';
import { type ClockEvent, type CountingTimer, nextWakeCycle } from './quiet-timers.ts';

/** Cause of a reset, as MCUSR has it. */
export const RESET_CAUSE = { powerOn: 1, external: 2, brownOut: 4, watchdog: 8 } as const;

const SRAM_BYTES = 2048;
export const SRAM_START = 0x100;
const SLEEP = 0x9588;
const SEI = 0x9478;
const RETI = 0x9518;
const SREG = 0x5f;
const SMCR = 0x53;
const MCUSR = 0x54;
const WDTCSR = 0x60;
const UCSR0A = 0xc0;
/** An erasure or a write takes 1.8 ms (datasheet §8.4.1, table 8-1: 3.4 ms for both). */
const EEPROM_STEP_S = 0.0018;

/** What a life is plugged into; it outlives it. */
export interface Surroundings {
  readonly avr: typeof Avr;
  readonly program: Uint16Array;
  readonly frequencyHz: number;
  readonly eeprom: Eeprom;
  /** A byte has left the transmitter: the cycles of its first and last bit. */
  readonly sent: (byte: number, fromCycle: number, toCycle: number) => void;
  /** The receiver is ready for the next byte. */
  readonly received: () => void;
  /** A port's pull-ups or outputs changed. */
  readonly pinsChanged: () => void;
}

export type PortName = 'B' | 'C' | 'D';

export class Life {
  readonly cpu: Avr.CPU;
  readonly adc: Avr.AVRADC;
  readonly usart: Avr.AVRUSART;
  readonly ports: Readonly<Record<PortName, Avr.AVRIOPort>>;
  /** A reset was asked for: this life is over. */
  isOver = false;
  /** Stands still at this address until an interrupt; null while it runs. */
  #stillAt: number | null = null;
  #isHung = false;
  readonly #timers: readonly CountingTimer[];
  readonly #step: (cpu: Avr.CPU) => void;

  constructor(surroundings: Surroundings, causes: number, cycle: number, memory: Uint8Array) {
    const { avr, program, frequencyHz, eeprom } = surroundings;
    this.#step = avr.avrInstruction;
    const cpu = new avr.CPU(program, SRAM_BYTES);
    this.cpu = cpu;
    cpu.cycles = cycle;
    cpu.data.set(memory, SRAM_START);
    this.#timers = [avr.timer0Config, avr.timer1Config, avr.timer2Config].map((registers) =>
      timerOf(new avr.AVRTimer(cpu, registers), registers),
    );
    this.ports = {
      B: new avr.AVRIOPort(cpu, avr.portBConfig),
      C: new avr.AVRIOPort(cpu, avr.portCConfig),
      D: new avr.AVRIOPort(cpu, avr.portDConfig),
    };
    for (const port of Object.values(this.ports)) port.addListener(surroundings.pinsChanged);
    this.adc = new avr.AVRADC(cpu, avr.adcConfig);
    this.usart = this.#wireUsart(new avr.AVRUSART(cpu, avr.usart0Config, frequencyHz), surroundings);
    const stepCycles = EEPROM_STEP_S * frequencyHz;
    const timing = { ...avr.eepromConfig, eraseCycles: stepCycles, writeCycles: stepCycles };
    void new avr.AVREEPROM(cpu, eeprom, timing);
    void new avr.AVRWatchdog(cpu, avr.watchdogConfig, new avr.AVRClock(cpu, frequencyHz));
    cpu.reset = () => {
      this.isOver = true;
    };
    cpu.data[MCUSR] = causes;
    if ((causes & RESET_CAUSE.watchdog) !== 0) {
      cpu.writeData(WDTCSR, 0x18);
      cpu.writeData(WDTCSR, 0x08);
    }
  }

  get memory(): Uint8Array {
    return this.cpu.data.subarray(SRAM_START);
  }
  get isAwake(): boolean {
    return this.#stillAt === null || this.#isHung;
  }
  /** The processor loops for ever with interrupts off, as after a wild jump; only a reset ends it. */
  hang(): void {
    this.cpu.data[SREG] = (this.cpu.data[SREG] ?? 0) & 0x7f;
    this.#stillAt = this.cpu.pc;
    this.#isHung = true;
  }
  /** The cycle at which it has something to do: now, while it is awake; Infinity if nothing will ever wake it. */
  nextCycle(): number {
    const { cpu } = this;
    const isCalled = cpu.nextInterrupt >= 0 && cpu.interruptsEnabled;
    if (this.#stillAt === null || isCalled) return cpu.cycles;
    return Math.max(cpu.cycles, nextWakeCycle(firstEvent(cpu), this.#timers, cpu.data));
  }
  /** Runs up to a cycle, or a few cycles beyond: an instruction is not cut. Returns the cycles spent asleep. */
  runTo(limit: number): number {
    let asleep = 0;
    while (this.cpu.cycles < limit && !this.isOver) {
      if (this.#stillAt === null) this.#execute(limit);
      else if (this.#isHung) this.#rest(this.#stillAt, limit);
      else asleep += this.#rest(this.#stillAt, limit);
    }
    return asleep;
  }

  #execute(limit: number): void {
    const { cpu } = this;
    const { progMem, data } = cpu;
    const step = this.#step;
    while (cpu.cycles < limit && !this.isOver) {
      const opcode = progMem[cpu.pc];
      step(cpu);
      // The instruction after SEI or RETI runs before a waiting interrupt does (datasheet §7.7), or a node that sees
      // no work and says SEI, SLEEP would sleep through what came in between.
      if (opcode === SEI || opcode === RETI) continue;
      if (opcode === SLEEP && ((data[SMCR] ?? 0) & 1) === 1) {
        if (((data[SMCR] ?? 0) & 0x0e) !== 0) throw new RangeError('chip: only idle sleep is simulated');
        this.#stillAt = cpu.pc;
        return;
      }
      cpu.tick();
    }
  }
  /** Stands still until an interrupt is taken or a cycle comes; returns how long. */
  #rest(at: number, limit: number): number {
    const { cpu } = this;
    const from = cpu.cycles;
    for (;;) {
      cpu.tick();
      if (cpu.pc !== at || this.isOver) break;
      const next = nextWakeCycle(firstEvent(cpu), this.#timers, cpu.data);
      if (next > limit) {
        cpu.cycles = Math.max(cpu.cycles, limit);
        return cpu.cycles - from;
      }
      cpu.cycles = Math.max(cpu.cycles, next);
    }
    this.#stillAt = null;
    return cpu.cycles - from;
  }
  #wireUsart(usart: Avr.AVRUSART, { sent, received }: Surroundings): Avr.AVRUSART {
    const { cpu } = this;
    usart.onRxComplete = received;
    usart.onByteTransmit = (byte) => {
      const from = cpu.cycles;
      const doubled = ((cpu.data[UCSR0A] ?? 0) & 2) !== 0;
      const divider = (cpu.data[0xc4] ?? 0) + 256 * (cpu.data[0xc5] ?? 0) + 1;
      const bits = 1 + usart.bitsPerChar + usart.stopBits + (usart.parityEnabled ? 1 : 0);
      const length = bits * divider * (doubled ? 8 : 16);
      // Told at its end, so that a power cut takes the byte with it.
      cpu.addClockEvent(() => sent(byte, from, from + length), length);
    };
    return usart;
  }
}

/** avr8js keeps its list of events to itself, in a private field; a chip that sleeps must look ahead. */
function firstEvent(cpu: Avr.CPU): ClockEvent | null {
  const event: unknown = Reflect.get(cpu, 'nextClockEvent');
  if (event === null) return null;
  assert(isClockEvent(event), 'avr8js changed: no list of clock events');
  return event;
}
function isClockEvent(value: unknown): value is ClockEvent {
  return typeof value === 'object' && value !== null && 'cycles' in value && 'callback' in value;
}

/** A timer's own clock event is private too. */
function timerOf(timer: Avr.AVRTimer, registers: Avr.AVRTimerConfig): CountingTimer {
  const count: unknown = Reflect.get(timer, 'count');
  assert(typeof count === 'function', 'avr8js changed: a timer without its clock event');
  return {
    count,
    registers: { ...registers, dividers: { ...registers.dividers } },
    get debugTCNT(): number {
      return timer.debugTCNT;
    },
  };
}
