/**
 * What arrives at the centre from a hub of the bench, for people to look at: observations, presses, conditions.
 *
 * A second reader of the broker beside the desk, which alone acknowledges. Never decides and never answers.
 */
import type { UplinkPolicy } from '../../agent/config/config.ts';
import type { Log } from '../../agent/ports.ts';
import { parseObject } from '../../agent/uplink/envelope.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { deskSubscriptions, deskWill } from '../desk-wire.ts';
import { dataOf } from '../event-data.ts';

export interface Arrivals {
  stop(): Promise<void>;
}
type Fields = Readonly<Partial<Record<string, unknown>>>;

/** Shows each record that is worth a line, as it comes; records that come again are shown again. */
export function watchArrivals(uplink: UplinkPolicy, log: Log, show: (line: string) => void): Arrivals {
  const pipe = new MqttPublisher({ ...uplink, hub: 'watcher' }, log);
  pipe.start(deskWill(uplink.site), deskSubscriptions(uplink.site), {
    up: () => {},
    down: () => {},
    message: (_topic, payload) => {
      for (const record of recordsIn(payload)) {
        const line = lineOf(record);
        if (line !== null) show(line);
      }
    },
  });
  return { stop: () => pipe.stop() };
}

function recordsIn(payload: string): Fields[] {
  const event = parseObject(payload);
  const data = event === null ? null : dataOf(event);
  if (data === null) return [];
  const records: unknown = data['records'];
  if (!Array.isArray(records)) return [data];
  return records.flatMap((record: unknown): Fields[] => {
    const fields = fieldsOf(fieldsOf(record)?.['data']);
    return fields === null ? [] : [fields];
  });
}

/** Null for what says nothing to somebody at the bench. */
function lineOf(record: Fields): string | null {
  const word = (name: string): string => String(record[name]);
  switch (record['kind']) {
    case 'observation':
      return `observation ${word('sensor')} ${word('value')}`;
    case 'reply':
      return `reply ${word('by')} ${word('meaning')}`;
    case 'condition':
      return `condition ${word('edge')} ${word('code')} ${word('subject')}`;
    case 'alert':
      return `alert ${word('stage')} ${word('cause')}`;
    default:
      return null;
  }
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
