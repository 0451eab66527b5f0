/**
 * The home of the bench and the hub's file for it, as a technician would write it.
 *
 * Owns the text. The devices write their own lines.
 */
import type { Home } from '../../agent/config/config.ts';

/** A flat in which every kind of wire has a sensor. */
export const BENCH_HOME: Home = {
  home: 'bench',
  timezone: 'Asia/Seoul',
  sensors: [
    { id: 'bedroom', room: 'bedroom', class: 'motion' },
    { id: 'bathroom', room: 'bathroom', class: 'motion' },
    { id: 'hall', room: 'hall', class: 'motion' },
    { id: 'front-door', room: 'hall', class: 'door', entrance: true },
    { id: 'kitchen', room: 'kitchen', class: 'motion' },
    { id: 'kettle', room: 'kitchen', class: 'power' },
    { id: 'fridge', room: 'kitchen', class: 'item' },
    { id: 'living', room: 'living', class: 'motion' },
  ],
};

/** The whole file. `devices`: the lines below `devices:`, without their indentation. */
export function hubFile(brokerUrl: string, keyId: string, devices: readonly string[]): string {
  const sensors = BENCH_HOME.sensors.map(
    ({ id, room, class: kind, entrance }) =>
      `    - { id: ${id}, room: ${room}, class: ${kind}${entrance === true ? ', entrance: true' : ''} }`,
  );
  return `# Written by anbu sim; the ports below are there while it runs.
home:
  home: ${BENCH_HOME.home}
  timezone: ${BENCH_HOME.timezone}
  sensors:
${sensors.join('\n')}
board: sim-hub
devices:
${devices.map((line) => `  - ${line}`).join('\n')}
language: en
uplink:
  url: ${brokerUrl}
  site: sim
  hub: hub
  rawEvents: true
  centreKeys: { ${keyId}: centre.pem }
`;
}
