/**
 * The peer's end of the feed over TCP: lines, read with as little in between as Node allows.
 *
 * The same for our own hub and for the scripts beside it, so that what is left over is their own work. A shell.
 */
import { type Socket, connect } from 'node:net';
import { lineReader } from './event.ts';

/** 300 events at once. */
const BUFFER_BYTES = 65_536;

/** Calls `take` with each line. The process ends with the feed, by `leave`. */
export function lineFeed(port: number, take: (line: string) => void, leave: () => void): Socket {
  const read = lineReader(take);
  const feed = connect({
    port,
    host: '127.0.0.1',
    onread: {
      // Without it each line passes through a stream, which costs as much again as all else in its reading.
      buffer: Buffer.alloc(BUFFER_BYTES),
      callback: (bytes, buffer) => {
        read(Buffer.from(buffer.buffer, buffer.byteOffset, bytes).toString('latin1'));
        return true;
      },
    },
  });
  feed.setNoDelay(true);
  feed.on('error', () => {});
  feed.on('close', leave);
  return feed;
}
