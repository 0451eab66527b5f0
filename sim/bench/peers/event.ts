/**
 * One event of the feed: a number in a line of JSON of a stated length.
 *
 * Every peer is fed the same bytes; only our own hub looks into them. Pure.
 */

/** As long as what small sensors say over MQTT usually is. */
export const EVENT_BYTES = 200;
/** Where events go that are passed on as they are. */
export const EVENT_TOPIC = 'hub/event';
export const EVENT_FILTER = 'hub/#';
/** Who our own hub is on the wire. */
export const OUR_HUB = { site: 'bench', hub: 'peer' } as const;

/** Without its line end. */
export function eventText(event: number): string {
  const head = `{"n":${event},"kind":"reading","unit":"W","pad":"`;
  return `${head.padEnd(EVENT_BYTES - 2, 'x')}"}`;
}

/** Null when it is none of ours. */
export function eventIn(text: string): number | null {
  const found = /^\{"n":(\d+),/.exec(text);
  return found === null ? null : Number(found[1]);
}

/** Cuts what a socket brings into lines; `take` gets each without its end. */
export function lineReader(take: (line: string) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}
