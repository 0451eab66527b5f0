/**
 * The parts that can be driven: one line each, and a folder of the same name.
 *
 * Owns the list and nothing else; what a part can be set to is in its own table.
 */
import type { Driver } from '../driver.ts';
import { bthome } from './bthome/driver.ts';
import { button } from './button/driver.ts';
import { firmataButton } from './firmata-button/driver.ts';
import { firmataClamp } from './firmata-clamp/driver.ts';
import { firmataPir } from './firmata-pir/driver.ts';
import { firmataReed } from './firmata-reed/driver.ts';
import { mainsLine } from './mains-line/driver.ts';
import { mat } from './mat/driver.ts';
import { p1 } from './p1/driver.ts';
import { pir } from './pir/driver.ts';
import { pullCord } from './pull-cord/driver.ts';
import { pulseMeter } from './pulse-meter/driver.ts';
import { pzem } from './pzem/driver.ts';
import { reed } from './reed/driver.ts';
import { relayContact } from './relay-contact/driver.ts';
import { sensorNode } from './sensor-node/driver.ts';

export const DRIVERS: readonly Driver[] = [
  // sorted
  bthome,
  button,
  firmataButton,
  firmataClamp,
  firmataPir,
  firmataReed,
  mainsLine,
  mat,
  p1,
  pir,
  pullCord,
  pulseMeter,
  pzem,
  reed,
  relayContact,
  sensorNode,
];

export function findDriver(part: string): Driver | undefined {
  return DRIVERS.find((driver) => driver.part === part);
}
