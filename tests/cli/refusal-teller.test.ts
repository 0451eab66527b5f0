/**
 * What a running hub says in its log of frames that it refused, and how seldom (F72).
 *
 * The drivers that refuse are real; the reports are those of a wiring. That `anbu run` asks for them is in `run-hub.ts`.
 */
import { expect, test } from 'vitest';
import { RefusalTeller, TELL_MS } from '../../agent/cli/refusal-teller.ts';
import { Ear, HOUR_MS, KEY, MINUTE_MS, spoilt } from '../sensors/drivers/bthome/ear.ts';

const LOOK_MS = 30_000;

/** A tag, and what the log says of it, looked at as often as a hub looks. */
class Watched {
  readonly ear = new Ear(KEY);
  readonly lines: string[] = [];
  readonly #teller = new RefusalTeller({
    write: (level, message) => void this.lines.push(`${level} ${message}`),
  });

  watch(forMs: number, deed: () => void): void {
    const untilMs = this.ear.nowMs + forMs;
    while (this.ear.nowMs < untilMs) {
      deed();
      this.ear.wait(LOOK_MS);
      this.#teller.see([{ id: 'tag', counters: this.ear.running.counters() }], this.ear.nowMs);
    }
  }
}

test('a flood of forged frames is said when it begins, and then once an hour with how many there were', () => {
  const home = new Watched();
  const forged = spoilt(home.ear.frame(9, '2101'));
  home.watch(3 * HOUR_MS, () => {
    for (let frame = 0; frame < 10; frame += 1) home.ear.hear(forged);
  });
  expect(home.lines.length).toBe(3);
  expect(home.lines[0]).toMatch(/^warning tag: refused 10 with a wrong tag\. Its key file/);
  expect(home.lines[1]).toContain(`refused ${(10 * TELL_MS) / LOOK_MS} with a wrong tag`);
});
test('what begins after a calm is said at once; a calm, noise and true frames never', () => {
  const home = new Watched();
  let counter = 10;
  const speak = (): void => void home.ear.get((counter += 1), '2100');
  home.watch(2 * HOUR_MS, speak);
  expect(home.lines).toEqual([]);
  home.ear.get(5, '2101');
  home.watch(3 * HOUR_MS, speak);
  expect(home.lines).toHaveLength(1);
  home.ear.get(6, '2101');
  home.ear.hear(Uint8Array.of(0x40, 0x21, 1));
  home.watch(MINUTE_MS, speak);
  expect(home.lines[1]).toMatch(/refused 1 in plaintext, .* 1 counted as before, or played again\. Switch/);
});
test('a driver that was started afresh counts from nothing', () => {
  const lines: string[] = [];
  const teller = new RefusalTeller({ write: (_level, message) => void lines.push(message) });
  for (const [hour, forged] of [5, 2, 2].entries())
    teller.see([{ id: 'node', counters: { forged } }], hour * TELL_MS);
  expect(lines.map((line) => line.slice(0, 15))).toEqual(['node: refused 5', 'node: refused 2']);
});
