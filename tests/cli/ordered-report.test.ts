/**
 * What `anbu inspect config FILE --data DIR` adds: keys and settings as commands have made them.
 *
 * The report alone; how a journal is read is tested with the other pages.
 */
import { expect, test } from 'vitest';
import { orderedReport, orderedText } from '../../agent/cli/ordered-report.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { initialState } from '../../agent/state.ts';

const config = defaultConfig(
  { home: 'h', timezone: 'UTC', sensors: [] },
  { uplink: { centreKeys: { old: 'PEM', desk: 'PEM' } } },
);

test('keys by name with where they come from, and the settings that lie over the file', () => {
  const state = initialState();
  expect(orderedReport(config, state)).toEqual({
    keys: [
      { key: 'desk', from: 'file', state: 'in force, not heard yet' },
      { key: 'old', from: 'file', state: 'in force, not heard yet' },
    ],
    settings: null,
  });
  state.centre.counters = { old: 9, next: 3 };
  state.centre.keyring = { added: [{ keyId: 'next', publicKey: 'x' }], retired: ['old'] };
  state.settings.good = { version: 4, set: { 'detector.cap': '10h' } };
  expect(orderedText(orderedReport(config, state)).split('\n')).toEqual([
    '# key desk: in force, not heard yet, from the file',
    '# key next: in force, proven, from the command',
    '# key old: retired, from the file',
    '# settings by command, version 4: in force',
    'detector.cap: "10h"  # by command',
  ]);
});
