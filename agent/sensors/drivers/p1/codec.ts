/**
 * Telegrams of a meter's P1 port: from bytes to whole telegrams, and from a telegram to power and energy.
 *
 * A telegram begins with `/`, ends with `!` and a CRC-16/ARC over everything from the one to the other (DSMR 5.0.2 P1
 * companion standard, §6.2; eSMR 5, and the P1 ports of Belgium, Luxembourg and Sweden alike). Older meters without a
 * checksum are not read: a corrupted figure could not be told. Owns the search for the beginning, so that a reader who
 * comes in the middle, or loses bytes, is right again with the next telegram. Never holds more than one telegram.
 */
import { ARC_INITIAL, crc16 } from '../../crc16.ts';
import type { Measure } from '../../meter-watch.ts';

/** The longest telegram known (with ten power failures and four M-Bus meters) has 1.8 kB. */
export const TELEGRAM_BYTES_MAX = 4_096;
const START = 0x2f; // /
const END = 0x21; // !
const SUM_DIGITS = 4;

/** Plain JSON: the bytes of the telegram that is coming in, as text of codes 0 to 255; '' between two. */
export interface TelegramState {
  text: string;
}
export type Telegram =
  | { readonly type: 'telegram'; readonly text: string }
  /** A bad checksum, none at all, or too long. */
  | { readonly type: 'garbled' };

/** Takes bytes in, in pieces of any size. Returns the telegrams that ended in them. Changes `state`. */
export function takeBytes(state: TelegramState, bytes: Uint8Array): Telegram[] {
  const found: Telegram[] = [];
  for (const byte of bytes) {
    // A new beginning ends what came before, wherever that was cut off.
    if (byte === START) {
      if (state.text !== '') found.push({ type: 'garbled' });
      state.text = '/';
    } else if (state.text !== '') {
      state.text += String.fromCharCode(byte);
      const telegram = endOf(state.text);
      if (telegram === null) continue;
      found.push(telegram);
      state.text = '';
    }
  }
  return found;
}

/** The telegram that has just ended; null while it goes on. */
function endOf(text: string): Telegram | null {
  const end = text.length - 1 - SUM_DIGITS;
  if (text.charCodeAt(end) === END) {
    const sum = /^[0-9A-F]{4}$/i.test(text.slice(-SUM_DIGITS))
      ? Number.parseInt(text.slice(-SUM_DIGITS), 16)
      : -1;
    const body = text.slice(0, end + 1);
    return crc16(codesOf(body), ARC_INITIAL) === sum ? { type: 'telegram', text: body } : { type: 'garbled' };
  }
  return text.length >= TELEGRAM_BYTES_MAX ? { type: 'garbled' } : null;
}

function* codesOf(text: string): Generator<number, void> {
  for (let at = 0; at < text.length; at += 1) yield text.charCodeAt(at);
}

/** Power drawn (OBIS 1.7.0), and energy drawn on both tariffs (1.8.1, 1.8.2) or in one counter (1.8.0). */
const POWER = /^1-0:1\.7\.0\((\d{1,6}\.\d{1,3})\*kW\)\r?$/m;
const ENERGY = /^1-0:1\.8\.([012])\((\d{1,8}\.\d{1,3})\*kWh\)\r?$/gm;

/** Null when the telegram tells no power, or tells it in another form. */
export function readTelegram(text: string): Measure | null {
  const kilowatts = POWER.exec(text)?.[1];
  if (kilowatts === undefined) return null;
  let whole: number | null = null;
  let tariffs: number | null = null;
  for (const [, tariff, kilowattHours] of text.matchAll(ENERGY)) {
    const wattHours = Math.round(Number(kilowattHours) * 1_000);
    if (tariff === '0') whole = wattHours;
    else tariffs = (tariffs ?? 0) + wattHours;
  }
  return { watts: Math.round(Number(kilowatts) * 1_000), wattHours: tariffs ?? whole };
}
