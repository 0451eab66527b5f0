/**
 * Every object of BTHome v2, by its id: names, units, lengths and factors as published.
 *
 * Owns the table and nothing else; `codec.ts` reads bytes by it. Standard: https://bthome.io/format (objects up to
 * 0x5F, events, device information) and, for 0x5F's factor and 0x60 to 0x64, the tables of the reference receiver
 * (Bluetooth-Devices/bthome-ble, const.py). An id that is not here has no known length, so parsing ends at it.
 */

export type NumberForm = 'uint8' | 'sint8' | 'uint16' | 'sint16' | 'uint24' | 'uint32' | 'sint32';
export type BthomeObject =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly unit: string | null;
      readonly form: NumberForm;
      readonly factor: number;
    }
  /** One byte, 0 or 1. */
  | { readonly kind: 'flag'; readonly name: string }
  /** One byte. */
  | { readonly kind: 'button'; readonly name: string }
  /** One byte for the way it was turned, one for the steps. */
  | { readonly kind: 'dimmer'; readonly name: string }
  /** Its length in one byte, then so many. */
  | { readonly kind: 'text' | 'raw'; readonly name: string }
  /** So many bytes, the lowest part first. */
  | { readonly kind: 'version'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'packet-id'; readonly name: string };

export const LENGTHS: Readonly<Record<NumberForm, number>> = {
  uint8: 1,
  sint8: 1,
  uint16: 2,
  sint16: 2,
  uint24: 3,
  uint32: 4,
  sint32: 4,
};

type NumberRow = readonly [id: number, name: string, unit: string | null, form: NumberForm, factor: number];

const NUMBERS: readonly NumberRow[] = [
  [0x01, 'battery', '%', 'uint8', 1],
  [0x02, 'temperature', '°C', 'sint16', 0.01],
  [0x03, 'humidity', '%', 'uint16', 0.01],
  [0x04, 'pressure', 'hPa', 'uint24', 0.01],
  [0x05, 'illuminance', 'lux', 'uint24', 0.01],
  [0x06, 'mass (kg)', 'kg', 'uint16', 0.01],
  [0x07, 'mass (lb)', 'lb', 'uint16', 0.01],
  [0x08, 'dewpoint', '°C', 'sint16', 0.01],
  [0x09, 'count', null, 'uint8', 1],
  [0x0a, 'energy', 'kWh', 'uint24', 0.001],
  [0x0b, 'power', 'W', 'uint24', 0.01],
  [0x0c, 'voltage', 'V', 'uint16', 0.001],
  [0x0d, 'pm2.5', 'ug/m3', 'uint16', 1],
  [0x0e, 'pm10', 'ug/m3', 'uint16', 1],
  [0x12, 'co2', 'ppm', 'uint16', 1],
  [0x13, 'tvoc', 'ug/m3', 'uint16', 1],
  [0x14, 'moisture', '%', 'uint16', 0.01],
  [0x2e, 'humidity', '%', 'uint8', 1],
  [0x2f, 'moisture', '%', 'uint8', 1],
  [0x3d, 'count', null, 'uint16', 1],
  [0x3e, 'count', null, 'uint32', 1],
  [0x3f, 'rotation', '°', 'sint16', 0.1],
  [0x40, 'distance (mm)', 'mm', 'uint16', 1],
  [0x41, 'distance (m)', 'm', 'uint16', 0.1],
  [0x42, 'duration', 's', 'uint24', 0.001],
  [0x43, 'current', 'A', 'uint16', 0.001],
  [0x44, 'speed', 'm/s', 'uint16', 0.01],
  [0x45, 'temperature', '°C', 'sint16', 0.1],
  [0x46, 'UV index', null, 'uint8', 0.1],
  [0x47, 'volume', 'L', 'uint16', 0.1],
  [0x48, 'volume', 'mL', 'uint16', 1],
  [0x49, 'volume flow rate', 'm3/hr', 'uint16', 0.001],
  [0x4a, 'voltage', 'V', 'uint16', 0.1],
  [0x4b, 'gas', 'm3', 'uint24', 0.001],
  [0x4c, 'gas', 'm3', 'uint32', 0.001],
  [0x4d, 'energy', 'kWh', 'uint32', 0.001],
  [0x4e, 'volume', 'L', 'uint32', 0.001],
  [0x4f, 'water', 'L', 'uint32', 0.001],
  // Seconds since 1970-01-01 00:00:00 UTC.
  [0x50, 'timestamp', null, 'uint32', 1],
  [0x51, 'acceleration', 'm/s²', 'uint16', 0.001],
  [0x52, 'gyroscope', '°/s', 'uint16', 0.001],
  [0x55, 'volume storage', 'L', 'uint32', 0.001],
  [0x56, 'conductivity', 'µS/cm', 'uint16', 1],
  [0x57, 'temperature', '°C', 'sint8', 1],
  [0x58, 'temperature', '°C', 'sint8', 0.35],
  [0x59, 'count', null, 'sint8', 1],
  [0x5a, 'count', null, 'sint16', 1],
  [0x5b, 'count', null, 'sint32', 1],
  [0x5c, 'power', 'W', 'sint32', 0.01],
  [0x5d, 'current', 'A', 'sint16', 0.001],
  [0x5e, 'direction', '°', 'uint16', 0.01],
  [0x5f, 'precipitation', 'mm', 'uint16', 0.1],
  [0x60, 'channel', null, 'uint8', 1],
  [0x61, 'rotational speed', 'rpm', 'uint16', 1],
  [0x62, 'speed', 'm/s', 'sint32', 0.000001],
  [0x63, 'acceleration', 'm/s²', 'sint32', 0.000001],
  [0x64, 'light level', null, 'uint8', 1],
  [0xf0, 'device type id', null, 'uint16', 1],
];

