/**
 * A peer: the script that is written after the first loss. A queue in SQLite, one insert per transaction, a window of
 * 16 publishes, one delete per PUBACK.
 *
 * Lives as long as the feed. A child of the bench.
 */
import { bareClient } from './bare-mqtt.ts';
import { bareQueue } from './bare-sqlite.ts';
import { EVENT_TOPIC } from './event.ts';
import { lineFeed } from './line-feed.ts';

interface Waiting {
  readonly id: number;
  readonly body: string;
}
const WINDOW = 16;

const [port = '', url = '', path = ''] = process.argv.slice(2);
const queue = await bareQueue(path);
const next = queue.db.prepare<[number, number], Waiting>(
  'SELECT id, body FROM queue WHERE id > ? ORDER BY id LIMIT ?',
);
const remove = queue.db.prepare<[number]>('DELETE FROM queue WHERE id = ?');
const client = await bareClient(url, { clientId: 'queue', clean: false });
let flying = 0;
let publishedId = 0;

function pump(): void {
  if (!client.connected || flying >= WINDOW) return;
  for (const { id, body } of next.all(publishedId, WINDOW - flying)) {
    publishedId = id;
    flying += 1;
    client.publish(EVENT_TOPIC, body, { qos: 1 }, (error) => {
      flying -= 1;
      if (error === null || error === undefined) remove.run(id);
      pump();
    });
  }
}

client.on('connect', pump);
lineFeed(
  Number(port),
  (line) => {
    queue.insert(line);
    pump();
  },
  () => process.exit(),
);
