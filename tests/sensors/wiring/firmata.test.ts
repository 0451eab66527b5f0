/**
 * Parts on one simulated Firmata board, by the drivers and the wiring that ship, in virtual time: the pins are told
 * apart, and the board goes and comes back for all of them.
 */
import { expect, test } from 'vitest';
import { ButtonEmulator } from '../../../agent/sensors/drivers/button/emulator.ts';
import { ClampEmulator } from '../../../agent/sensors/drivers/firmata-clamp/emulator.ts';
import { PirEmulator } from '../../../agent/sensors/drivers/pir/emulator.ts';
import { ReedEmulator } from '../../../agent/sensors/drivers/reed/emulator.ts';
import { Rig, device, wired } from './rig.ts';

const PATH = 'simulated/uart0';
const MINUTE_MS = 60_000;

test('movement, a door, a press and a kettle come from their own pins, before and after the cable is pulled', () => {
  const rig = new Rig();
  const { surroundings, buses } = rig;
  const pir = new PirEmulator(surroundings);
  const door = new ReedEmulator(surroundings);
  const button = new ButtonEmulator(surroundings);
  const clamp = new ClampEmulator(surroundings, { nowMs: () => 0, key: null, mac: '', options: {} });
  buses.plugPin(PATH, 2, pir.line);
  buses.plugPin(PATH, 3, door.line);
  buses.plugPin(PATH, 4, button.line);
  buses.plugAnalog(PATH, 14, clamp.analog);
  const at = (part: string, pin: number, role: 'sensor' | 'button' = 'sensor') =>
    device(part, part, 'uart0', { role, options: { pin } });
  rig.start(
    wired(
      at('firmata-pir', 2),
      at('firmata-reed', 3),
      at('firmata-button', 4, 'button'),
      at('firmata-clamp', 14),
    ),
  );
  const life = (): string[] => {
    rig.facts.length = 0;
    for (const use of [() => pir.movement(), () => door.open(), () => button.press(), () => clamp.use()]) {
      use();
      rig.wait(5 * MINUTE_MS);
    }
    door.close();
    return rig.facts.flatMap((fact) => {
      if (fact.kind === 'reply') return [`press ${fact.by}`];
      const isLife = fact.kind === 'observation' && typeof fact.value === 'string';
      return isLife ? [`${fact.sensor} ${fact.value}`] : [];
    });
  };
  const DAY = [
    'firmata-pir on',
    'firmata-pir off',
    'firmata-reed open',
    'press button',
    'firmata-clamp on',
    'firmata-clamp off',
  ];
  rig.wait(5 * MINUTE_MS);
  expect(life()).toEqual(DAY);
  rig.wait(5 * MINUTE_MS);
  buses.takeAway();
  for (const part of ['firmata-pir', 'firmata-reed', 'firmata-clamp'])
    expect(rig.health(part)).toEqual(['lost bus']);
  buses.restore();
  rig.wait(5 * MINUTE_MS);
  expect(rig.health('firmata-clamp')).toContain('ok bus');
  expect(life()).toEqual(DAY);
});
