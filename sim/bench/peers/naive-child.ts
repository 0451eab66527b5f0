/**
 * A peer: the script that is written first. Each line is one QoS 1 publish, MQTT.js with its defaults, no store.
 *
 * Lives as long as the feed. A child of the bench.
 */
import { connect } from 'node:net';
import { bareClient } from './bare-mqtt.ts';
import { EVENT_TOPIC, lineReader } from './event.ts';

const [port = '', url = ''] = process.argv.slice(2);
const client = await bareClient(url);
const feed = connect(Number(port), '127.0.0.1');
feed.setEncoding('utf8').on(
  'data',
  lineReader((line) => {
    client.publish(EVENT_TOPIC, line, { qos: 1 });
  }),
);
feed.on('close', () => process.exit());
feed.on('error', () => {});
