/**
 * MQTT.js as it is: so many messages of so many bytes at QoS 1, sixteen in flight, as fast as the broker takes them.
 *
 * What our own drain is measured against. A child of the bench: prints one JSON line.
 */
import { bareClient, connected } from './peers/bare-mqtt.ts';

const [url = '', count = '0', size = '0'] = process.argv.slice(2);
/** As the hub's window. */
const IN_FLIGHT = 16;
const PACKETS = Number(count);
/** Base64 is what ours is made of. */
const PAYLOAD = 'x'.repeat(Number(size));

const client = await bareClient(url);
await connected(client);
const fromMs = performance.now();
await new Promise<void>((resolve) => {
  let [sent, landed] = [0, 0];
  const next = (): void => {
    if (sent === PACKETS) return;
    sent += 1;
    client.publish('bench/raw', PAYLOAD, { qos: 1 }, () => {
      landed += 1;
      if (landed === PACKETS) resolve();
      else next();
    });
  };
  for (let flying = 0; flying < IN_FLIGHT; flying += 1) next();
});
const ms = performance.now() - fromMs;
await client.endAsync();
process.stdout.write(`${JSON.stringify({ ms })}\n`);
