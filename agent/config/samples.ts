/**
 * What a missing section or list has to hold, with two lines to copy. For the person who begins with an empty file.
 *
 * Owns these words only; what may stand in a section is the schema's to say, and a test reads each sample with it.
 */
import type { KeyPath } from './problems.ts';

interface Sample {
  /** What it needs; the rest has defaults. */
  readonly needs: string;
  readonly lines: readonly [string, string];
}

/** Last key of the path → sample. In a home description `sensors` stands at the top. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  // sorted
  devices: {
    needs: 'For each sensor one device with the same id, its part and its connector',
    lines: ['devices:', '  - { id: bathroom, part: pir, connector: gpio4 }'],
  },
  home: {
    needs: 'It needs home, timezone and sensors',
    lines: [
      'home: { home: flat-12, timezone: Asia/Seoul,',
      '  sensors: [{ id: bathroom, room: bathroom, class: motion }] }',
    ],
  },
  light: {
    needs: 'It needs its connector, and on a Firmata board also the pin',
    lines: ['companion:', '  light: { connector: gpio12 }'],
  },
  quietHours: {
    needs: 'It needs the hour it begins and the hour it ends',
    lines: ['companion:', '  quietHours: { from: 22, to: 7 }'],
  },
  sensors: {
    needs: 'Each sensor needs id, room and class; the front door also entrance: true',
    lines: ['sensors:', '  - { id: bathroom, room: bathroom, class: motion }'],
  },
  shaker: {
    needs: 'It needs its connector, and on a Firmata board also the pin',
    lines: ['companion:', '  shaker: { connector: gpio13 }'],
  },
  uplink: {
    needs: 'It needs url, site and hub',
    lines: ['uplink:', '  { url: "mqtt://localhost:1883", site: district-9, hub: hub-12 }'],
  },
};
/** These keys have other meanings deeper down. */
const DEPTH_MAX = 2;

/** What to write at a path where a section or list is missing or is something else; null when there is no sample. */
export function sampleHint(path: KeyPath): string | null {
  const key = path.at(-1);
  if (path.length === 0) return 'Copy boards/example.yaml and change what is yours.';
  const sample = typeof key === 'string' && path.length <= DEPTH_MAX ? SAMPLES[key] : undefined;
  if (sample === undefined) return null;
  const lines = sample.lines.map((line) => `    ${line}`).join('\n');
  return `${sample.needs}; the rest has defaults (see boards/example.yaml):\n${lines}`;
}
