/**
 * A peer: the script that is written first. Each line is one QoS 1 publish, MQTT.js with its defaults, no store.
 *
 * Lives as long as the feed. A child of the bench.
 */
import { bareClient } from './bare-mqtt.ts';
import { EVENT_TOPIC } from './event.ts';
import { lineFeed } from './line-feed.ts';

const [port = '', url = ''] = process.argv.slice(2);
const client = await bareClient(url);
lineFeed(
  Number(port),
  (line) => {
    client.publish(EVENT_TOPIC, line, { qos: 1 });
  },
  () => process.exit(),
);
