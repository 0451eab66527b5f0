/**
 * The same part as on a pin of the hub: what is on a wire does not depend on who reads it.
 *
 * Owns nothing; knows no driver.
 */
export { TouchEmulator } from '../touch/emulator.ts';
