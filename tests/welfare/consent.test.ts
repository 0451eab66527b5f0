/**
 * What of the weekly card leaves the home: the facts to which somebody agreed, then and now; the others are absent.
 *
 * Judged on the bytes that a broker would see, and on the page that is shown in the home.
 */
import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { configInForce } from '../../agent/config/in-force.ts';
import { CARD_FACTS, type WelfareCard, type CardFact } from '../../agent/record.ts';
import { laneOf } from '../../agent/uplink/leaves.ts';
import { recordPacket } from '../../agent/uplink/wire.ts';
import { anbu } from '../cli/command.ts';
import { journalOf } from '../cli/lived-journal.ts';
import { FLAT, LivedHome, liveDay } from '../detector/lived-home.ts';
import { ONE_OF_EACH, stampOf } from '../journal/journal-rows.ts';

const WORDS: Record<CardFact, string> = {
  outings: 'went out',
  rhythm: 'got up',
  cooking: 'cooked',
  contacts: 'was visited',
  equipment: 'is broken',
};
const line = (fact: CardFact) => ({
  values: {},
  rarity: null,
  text: WORDS[fact],
  textKo: `${WORDS[fact]} (ko)`,
});
const whole: WelfareCard = {
  ...ONE_OF_EACH['welfare-card'],
  leaves: [],
  facts: Object.fromEntries(CARD_FACTS.map((fact) => [fact, line(fact)])),
};
/** What is sent of a card that was made under one consent and leaves under another. */
function sent(atFirst: readonly CardFact[], now: readonly CardFact[]): string {
  const entry = { at: stampOf('a'.repeat(32), 1), body: { ...whole, leaves: atFirst } };
  const row = { n: 1, entry, lane: 'notice', seq: 1 } as const;
  return recordPacket({ site: 's', hub: 'h' }, row, { historic: false, short: false, consented: now })
    .payload;
}

test('as shipped, nothing but equipment is consented', () => {
  const { consent } = defaultConfig({ home: 'h', timezone: 'UTC', sensors: FLAT });
  expect(CARD_FACTS.filter((fact) => consent[fact])).toEqual(['equipment']);
});

test('of each fact only that leaves to which somebody agreed when the card was made, and still does', () => {
  for (const fact of CARD_FACTS) {
    const others = CARD_FACTS.filter((other) => other !== fact);
    const payload = sent([fact], CARD_FACTS);
    expect(payload).toContain(WORDS[fact]);
    for (const other of others) {
      expect(payload).not.toContain(WORDS[other]);
      expect(payload).not.toContain(`"${other}"`);
    }
    expect(sent(CARD_FACTS, others)).not.toContain(WORDS[fact]);
  }
});

test('without any consent the card stays home', () => {
  expect(laneOf(whole, true)).toBeNull();
  expect(laneOf({ ...whole, leaves: ['equipment'] }, false)).toBe('notice');
});

test('in the home the whole card can be read, and which of it leaves', async () => {
  const home = new LivedHome(FLAT);
  for (let day = 0; day < 7; day += 1) liveDay(home, day);
  home.waitUntil(7 * 24 * 60 + 8 * 60);
  const folder = await journalOf(home);
  try {
    const { code, out } = await anbu('inspect', 'week', '--data', folder);
    expect(code).toBe(0);
    expect(out).toContain('week from 2026-03-02 to 2026-03-09, seen for 168 of 168 hours');
    expect(out).toMatch(/rhythm \(stays in the home\)\n {2}On most days the first sign at about 07:00/);
    expect(out).toMatch(/equipment \(leaves the home, by consent\)\n {2}Not seen for 0 of 168 hours\./);
    const { out: json } = await anbu('inspect', 'week', '--data', folder, '--json');
    expect(JSON.parse(json)).toEqual(home.state.welfare.card);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('before the first Monday there is none, and that is said', async () => {
  const folder = await journalOf(new LivedHome(FLAT));
  const { code, err } = await anbu('inspect', 'week', '--data', folder);
  rmSync(folder, { recursive: true, force: true });
  expect(code).toBe(2);
  expect(err).toContain('no weekly card');
});

describe('what was agreed', () => {
  const agreedBy = (consent: Partial<Record<CardFact, boolean>>, rawEvents = false) =>
    configInForce(
      defaultConfig({ home: 'h', timezone: 'UTC', sensors: FLAT }, { consent, uplink: { rawEvents } }),
      undefined,
    );
  const told = (home: LivedHome): string[] =>
    home
      .all('consent')
      .map(
        ({ body }) => `${body.version}: ${body.facts.join(', ')}${body.rawEvents ? ' and raw events' : ''}`,
      );

  test('is told with its version when it comes into force, and again only when it is another', () => {
    const home = new LivedHome(FLAT);
    home.give(agreedBy({}));
    home.give(agreedBy({}));
    home.give(agreedBy({ outings: true }));
    home.checkpoint();
    home.give(agreedBy({ outings: true }));
    home.give(agreedBy({ outings: false }, true));
    expect(told(home)).toEqual(['1: equipment', '2: outings, equipment', '3: equipment and raw events']);
    for (const { body } of home.all('consent')) expect(laneOf(body, false)).toBe('notice');
  });

  test('is said by no configuration of before', () => {
    const home = new LivedHome(FLAT);
    const { agreed: _, ...before } = agreedBy({ outings: true });
    home.give(before);
    expect(told(home)).toEqual([]);
  });
});
