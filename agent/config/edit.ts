/**
 * A hub's file with some of its values changed: everything else stays as somebody wrote it, comments too.
 *
 * Owns writing into a text; whether the result can be used is judged by its reader (`load.ts`). Reads no file.
 */
import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** A place by the keys that lead to it; in a list, by the id of what is meant. */
export interface Edit {
  readonly path: readonly string[];
  /** Plain values; a new item of a list with its id; undefined: what stands there goes. */
  readonly value: unknown;
}

/** The text, or the path that leads nowhere in it. A text that is no YAML has no place at all. */
export function edited(text: string, edits: readonly Edit[]): { text: string } | { nowhere: Edit['path'] } {
  const document = parseDocument(text, { logLevel: 'silent' });
  for (const { path, value } of edits) {
    const place = document.errors.length > 0 ? null : placeOf(document, path, value);
    if (place === null) return { nowhere: path };
    if (value === undefined) document.deleteIn(place);
    else document.setIn(place, typeof value === 'object' ? document.createNode(value) : value);
  }
  return { text: document.toString({ lineWidth: 0 }) };
}

/** A missing section is made; a missing item of a list only where the whole of it is given: nobody would know the rest. */
function placeOf(document: Document, path: Edit['path'], value: unknown): (string | number)[] | null {
  const place: (string | number)[] = [];
  for (const [depth, step] of path.entries()) {
    const node = place.length === 0 ? document.contents : document.getIn(place, true);
    if (isSeq(node)) {
      const index = node.items.findIndex((item) => isMap(item) && item.get('id') === step);
      const isNew = index < 0 && depth === path.length - 1 && typeof value === 'object';
      if (index < 0 && !isNew) return null;
      place.push(isNew ? node.items.length : index);
      continue;
    }
    // `centreKeys:` with nothing behind it is a section that is empty.
    const isNothing = node === undefined || node === null || (isScalar(node) && node.value === null);
    if (!isNothing && !isMap(node)) return null;
    if (isScalar(node)) document.deleteIn(place);
    place.push(step);
  }
  return place;
}
