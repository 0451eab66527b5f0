/**
 * Reads firmware: Intel HEX text in, the bytes of a flash memory out. Pure.
 *
 * Must never guess: a bad checksum, a record cut short, an address beyond the flash or a file without its end is
 * refused, because half a firmware runs, and runs wrong. Standard: Intel, "Hexadecimal Object File Format
 * Specification", revision A, 1988; record types 00 to 05.
 */

/** Flash that no record names reads as erased. */
const ERASED = 0xff;

const DATA = 0;
const END_OF_FILE = 1;
const SEGMENT = 2;
const LINEAR = 4;

/** The flash of a chip of `flashBytes`, erased where the text says nothing. Throws a RangeError that names the line. */
export function readIntelHex(text: string, flashBytes: number): Uint8Array {
  const flash = new Uint8Array(flashBytes).fill(ERASED);
  let base = 0;
  let isEnded = false;
  text.split(/\r?\n/).forEach((line, index) => {
    if (line === '') return;
    const where = `Intel HEX, line ${index + 1}`;
    if (isEnded) throw new RangeError(`${where}: stands after the end`);
    const { type, address, data } = readRecord(line, where);
    if (type === DATA) {
      if (base + address + data.length > flashBytes) throw new RangeError(`${where}: beyond the flash`);
      flash.set(data, base + address);
    } else if (type === END_OF_FILE) isEnded = true;
    else if (type === SEGMENT) base = wordOf(data) * 16;
    else if (type === LINEAR) base = wordOf(data) * 65_536;
  });
  if (!isEnded) throw new RangeError('Intel HEX: the end is missing');
  return flash;
}

interface HexRecord {
  readonly type: number;
  readonly address: number;
  readonly data: Uint8Array;
}

/** `:` count, address (2), type, data, checksum; all bytes together are 0 modulo 256. */
function readRecord(line: string, where: string): HexRecord {
  if (!/^:([0-9a-f]{2}){5,}$/i.test(line)) throw new RangeError(`${where}: is not a record`);
  const bytes = Uint8Array.from({ length: (line.length - 1) / 2 }, (_, index) =>
    Number.parseInt(line.slice(1 + 2 * index, 3 + 2 * index), 16),
  );
  const [count = 0, high = 0, low = 0, type = 0] = bytes;
  if (bytes.length !== count + 5) throw new RangeError(`${where}: its length is wrong`);
  if (bytes.reduce((sum, byte) => (sum + byte) % 256, 0) !== 0)
    throw new RangeError(`${where}: its checksum is wrong`);
  if (type > 5) throw new RangeError(`${where}: record type ${type} is unknown`);
  if ((type === SEGMENT || type === LINEAR) && count !== 2)
    throw new RangeError(`${where}: an address of ${count} bytes`);
  return { type, address: high * 256 + low, data: bytes.subarray(4, -1) };
}

function wordOf(data: Uint8Array): number {
  return (data[0] ?? 0) * 256 + (data[1] ?? 0);
}
