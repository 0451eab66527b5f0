/**
 * Networks as files of NetworkManager: what somebody typed is a value and nothing else. And what a log may not tell.
 *
 * nm-settings-keyfile(5); read back by the rules of GKeyFile.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lteConnection, trialText, wifiConnection } from '../../agent/provisioning/console/nm-connection.ts';
import { redacted } from '../../agent/provisioning/console/redacted.ts';
import { WIFI } from '../../agent/provisioning/console/staged.ts';

/** Reads a key file by the rules of GKeyFile: section → key → value. */
function sections(text: string): Record<string, Record<string, string>> {
  const all: Record<string, Record<string, string>> = {};
  let now: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const head = /^\[(.*)\]$/.exec(line)?.[1];
    if (head !== undefined) {
      now = {};
      all[head] = now;
    }
    const at = line.indexOf('=');
    if (head === undefined && at > 0) now[line.slice(0, at)] = line.slice(at + 1).trimStart();
  }
  return all;
}
const unescaped = (value = ''): string =>
  value.replaceAll(/\\(.)/g, (_, letter) => (letter === 's' ? ' ' : String(letter)));

test('any name and passphrase come back as they were, in the sections that NetworkManager reads', () => {
  const printable = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 8,
    maxLength: 63,
  });
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 16 }), printable, (ssid, psk) => {
      const read = WIFI.safeParse({ ssid, psk });
      fc.pre(read.success);
      const { text } = wifiConnection({ ssid, psk });
      const file = sections(text);
      expect(Object.keys(file)).toEqual(['connection', 'wifi', 'wifi-security', 'ipv4']);
      expect(unescaped(file['wifi-security']?.['psk'])).toBe(psk);
      const bytes = (file['wifi']?.['ssid'] ?? '').split(';').slice(0, -1).map(Number);
      expect(Buffer.from(bytes).toString('utf8')).toBe(ssid);
    }),
  );
});

test('an open network has no security; a modem has its APN, and its PIN where there is one', () => {
  expect(sections(wifiConnection({ ssid: 'home', psk: '' }).text)).not.toHaveProperty('wifi-security');
  const { gsm } = sections(lteConnection({ apn: 'internet.example', pin: '0123' }).text);
  expect(gsm).toEqual({ apn: 'internet.example', pin: '0123' });
  expect(sections(lteConnection({ apn: 'internet', pin: '' }).text)['gsm']).toEqual({ apn: 'internet' });
});

test('what is tried is the same under another name, and never comes up by itself', () => {
  const connection = wifiConnection({ ssid: 'home', psk: 'autoconnect=true' });
  const { connection: head, ...rest } = sections(connection.text);
  expect(sections(trialText(connection, 'anbu-$&'))).toEqual({
    connection: { ...head, id: 'anbu-$&', autoconnect: 'false' },
    ...rest,
  });
});

test.each([
  ['psk=correcthorse and more', 'psk=[left out: value of a secret] and more'],
  ['password: correcthorse', 'password: [left out: value of a secret]'],
  [
    'connect to mqtts://hub:secret@broker.example',
    'connect to mqtts://[left out: password in an address]broker.example',
  ],
  ['key 00112233445566778899aabbccddeeff', 'key [left out]'],
  ['MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg', '[left out]'],
  ['up: home flat-12, 3 sensors\u001b[2J', 'up: home flat-12, 3 sensors [2J'],
])('%s → %s', (line, told) => {
  expect(redacted(line)).toBe(told);
});
