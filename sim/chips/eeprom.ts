/**
 * The EEPROM of a simulated chip: it outlives power cuts, and can have the power cut in the middle of a write. Pure.
 *
 * A byte is erased and then programmed, as the part does it (ATmega328P datasheet DS40002061B §8.4); a cut between
 * the two leaves it erased. Must never lose a byte that was written whole.
 */

export const EEPROM_BYTES = 1024;
const ERASED = 0xff;

export class Eeprom {
  readonly memory = new Uint8Array(EEPROM_BYTES).fill(ERASED);
  /** Erasures and writes since it was made; each wears the cell. */
  operations = 0;
  #left = Number.POSITIVE_INFINITY;
  #cut: () => void = () => {};

  /** After so many more erasures or writes nothing is written any more, and `cut` is told: to take the power away, or not. */
  cutAfter(operations: number, cut: () => void): void {
    this.#left = operations;
    this.#cut = cut;
  }
  /** Another EEPROM with the same bytes. */
  copy(): Eeprom {
    const copy = new Eeprom();
    copy.memory.set(this.memory);
    return copy;
  }

  readMemory(address: number): number {
    return this.memory[address % EEPROM_BYTES] ?? ERASED;
  }
  eraseMemory(address: number): void {
    this.#operate(address, ERASED);
  }
  writeMemory(address: number, value: number): void {
    // Programming only clears bits; what was not erased first keeps its zeros.
    this.#operate(address, this.readMemory(address) & value);
  }

  #operate(address: number, value: number): void {
    if (this.#left <= 0) return;
    this.memory[address % EEPROM_BYTES] = value;
    this.operations += 1;
    this.#left -= 1;
    if (this.#left === 0) this.#cut();
  }
}
