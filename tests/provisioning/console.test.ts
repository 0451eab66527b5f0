/**
 * One visit at the console: who may do what, what is done once, and what a person sees.
 *
 * No deed is carried out here; tests/cli/console does.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOG_LINES_MAX, REQUEST_NAMES, refusal } from '../../agent/provisioning/console/requests.ts';
import { ConsoleRig, RIGHT, frame, framesIn, hello } from './console-rig.ts';

const MINUTE_MS = 60_000;
const codeOf = (body: unknown): unknown => (body as { error?: { code?: unknown } }).error?.code;

function listIn(body: unknown, part: 'ok' | 'error', name: string): string[] {
  const all = body as Readonly<Record<string, Readonly<Record<string, string[]>>>>;
  return all[part]?.[name] ?? [];
}

/** One of each that changes something or tells something. */
const NEEDS_THE_CODE: readonly Readonly<Record<string, unknown>>[] = [
  { do: 'set', path: 'language', value: 'en' },
  { do: 'staged' },
  { do: 'commit' },
  { do: 'abort' },
  { do: 'restart' },
  { do: 'walk-test', step: 'start' },
  { do: 'log' },
];

describe('who only holds the cable', () => {
  test('is told how the hub is, and can do nothing else', () => {
    const names = new Set<unknown>(['hello', 'status', 'claim', 'factory-reset', 'bye']);
    for (const one of NEEDS_THE_CODE) names.add(one['do']);
    expect(names).toEqual(new Set(REQUEST_NAMES));
    for (const request of NEEDS_THE_CODE) {
      const rig = new ConsoleRig();
      const [, answer] = rig.ask(hello(), frame(2, request));
      expect(codeOf(answer?.body), JSON.stringify(request)).toBe('claim-first');
      expect(rig.deeds).toEqual([]);
    }
    const rig = new ConsoleRig();
    rig.ask(hello(), frame(2, { do: 'status' }));
    expect(rig.deeds).toEqual([{ do: 'status', isClaimed: false }]);
  });

  test('a wrong code opens nothing', () => {
    const rig = new ConsoleRig();
    rig.answers.set('claim', refusal('code-wrong', 'no'));
    const answers = rig.ask(hello(), frame(2, { do: 'claim', code: RIGHT }), frame(3, { do: 'staged' }));
    expect(answers.map(({ body }) => codeOf(body))).toEqual([undefined, 'code-wrong', 'claim-first']);
  });

  test.each<[string, (rig: ConsoleRig) => void]>([
    ['the cable is pulled', (rig) => rig.console.lost()],
    ['it is plugged in anew', (rig) => rig.console.opened()],
    ['another laptop says hello', (rig) => void rig.ask(hello('s2'))],
    ['nobody said a word for a quarter of an hour', (rig) => (rig.nowMs += 15 * MINUTE_MS + 1)],
    ['somebody says bye', (rig) => void rig.ask(frame(50, { do: 'bye' }))],
  ])('the code is worth nothing any more, and nothing is staged, when %s', (_, happens) => {
    const rig = new ConsoleRig().claimed();
    rig.ask(frame(3, { do: 'set', path: 'language', value: 'en' }));
    happens(rig);
    expect(rig.hear('staged\r')).toContain('no: claim-first');
    rig.hear(`claim ${RIGHT}\r`);
    expect(rig.hear('staged\r')).toContain('ok: nothing waits');
  });

  test('a quarter of an hour less a moment is no end', () => {
    const rig = new ConsoleRig().claimed();
    rig.nowMs += 15 * MINUTE_MS;
    expect(rig.ask(frame(3, { do: 'staged' }))[0]?.body).toEqual({ ok: { staged: [] } });
  });
});

