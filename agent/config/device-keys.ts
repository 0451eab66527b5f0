/**
 * The keys of the devices, read when the hub starts: no secret is ever in a `Config`, which is shown and hashed.
 *
 * A key that cannot be read costs its own device, never the hub: that device is refused frame by frame, and said lost.
 */
import { readFileSync } from 'node:fs';
import type { Log } from '../ports.ts';
import type { Config } from './config.ts';
import { readKeyText } from './device-key.ts';

/** 16 bytes each, by device. */
export function readDeviceKeys({ devices }: Pick<Config, 'devices'>, log: Log): Map<string, Uint8Array> {
  const keys = new Map<string, Uint8Array>();
  for (const { id, key } of devices) {
    if (key === null) continue;
    const read = readKeyText(textOf(key));
    if (typeof read !== 'string') keys.set(id, read);
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
