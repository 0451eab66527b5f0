/**
 * What becomes of a command whose reader went away (`| head`): it ends, quietly, unless it has more to do than be read.
 *
 * Owns that one answer, for every program of this repository that prints. Any other failure of a stream is no business of
 * this file and is thrown.
 */

/** `goesOn`: asked when it happens; a hub goes on without a reader. */
export function endWithReader(stream: NodeJS.WriteStream, goesOn: () => boolean = () => false): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!goesOn()) process.exit(0);
  });
}
