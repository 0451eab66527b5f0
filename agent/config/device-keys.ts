/**
 * The keys of the devices, read when the hub starts: no secret is ever in a `Config`, which is shown and hashed.
 *
 * A key that cannot be read costs its own device, never the hub: that device is refused frame by frame, and said lost.
 */
import { readFileSync } from 'node:fs';
import type { Log } from '../ports.ts';
import type { Config } from './config.ts';

/** All zeros is the key of the factory, which everybody has. */
const KEY = /^(?!0+\s*$)[0-9a-f]{32}\s*$/i;

/** 16 bytes each, by device. */
export function readDeviceKeys({ devices }: Pick<Config, 'devices'>, log: Log): Map<string, Uint8Array> {
  const keys = new Map<string, Uint8Array>();
  for (const { id, key } of devices) {
    if (key === null) continue;
    const text = textOf(key);
    if (KEY.test(text)) keys.set(id, new Uint8Array(Buffer.from(text.trim(), 'hex')));
    else
      log.write(
        'error',
        `${id}: ${key} cannot be read as a key of 32 hex digits, not all 0; its frames are refused`,
      );
  }
  return keys;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
