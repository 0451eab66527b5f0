/**
 * CRC-16 with the reflected polynomial 0xA001: the check of Modbus RTU (initial 0xFFFF) and of DSMR P1 (initial 0).
 *
 * Owns that one sum. In the catalogue of G. Cook: CRC-16/MODBUS and CRC-16/ARC; both give the published check values
 * over "123456789" (0x4B37, 0xBB3D).
 */
const POLYNOMIAL = 0xa001;

export const MODBUS_INITIAL = 0xffff;
export const ARC_INITIAL = 0;

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 0 ? sum >> 1 : (sum >> 1) ^ POLYNOMIAL;
  return sum;
});

/** The sum over bytes, each 0 to 255. */
export function crc16(bytes: Iterable<number>, initial: number): number {
  let sum = initial;
  for (const byte of bytes) sum = (sum >> 8) ^ (TABLE[(sum ^ byte) & 0xff] ?? 0);
  return sum;
}
