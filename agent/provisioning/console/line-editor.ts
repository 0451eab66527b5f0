/**
 * Bytes of a terminal become lines: what is typed is echoed and can be corrected, what is a frame is neither.
 *
 * Owns the one line that is being written, at most as long as a frame; what is longer is thrown away whole and said.
 * Keys as any terminal sends them (ECMA-48). Never knows what a line means.
 */
import { Buffer } from 'node:buffer';
import { FRAME_BYTES_MAX } from './frame.ts';

export type LineEvent =
  | { readonly type: 'echo'; readonly bytes: Uint8Array }
  | { readonly type: 'line'; readonly text: string; readonly isLikeFrame: boolean }
  | { readonly type: 'too-long'; readonly isLikeFrame: boolean }
  | { readonly type: 'dropped' };

const [CTRL_C, BACKSPACE, LF, CR, CTRL_U, ESCAPE, BLANK, HASH, DELETE] = [
  0x03, 0x08, 0x0a, 0x0d, 0x15, 0x1b, 0x20, 0x23, 0x7f,
];
const RUB_OUT = Buffer.from('\b \b');
const NEW_LINE = Buffer.from('\r\n');

export class LineEditor {
  #line: number[] = [];
  #tooLong = false;
  #afterCr = false;
  /** Inside a key such as an arrow: ESC [ … letter. */
  #escape: 'no' | 'begun' | 'sequence' = 'no';

  /** `isShown`: whether what is typed is echoed; it is asked for each byte, because a line may change it. */
  *take(bytes: Uint8Array, isShown: () => boolean): Generator<LineEvent> {
    for (const byte of bytes) yield* this.#byte(byte, isShown);
  }

  forget(): void {
    this.#drop();
    this.#afterCr = false;
  }

  #drop(): void {
    this.#line = [];
    this.#tooLong = false;
    this.#escape = 'no';
  }

  *#byte(byte: number, isShown: () => boolean): Generator<LineEvent> {
    // The CR of a CR LF ended the line; its LF must not end another.
    const isSecondHalf = byte === LF && this.#afterCr;
    this.#afterCr = byte === CR;
    if (isSecondHalf) return;
    if (byte === CR || byte === LF) yield* this.#end(isShown());
    else if (this.#line[0] === HASH || this.#tooLong) this.#keep(byte);
    else if (this.#escape !== 'no' || byte === ESCAPE) this.#skip(byte);
    else if (byte === CTRL_C || byte === CTRL_U) {
      this.#drop();
      yield { type: 'dropped' };
    } else if (byte === BACKSPACE || byte === DELETE) {
      if (this.#rubOut() && isShown()) yield { type: 'echo', bytes: RUB_OUT };
    } else if (byte >= BLANK) {
      this.#keep(byte);
      if (byte !== HASH && isShown()) yield { type: 'echo', bytes: new Uint8Array([byte]) };
    }
  }

  *#end(isShown: boolean): Generator<LineEvent> {
    const isLikeFrame = this.#line[0] === HASH;
    const text = Buffer.from(this.#line).toString('utf8');
    const { length } = this.#line;
    const tooLong = this.#tooLong;
    this.#drop();
    if (isShown && !isLikeFrame && length > 0) yield { type: 'echo', bytes: NEW_LINE };
    yield tooLong ? { type: 'too-long', isLikeFrame } : { type: 'line', text, isLikeFrame };
  }

  #keep(byte: number): void {
    if (this.#line.length < FRAME_BYTES_MAX - 1) this.#line.push(byte);
    else this.#tooLong = true;
  }

  #skip(byte: number): void {
    if (byte === ESCAPE) this.#escape = 'begun';
    else if (this.#escape === 'begun' && byte === 0x5b) this.#escape = 'sequence';
    // ECMA-48, 5.4: a control sequence ends with a byte from 0x40 to 0x7e.
    else if (this.#escape === 'begun' || byte >= 0x40) this.#escape = 'no';
  }

  /** One character is up to four bytes (RFC 3629): the last ones begin with the bits 10. */
  #rubOut(): boolean {
    let last = this.#line.pop();
    const isOne = last !== undefined;
    while (last !== undefined && (last & 0xc0) === 0x80) last = this.#line.pop();
    return isOne;
  }
}
