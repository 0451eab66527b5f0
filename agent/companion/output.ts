/**
 * Which sound device the companion speaks through.
 *
 * node-wav-player starts `aplay FILE` and can say nothing of a device, so ALSA itself is told: ALSA_CONFIG_PATH may be a
 * list of files, and what is last in it makes the wanted device the default. Tried with aplay 1.2.8:
 * - ALSA_CARD is not enough: it chooses among cards only, by number or name, and a `~/.asoundrc` or a sound server that
 *   has its own default never asks it;
 * - a file that defines `pcm.!default` itself loses to `~/.asoundrc`, which is read by a hook after all files; so ours is
 *   read by a hook too, which stands after that one.
 * Owns these two files and that one variable of this process. Must never choose a device by itself.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SYSTEM = '/usr/share/alsa/alsa.conf';
const VARIABLE = 'ALSA_CONFIG_PATH';
const HOOK_FILE = 'sound-hook.conf';
const DEVICE_FILE = 'sound-device.conf';

/**
 * From now on what this process starts speaks through `output`, as `aplay -L` names it; null: through the default.
 * `folder`: where the two files may lie. Throws what the disk throws; then nothing has changed.
 */
export function speakThroughOutput(output: string | null, folder: string): void {
  const hook = join(folder, HOOK_FILE);
  const paths = (process.env[VARIABLE] ?? '').split(':').filter((path) => path !== '' && path !== hook);
  if (output === null) {
    if (paths.length === 0 || paths.join(':') === SYSTEM) Reflect.deleteProperty(process.env, VARIABLE);
    else process.env[VARIABLE] = paths.join(':');
    return;
  }
  // Neither a list of paths nor ALSA's quotes can hold them.
  if (/[":\\]/.test(folder)) throw new Error(`${folder}: no colon, quote or backslash may be in it`);
  const device = join(folder, DEVICE_FILE);
  mkdirSync(folder, { recursive: true });
  write(device, `pcm.!default { type plug slave.pcm "${output}" }\n`);
  write(hook, `@hooks [ { func load files [ "${device}" ] errors true } ]\n`);
  process.env[VARIABLE] = [...(paths.length === 0 ? [SYSTEM] : paths), hook].join(':');
}

/** A hub starts more often than its loudspeaker is another one: the card is not written to for nothing. */
function write(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // Not there yet.
  }
  writeFileSync(path, text);
}
