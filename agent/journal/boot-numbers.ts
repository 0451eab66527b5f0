/**
 * The small number a boot has on disk, where its 32-digit nonce would cost more than the record itself.
 *
 * Numbers rise in the order of the boots. Touches no disk: the store writes what `give` hands out.
 */
import type { Row } from '../ports.ts';

export interface NumberedBoot {
  readonly id: number;
  readonly nonce: string;
}

export class BootNumbers {
  readonly #ids = new Map<string, number>();
  readonly #nonces = new Map<number, string>();
  #last = 0;

  know({ id, nonce }: NumberedBoot): void {
    this.#ids.set(nonce, id);
    this.#nonces.set(id, nonce);
    this.#last = Math.max(this.#last, id);
  }
  id(nonce: string): number | undefined {
    return this.#ids.get(nonce);
  }
  nonce(id: number): string | undefined {
    return this.#nonces.get(id);
  }

  /** The boots among these rows that have no number yet, with the one they get. Nothing is remembered by asking. */
  give(rows: readonly Row[]): NumberedBoot[] {
    const given: NumberedBoot[] = [];
    for (const { entry } of rows) {
      const { boot } = entry.at;
      if (this.#ids.has(boot) || given.some(({ nonce }) => nonce === boot)) continue;
      given.push({ id: this.#last + given.length + 1, nonce: boot });
    }
    return given;
  }

  /** Lets go of the boots before this number. */
  forgetBefore(oldest: number): void {
    for (const [id, nonce] of this.#nonces) {
      if (id >= oldest) continue;
      this.#nonces.delete(id);
      this.#ids.delete(nonce);
    }
  }
}
