/**
 * Settings that wait for their commit: which there are, what each may be, and how much of them is held.
 *
 * Owns the list of what the console may set, in memory alone. Whether they fit the rest of the configuration is
 * judged at the commit, by the configuration's own check.
 */
import { z } from 'zod';

/** The most that waits: a whole configuration and a dozen certificates of 4 KiB. */
export const STAGED_CHARS_MAX = 131_072;
/** A hub has one of each, some keys of the centre and some dozens of devices. */
const STAGED_MAX = 64;

const PLAIN = [
  'config',
  'home.timezone',
  'language',
  'uplink.authority',
  'uplink.clientCertificate',
  'uplink.clientKey',
  'uplink.hub',
  'uplink.site',
  'uplink.url',
] as const;
type PlainPath = (typeof PLAIN)[number];
type KeyPath = `uplink.centreKeys.${string}` | `devices.${string}.key`;
export type TextPath = PlainPath | KeyPath;
const NAMED = /^(?:uplink\.centreKeys\.[A-Za-z0-9][A-Za-z0-9_-]{0,63}|devices\.[^\p{Cc}]{1,64}\.key)$/u;

/** IEEE 802.11: a name has 1 to 32 bytes; a passphrase 8 to 63 printable ASCII characters, a key 64 hex digits. */
const PSK = /^(?:[ -~]{8,63}|[0-9A-Fa-f]{64}|)$/;
const SSID_BYTES_MAX = 32;
const isSsid = (text: string): boolean => {
  const { length } = new TextEncoder().encode(text);
  return length >= 1 && length <= SSID_BYTES_MAX && !/\p{Cc}/u.test(text);
};
/** 3GPP TS 23.003, 9.1: at most 100 octets of a domain name. A PIN: 3GPP TS 31.101, 4 to 8 digits. */
const APN = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?$/;
const PIN = /^(?:\d{4,8})?$/;

export const WIFI = z.strictObject({
  ssid: z.string().refine(isSsid),
  psk: z.string().regex(PSK).default(''),
});
export const LTE = z.strictObject({ apn: z.string().regex(APN), pin: z.string().regex(PIN).default('') });
export type Wifi = z.infer<typeof WIFI>;
export type Lte = z.infer<typeof LTE>;

export type Setting =
  | { readonly path: TextPath; readonly value: string; readonly append: boolean }
  | { readonly path: 'wifi'; readonly value: Wifi }
  | { readonly path: 'lte'; readonly value: Lte };

export function isTextPath(path: string): path is TextPath {
  return PLAIN.some((each) => each === path) || NAMED.test(path);
}

export interface Staged {
  readonly texts: ReadonlyMap<TextPath, string>;
  readonly wifi: Wifi | null;
  readonly lte: Lte | null;
}
export const NOTHING_STAGED: Staged = { texts: new Map(), wifi: null, lte: null };

/** What waits, with this one; null: more than is held. A text that is appended goes on where the last piece ended. */
export function withSetting(staged: Staged, setting: Setting): Staged | null {
  if (setting.path === 'wifi') return { ...staged, wifi: setting.value };
  if (setting.path === 'lte') return { ...staged, lte: setting.value };
  const before = setting.append ? (staged.texts.get(setting.path) ?? '') : '';
  const texts = new Map(staged.texts).set(setting.path, before + setting.value);
  const chars = [...texts.values()].reduce((sum, { length }) => sum + length, 0);
  return chars > STAGED_CHARS_MAX || texts.size > STAGED_MAX ? null : { ...staged, texts };
}

/** Their names, sorted; never what they are. */
export function stagedNames({ texts, wifi: network, lte: modem }: Staged): string[] {
  return [
    ...texts.keys(),
    ...(network === null ? [] : ['wifi']),
    ...(modem === null ? [] : ['lte']),
  ].toSorted();
}
