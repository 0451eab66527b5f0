/**
 * A console without a machine: deeds are answered by the test, what is sent is read as a laptop would read it.
 *
 * Owns nothing of the console; `framesIn` never uses its codec.
 */
import { crc32 } from 'node:zlib';
import { Console, type Deed } from '../../agent/provisioning/console/console.ts';
import { encodeFrame, readLine } from '../../agent/provisioning/console/frame.ts';
import type { Answer } from '../../agent/provisioning/console/requests.ts';

export interface FrameSeen {
  readonly id: number;
  readonly body: unknown;
}

/** The frames in what was sent, by another reader than the hub's: PROTOCOL.md §2 read to the letter. */
export function framesIn(text: string): FrameSeen[] {
  return text.split('\n').flatMap((line) => {
    const [mark, id = '', crc, ...rest] = line.split(' ');
    const json = rest.join(' ');
    if (mark !== '#anbu1' || crc32(`${id} ${json}`) !== Number.parseInt(crc ?? '', 16)) return [];
    return [{ id: Number(id), body: JSON.parse(json) as unknown }];
  });
}

export function frame(id: number, body: unknown): string {
  const text = encodeFrame(id, body);
  if (text === null) throw new Error('too long for a frame');
  return text;
}
export const hello = (session = 's1'): string => frame(1, { do: 'hello', versions: [1], session });

export const RIGHT = '0123-4567-89AB-CDEF';

export class ConsoleRig {
  readonly deeds: Deed[] = [];
  /** What each kind of deed is answered; others wait for `finish`. */
  readonly answers = new Map<Deed['do'], Answer>([
    ['status', { ok: { source: 'hub' } }],
    ['claim', { ok: { claimed: true } }],
  ]);
  readonly #pending: ((answer: Answer) => void)[] = [];
  #sent = '';
  nowMs = 0;
  /** How often what was begun was to be let go. */
  ended = 0;
  readonly console = new Console(
    {
      ended: () => void (this.ended += 1),
      carryOut: (deed, progress, done) => {
        this.deeds.push(deed);
        const answer = this.answers.get(deed.do);
        if (answer !== undefined) done(answer);
        else {
          progress('begun');
          this.#pending.push(done);
        }
      },
    },
    (bytes) => (this.#sent += Buffer.from(bytes).toString('utf8')),
  );

  hear(bytes: string | Uint8Array): string {
    this.#sent = '';
    this.console.hear(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, this.nowMs);
    return this.#sent;
  }
  /** The answers to these frames. */
  ask(...frames: readonly string[]): FrameSeen[] {
    return framesIn(this.hear(frames.join('')));
  }
  /** A second is over. */
  tick(): string {
    this.#sent = '';
    this.nowMs += 1_000;
    this.console.tick(this.nowMs);
    return this.#sent;
  }
  finish(answer: Answer): string {
    this.#sent = '';
    const done = this.#pending.shift();
    if (done === undefined) throw new Error('nothing is being carried out');
    done(answer);
    return this.#sent;
  }
  claimed(): this {
    this.ask(hello(), frame(2, { do: 'claim', code: RIGHT }));
    return this;
  }
}

export { readLine };
