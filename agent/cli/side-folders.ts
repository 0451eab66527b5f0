/**
 * Where a hub keeps its journal while the one in its folder is of a newer version.
 *
 * Owns the names and their order: whoever writes and whoever looks try the same ones.
 */
import { join } from 'node:path';

/** Each is left by a version in between. Nobody goes back and forth more often. */
const SIDE_FOLDERS_MAX = 9;

/** Beside the journal of `folder`, first to last. */
export function sideFolders(folder: string): string[] {
  return Array.from({ length: SIDE_FOLDERS_MAX }, (_, at) => join(folder, `side-${at + 1}`));
}
