/**
 * How well a sensor is heard, as whoever hangs it there is told: by the radio's own word, by the part's own numbers, or
 * not known. Emulated parts on simulated buses; the sensor node's frames are in `tests/cli/hub-at-hand.test.ts`.
 */
import { expect, test } from 'vitest';
import { linkMargin, linkText } from '../../agent/sensors/link-margin.ts';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { Rig, device, wired } from './wiring/rig.ts';

const MAC = 'A4:C1:38:56:53:84';
const advert = (rssi: number | null) => ({ serviceData: {}, rssi });

test('a tag: the strength of its last advert that told one; a wired detector, and nobody: not known', () => {
  const rig = new Rig();
  let say: ((rssi: number | null) => void) | null = null;
  rig.start(wired(device('tag', 'bthome', 'ble0', { mac: MAC }), device('pir', 'pir', 'gpio0')));
  rig.plug('gpio0', new PirEmulator(rig.surroundings).line);
  rig.buses.plugBeacon({
    mac: MAC,
    listen: (listener) => {
      say = listener === null ? null : (rssi) => listener(advert(rssi));
    },
  });
  const heard = (rssi: number | null): unknown => {
    say?.(rssi);
    return rig.wiring.linkOf('tag');
  };
  expect(rig.wiring.linkOf('tag')).toBeNull();
  expect(heard(-71)).toEqual({ rssiDbm: -71, frames: null });
  expect(heard(null)).toEqual({ rssiDbm: -71, frames: null });
  expect(heard(-88)).toEqual({ rssiDbm: -88, frames: null });
  expect(rig.wiring.linkOf('pir')).toBeNull();
  expect(rig.wiring.linkOf('nobody')).toBeNull();
});

test('in words, and no number that nobody told', () => {
  expect(linkText(linkMargin(null, null))).toBe('link: not known');
  expect(linkText(linkMargin(-71, null))).toBe('link: -71 dBm');
  expect(linkText(linkMargin(null, { heard: 45, again: 2, lost: 0 }))).toBe(
    "link: 45 frames heard since the hub's start, 2 sent again, 0 lost",
  );
});
