/**
 * What a disk has thrown while a visit wrote, as an error that says what to do.
 *
 * Owns this one translation; who reads a file has another.
 */
import { AnbuError } from '../../errors.ts';

export function fileFault(error: unknown): AnbuError {
  const message = error instanceof Error ? error.message : String(error);
  return new AnbuError('file-unwritable', message, { cause: error });
}
