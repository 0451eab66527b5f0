/**
 * What a log says must be in a journal after a run: its observations up to the collapse, in order.
 *
 * Reads the files by itself, so that the proof does not take the world's word for it.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ObservationValue } from '../../agent/record.ts';

export interface Wanted {
  readonly sensor: string;
  readonly value: ObservationValue;
}

/** Lines of a gzipped home log up to `collapseAtMs` (local wall clock as if UTC; null: all of them). */
export function openLog(request: { readonly log: string; readonly collapseAtMs: number | null }): Wanted[] {
  const lines = gunzipSync(readFileSync(request.log)).toString('utf8').trimEnd().split('\n').slice(1);
  const untilMs = request.collapseAtMs ?? Number.POSITIVE_INFINITY;
  return lines.flatMap((line) => {
    const [time = '', sensor = '', , text = ''] = line.trimEnd().split(',');
    if (Date.parse(`${time}Z`) > untilMs) return [];
    const isWord = text === 'on' || text === 'off' || text === 'open' || text === 'closed';
    return [{ sensor, value: isWord ? text : Number(text) }];
  });
}
