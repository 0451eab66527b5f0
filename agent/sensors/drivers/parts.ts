/**
 * The parts that can be driven: one sorted line each, for the folder of the same name.
 *
 * Owns the list and nothing else; what a part can be set to is in its own table.
 */
export { bthome } from './bthome/driver.ts';
export { button } from './button/driver.ts';
export { firmataButton } from './firmata-button/driver.ts';
export { firmataClamp } from './firmata-clamp/driver.ts';
export { firmataPir } from './firmata-pir/driver.ts';
export { firmataReed } from './firmata-reed/driver.ts';
export { firmataTouch } from './firmata-touch/driver.ts';
export { mainsLine } from './mains-line/driver.ts';
export { mat } from './mat/driver.ts';
export { p1 } from './p1/driver.ts';
export { pir } from './pir/driver.ts';
export { pullCord } from './pull-cord/driver.ts';
export { pulseMeter } from './pulse-meter/driver.ts';
export { pzem } from './pzem/driver.ts';
export { reed } from './reed/driver.ts';
export { relayContact } from './relay-contact/driver.ts';
export { sensorNode } from './sensor-node/driver.ts';
export { touch } from './touch/driver.ts';
export { vibration } from './vibration/driver.ts';
