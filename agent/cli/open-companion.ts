/**
 * The companion's body as the configuration has it: a device of its own, or a loudspeaker and perhaps a lamp; and
 * perhaps a bed shaker beside either.
 *
 * Owns the choice. Opens no port by itself: the hub does, when it starts. Must never keep a hub from starting.
 */
import { join } from 'node:path';
import type { BoardProfile } from '../config/board.ts';
import type { CompanionPolicy } from '../config/config.ts';
import { deviceOf, outputAddress } from '../config/light-place.ts';
import type { Buses, Log, Ports } from '../ports.ts';

export interface Surrounding {
  readonly buses: Buses;
  readonly board: BoardProfile;
  /** Where the hub keeps its files. */
  readonly folder: string;
  readonly log: Log;
}

export async function openCompanion(
  { device, light, shaker, output, microphone }: CompanionPolicy,
  { buses, board, folder, log }: Surrounding,
): Promise<Pick<Ports, 'speaker' | 'light' | 'ear'>> {
  const { inRealTime, openLamp, openShaker, together } = await import('../companion/lamp.ts');
  const beside = shaker === null ? [] : [openShaker(buses, outputAddress(shaker, board))];
  if (device !== null) {
    const { CompanionDevice } = await import('../companion/device.ts');
    const companion = new CompanionDevice(buses, deviceOf(device, board), inRealTime);
    return { speaker: companion.speaker, light: together([companion, ...beside]) };
  }
  const { openSpeaker } = await import('../companion/speaker.ts');
  const { speakThroughOutput } = await import('../companion/output.ts');
  try {
    speakThroughOutput(output, folder);
  } catch (error) {
    // Heard from the wrong corner is better than not heard.
    log.write('warning', `The sound output ${output} cannot be chosen: ${String(error)}`);
  }
  const { openEar } = await import('../companion/ear.ts');
  const ear = microphone === null ? undefined : openEar(microphone);
  return {
    speaker: openSpeaker({ messages: join(folder, 'messages'), witness: ear }),
    ear,
    light: together([...(light === null ? [] : [openLamp(buses, outputAddress(light, board))]), ...beside]),
  };
}
