/**
 * What is held against a certificate: one row for each reason, all reasons at once, and nothing against a right one.
 * Certificates here are facts; real ones are in tests/cli/identity.test.ts.
 */
import { expect, test } from 'vitest';
import {
  type CertificateFacts,
  type CertificateWanted,
  objectionsTo,
} from '../../agent/provisioning/certificate.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 1);
const RIGHT: CertificateFacts = {
  commonName: 'hub-12',
  organisation: 'district-9',
  fromMs: NOW_MS - DAY_MS,
  endMs: NOW_MS + 365 * DAY_MS,
  isAuthority: false,
  purposes: ['1.3.6.1.5.5.7.3.2'],
  isForOurKey: true,
  isIssued: true,
};
const WANTED: CertificateWanted = { site: 'district-9', hub: 'hub-12', nowMs: NOW_MS, isTimeKnown: true };

test.each([
  ['it is right', {}, {}, []],
  [
    'nobody said an organisation, a purpose, an authority',
    { organisation: null, purposes: null, isIssued: null },
    {},
    [],
  ],
  ['of another key', { isForOurKey: false }, {}, ['other-key']],
  ['of another hub', { commonName: 'hub-13' }, {}, ['other-hub']],
  ['of nobody', { commonName: null }, {}, ['other-hub']],
  ['of another site', { organisation: 'district-8' }, {}, ['other-site']],
  ['ended', { endMs: NOW_MS - 1 }, {}, ['ended']],
  ['without an end', { endMs: Number.NaN }, {}, ['ended']],
  ['from tomorrow', { fromMs: NOW_MS + DAY_MS }, {}, ['not-yet']],
  ['from tomorrow, by a clock that nobody set', { fromMs: NOW_MS + DAY_MS }, { isTimeKnown: false }, []],
  ['for another week', { endMs: NOW_MS + 7 * DAY_MS }, {}, ['ends-soon']],
  ['an authority', { isAuthority: true }, {}, ['authority']],
  ['a server', { purposes: ['1.3.6.1.5.5.7.3.1'] }, {}, ['purpose']],
  ['of another authority', { isIssued: false }, {}, ['other-authority']],
  [
    'all of it wrong',
    { isForOurKey: false, commonName: 'x', endMs: 0, isAuthority: true, isIssued: false },
    {},
    ['other-key', 'other-hub', 'ended', 'authority', 'other-authority'],
  ],
] as const)('%s', (_, facts, wanted, codes) => {
  const found = objectionsTo({ ...RIGHT, ...facts }, { ...WANTED, ...wanted });
  expect(found.map(({ code }) => code)).toEqual(codes);
  for (const { met, remedy } of found) expect(`${met} ${remedy}`).toMatch(/\w+ .*\w+/);
});