const FLAGS: readonly (readonly [id: number, name: string])[] = [
  [0x0f, 'generic boolean'],
  [0x10, 'power'],
  [0x11, 'opening'],
  [0x15, 'battery'],
  [0x16, 'battery charging'],
  [0x17, 'carbon monoxide'],
  [0x18, 'cold'],
  [0x19, 'connectivity'],
  [0x1a, 'door'],
  [0x1b, 'garage door'],
  [0x1c, 'gas'],
  [0x1d, 'heat'],
  [0x1e, 'light'],
  [0x1f, 'lock'],
  [0x20, 'moisture'],
  [0x21, 'motion'],
  [0x22, 'moving'],
  [0x23, 'occupancy'],
  [0x24, 'plug'],
  [0x25, 'presence'],
  [0x26, 'problem'],
  [0x27, 'running'],
  [0x28, 'safety'],
  [0x29, 'smoke'],
  [0x2a, 'sound'],
  [0x2b, 'tamper'],
  [0x2c, 'vibration'],
  [0x2d, 'window'],
];

export const OBJECTS: ReadonlyMap<number, BthomeObject> = new Map<number, BthomeObject>([
  [0x00, { kind: 'packet-id', name: 'packet id' }],
  ...NUMBERS.map(([id, name, unit, form, factor]): [number, BthomeObject] => {
    return [id, { kind: 'number', name, unit, form, factor }];
  }),
  ...FLAGS.map(([id, name]): [number, BthomeObject] => [id, { kind: 'flag', name }]),
  [0x3a, { kind: 'button', name: 'button' }],
  [0x3c, { kind: 'dimmer', name: 'dimmer' }],
  [0x53, { kind: 'text', name: 'text' }],
  [0x54, { kind: 'raw', name: 'raw' }],
  [0xf1, { kind: 'version', name: 'firmware version', bytes: 4 }],
  [0xf2, { kind: 'version', name: 'firmware version', bytes: 3 }],
]);

/** What a button says; 0 is no event, said so that the next object is the second button. */
export const PRESSES: ReadonlyMap<number, string> = new Map([
  [0x01, 'press'],
  [0x02, 'double_press'],
  [0x03, 'triple_press'],
  [0x04, 'long_press'],
  [0x05, 'long_double_press'],
  [0x06, 'long_triple_press'],
  [0x80, 'hold_press'],
  // Shelly BLU before firmware 1.0.20 (shelly-api-docs.shelly.cloud/docs-ble/Devices).
  [0xfe, 'hold_press'],
]);

export const TURNS: ReadonlyMap<number, string> = new Map([
  [0x01, 'rotate left'],
  [0x02, 'rotate right'],
]);
