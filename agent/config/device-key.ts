/**
 * The text of a device's key: 32 hex digits, in a file of their own.
 *
 * Owns what such a text may be, for the check of a configuration and for the start of a hub alike. Reads no file.
 */
const KEY = /^[0-9a-f]{32}\s*$/i;
/** Everybody has it: it proves nothing. */
const FACTORY_KEY = /^0+\s*$/;
const KEY_BYTES = 16;

/** `malformed`: it is no key; `factory`: it is all zeros. */
export function readKeyText(text: string): Uint8Array | 'malformed' | 'factory' {
  if (!KEY.test(text)) return 'malformed';
  if (FACTORY_KEY.test(text)) return 'factory';
  return Uint8Array.from({ length: KEY_BYTES }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}