describe('a request', () => {
  test('sent again is answered again, and not done again', () => {
    const rig = new ConsoleRig();
    const claim = frame(2, { do: 'claim', code: RIGHT });
    const [, first] = rig.ask(hello(), claim);
    expect(rig.ask(claim, claim)).toEqual([first, first]);
    expect(rig.deeds).toHaveLength(1);
  });

  test('sent again while it is carried out is done once, and answered once', () => {
    const rig = new ConsoleRig().claimed();
    const restart = frame(3, { do: 'restart' });
    expect(rig.ask(restart, restart)).toEqual([{ id: 3, body: { progress: { step: 'begun' } } }]);
    const answers = framesIn(rig.finish({ ok: { answers: true } }));
    expect(answers).toEqual([{ id: 3, body: { ok: { answers: true } } }]);
    expect(rig.deeds.filter((deed) => deed.do === 'restart')).toHaveLength(1);
  });

  test('of an id that stood for another, or is old, is not done', () => {
    const rig = new ConsoleRig().claimed();
    for (let id = 3; id < 40; id += 1) rig.ask(frame(id, { do: 'staged' }));
    const before = rig.deeds.length;
    const set = { do: 'restart' };
    expect(rig.ask(frame(39, set), frame(3, set)).map(({ body }) => codeOf(body))).toEqual([
      'id-reused',
      'id-reused',
    ]);
    expect(rig.deeds).toHaveLength(before);
  });

  test('before hello is refused; a version that is not spoken as well', () => {
    const rig = new ConsoleRig();
    expect(codeOf(rig.ask(frame(1, { do: 'status' }))[0]?.body)).toBe('hello-first');
    const newer = frame(2, { do: 'hello', versions: [2, 3], session: 's1' });
    expect(codeOf(rig.ask(newer)[0]?.body)).toBe('version-unsupported');
    expect(rig.ask(frame(3, { do: 'hello', versions: [2, 1], session: 's1' }))[0]?.body).toEqual({
      ok: { version: 1, claimed: false },
    });
  });

  test('that is none of the list, or has other fields, is refused with what there is', () => {
    const rig = new ConsoleRig().claimed();
    const wrong: unknown[] = [
      null,
      [],
      { do: 'reboot' },
      { do: 'status', extra: 1 },
      { do: 'set', path: 'uplink.rawEvents', value: 'true' },
      { do: 'set', path: '__proto__', value: 'x' },
      { do: 'set', path: 'wifi', value: 'home' },
      { do: 'set', path: 'language', value: { ssid: 'home' } },
      { do: 'set', path: 'wifi', value: { ssid: 'home', psk: 'short' } },
      { do: 'set', path: 'wifi', value: { ssid: 'x'.repeat(33), psk: '' } },
      { do: 'set', path: 'lte', value: { apn: 'a b', pin: '' } },
      { do: 'set', path: 'lte', value: { apn: 'internet', pin: '12' } },
      { do: 'log', lines: LOG_LINES_MAX + 1 },
    ];
    for (const [at, one] of wrong.entries())
      expect(codeOf(rig.ask(frame(at + 3, one))[0]?.body), JSON.stringify(one)).toBe('request-unknown');
    expect(codeOf(rig.ask(frame(0, { do: 'status' }))[0]?.body)).toBe('request-unknown');
  });

  test('waits while another is carried out; more than eight are told so', () => {
    const rig = new ConsoleRig().claimed();
    rig.ask(frame(3, { do: 'restart' }));
    const more = Array.from({ length: 9 }, (_, at) => frame(at + 4, { do: 'staged' }));
    expect(rig.ask(...more).map(({ id, body }) => [id, codeOf(body)])).toEqual([[12, 'busy']]);
    expect(framesIn(rig.finish({ ok: {} })).map(({ id }) => id)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('of a visit that is over is not answered to the next one', () => {
    const rig = new ConsoleRig().claimed();
    rig.ask(frame(3, { do: 'log' }));
    rig.console.lost();
    expect(rig.ask(hello('s2'))).toMatchObject([{ id: 1, body: { ok: { version: 1 } } }]);
    expect(rig.finish({ ok: { log: ['what the first one asked for'] } })).toBe('');
    expect(rig.ask(frame(2, { do: 'status' }))[0]?.body).toEqual({ ok: { source: 'hub' } });
  });
});

describe('what is staged', () => {
  test('goes whole to the commit, in pieces where it came in pieces; its values are never told', () => {
    const rig = new ConsoleRig().claimed();
    rig.ask(
      frame(3, { do: 'set', path: 'uplink.clientKey', value: 'SECRET-1' }),
      frame(4, { do: 'set', path: 'uplink.clientKey', value: 'SECRET-2', append: true }),
      frame(5, { do: 'set', path: 'wifi', value: { ssid: 'home', psk: 'SECRET-34' } }),
    );
    const said = rig.hear(frame(6, { do: 'staged' }));
    expect(framesIn(said)[0]?.body).toEqual({ ok: { staged: ['uplink.clientKey', 'wifi'] } });
    expect(said).not.toContain('SECRET');
    rig.ask(frame(7, { do: 'commit' }));
    expect(rig.deeds.at(-1)).toEqual({
      do: 'commit',
      staged: {
        texts: new Map([['uplink.clientKey', 'SECRET-1SECRET-2']]),
        wifi: { ssid: 'home', psk: 'SECRET-34' },
        lte: null,
      },
    });
  });

  test('is still there when the commit is refused, and gone when it was taken', () => {
    const rig = new ConsoleRig().claimed();
    rig.ask(frame(3, { do: 'set', path: 'language', value: 'xx' }), frame(4, { do: 'commit' }));
    rig.finish(refusal('config-invalid', 'Mend these.', ['language']));
    expect(rig.ask(frame(5, { do: 'staged' }))[0]?.body).toEqual({ ok: { staged: ['language'] } });
    rig.ask(frame(6, { do: 'commit' }));
    rig.finish({ ok: { committed: ['language'] } });
    expect(codeOf(rig.ask(frame(7, { do: 'commit' }))[0]?.body)).toBe('nothing-staged');
  });

  test('is bounded', () => {
    const rig = new ConsoleRig().claimed();
    const piece = { do: 'set', path: 'config', value: 'x'.repeat(3_900), append: true };
    const codes = Array.from({ length: 40 }, (_, at) => codeOf(rig.ask(frame(at + 3, piece))[0]?.body));
    expect(codes.filter((code) => code === undefined)).toHaveLength(33);
    expect(codes.at(-1)).toBe('staged-too-much');
  });
});

test('an answer that is too long for a frame is cut where that can be said', () => {
  const rig = new ConsoleRig().claimed();
  const problems = Array.from({ length: 50 }, (_, at) => `${at} ${'x'.repeat(300)}`);
  rig.ask(frame(3, { do: 'set', path: 'language', value: 'xx' }), frame(4, { do: 'commit' }));
  const [refused] = framesIn(rig.finish(refusal('config-invalid', 'Mend these.', problems)));
  const told = listIn(refused?.body, 'error', 'problems');
  expect(told[0]).toBe(problems[0]);
  expect(told.at(-1)).toBe(`and ${50 - told.length + 1} more: mend these first`);
  rig.answers.set('log', { ok: { log: problems } });
  const [log] = rig.ask(frame(5, { do: 'log' }));
  expect(listIn(log?.body, 'ok', 'log').at(-1)).toBe(problems.at(-1));
  rig.answers.set('log', { ok: { other: 'x'.repeat(5_000) } });
  expect(codeOf(rig.ask(frame(6, { do: 'log' }))[0]?.body)).toBe('answer-too-long');
});

describe('a person at a terminal', () => {
  test('sees a visit', () => {
    const rig = new ConsoleRig();
    rig.answers.set('claim', { ok: {}, lines: ['ok: this hub is yours'] });
    expect(rig.hear('\r')).toBe('> ');
    expect(rig.hear('statsu\r\n')).toBe(
      'statsu\r\nThere is no word "statsu". Did you mean status? All words: help\r\n> ',
    );
    expect(rig.hear('claim\r')).toBe('claim\r\nWrite it so: claim CODE\r\n> ');
    expect(rig.hear('timezone Asia/Seoul\n')).toContain('no: claim-first. Give the code');
    expect(rig.hear('claim 0123-4567-89ab-cdef\n')).toContain('ok: this hub is yours');
    expect(rig.hear('TimeZone  Asia/Seoul \n')).toContain('ok: waits for commit: home.timezone');
    expect(rig.hear('help\n').split('\r\n').length).toBeGreaterThan(15);
  });

  test('rubs out letters, also those of three bytes, and gives a line up', () => {
    const rig = new ConsoleRig();
    expect(rig.hear('statuz\u007fs\r')).toContain('statuz\b \bs\r\n');
    expect(rig.deeds).toHaveLength(1);
    expect(rig.hear('집\u007fhelp\r')).toContain('help');
    expect(rig.hear('\u007f\u007f')).toBe('');
    expect(rig.hear('factory-reset hub-12\u0003')).toContain('\r\n> ');
    expect(rig.hear('\u001b[Astatus\r')).toContain('status\r\n');
    expect(rig.deeds).toHaveLength(2);
  });

  test('a passphrase and a key are not shown, and go to the commit', () => {
    const rig = new ConsoleRig();
    rig.hear(`claim ${RIGHT}\r`);
    expect(rig.hear('wifi 우리집 2층\r')).toContain(
      'Passphrase, or Enter for an open network (it is not shown):',
    );
    expect(rig.hear('correct horse\r')).toBe('ok: waits for commit: wifi\r\n> ');
    rig.hear('key\r');
    const pem = '-----BEGIN PRIVATE KEY-----\r\nSECRET\r\n-----END PRIVATE KEY-----\r\n';
    const said = rig.hear(pem);
    expect(said).not.toContain('SECRET');
    expect(said).toContain('uplink.clientKey');
    rig.hear('commit\r');
    expect(rig.deeds.at(-1)).toMatchObject({
      staged: {
        texts: new Map([
          ['uplink.clientKey', '-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n'],
        ]),
        wifi: { ssid: '우리집 2층', psk: 'correct horse' },
      },
    });
  });

  test('a passphrase that cannot be one is refused at once', () => {
    const rig = new ConsoleRig();
    rig.hear(`claim ${RIGHT}\r`);
    rig.hear('wifi home\r');
    expect(rig.hear('short\r')).toContain('no: setting-refused.');
    expect(rig.hear('staged\r')).toContain('nothing waits');
  });

  test('an empty line gives up a file that was begun', () => {
    const rig = new ConsoleRig();
    rig.hear(`claim ${RIGHT}\r`);
    rig.hear('certificate\r');
    expect(rig.hear('-----BEGIN CERTIFICATE-----\r\r')).toContain('Given up; nothing was set.');
    expect(rig.hear('staged\r')).toContain('nothing waits');
  });

  test('is not spoken to while a script speaks, and is again once a word is typed', () => {
    const rig = new ConsoleRig();
    rig.ask(hello());
    expect(rig.hear('noise of a boot loader\r\n')).toBe('');
    expect(rig.hear('status\r\n')).toContain('ok');
    expect(rig.hear('noise\r\n')).toContain('There is no word');
  });
});

test('whatever is typed, it goes on, says nothing of a stack, and does nothing without the code', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (typed) => {
      const rig = new ConsoleRig();
      rig.answers.set('claim', refusal('code-wrong', 'no'));
      for (const bytes of typed)
        expect(rig.hear(Buffer.concat([bytes, Buffer.from('\r')]))).not.toMatch(/ at .*\.ts/);
      expect(rig.deeds.every((deed) => deed.do === 'status' || deed.do === 'claim')).toBe(true);
      // Control-C ends what was begun.
      expect(rig.hear('\u0003bye\r')).toContain('ok: good-bye');
    }),
  );
});
