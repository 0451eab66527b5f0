/**
 * What is inside an export, before it is closed: a line of JSON that lists the files that go along, those files one after the
 * other, and the packed journal.
 *
 * Owns that form. An export of the version before holds the packed journal alone, and is told by its first byte. Touches no
 * disk. Must never give out a path that leads out of the folder it belongs to.
 */
import { z } from 'zod';
import { AnbuError } from '../errors.ts';

/** The configuration itself; a file in its folder; a file of the data folder. */
const PLACES = ['config', 'beside', 'data'] as const;
/** 72 sensors with a key each, 16 keys of the centre, the hub's own, and what is about to replace one of them. */
export const FILES_MAX = 400;
/** Keys and certificates have a few kilobytes; a hundred receipts have a hundred. */
export const FILE_BYTES_MAX = 1_048_576;
/** Each file has a line of at most 4300 characters, most of it its path. */
const HEAD_BYTES_MAX = FILES_MAX * 4300;
const LINE_FEED = 0x0a;
/** RFC 1952: the first byte of whatever gzip has packed. */
const GZIP = 0x1f;

export interface CarriedFile {
  readonly place: (typeof PLACES)[number];
  /** In the folder of its place; of the configuration only its name. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly content: Uint8Array;
}

const head = z.object({
  files: z
    .array(
      z.object({
        place: z.enum(PLACES),
        path: z.string().min(1).max(4096).refine(isInside),
        mode: z.int().min(0).max(0o777),
        bytes: z.int().min(0).max(FILE_BYTES_MAX),
      }),
    )
    .max(FILES_MAX),
});

/** One after the other, so that a journal is in memory once. */
export function packParcel(files: readonly CarriedFile[], journal: Uint8Array): Uint8Array[] {
  const listed = files.map(({ content, ...file }) => ({ ...file, bytes: content.length }));
  const line = Buffer.from(`${JSON.stringify({ files: listed })}\n`);
  return [line, ...files.map(({ content }) => content), journal];
}

/** Views of `plain`. Throws `export-damaged`. */
export function openParcel(plain: Buffer): { files: readonly CarriedFile[]; journal: Buffer } {
  if (plain[0] === GZIP) return { files: [], journal: plain };
  const end = plain.subarray(0, HEAD_BYTES_MAX).indexOf(LINE_FEED);
  const read = head.safeParse(parsed(plain.toString('utf8', 0, Math.max(end, 0))));
  if (!read.success) throw new AnbuError('export-damaged', 'what is in the export cannot be read');
  let at = end + 1;
  const files = read.data.files.map(({ bytes, ...file }): CarriedFile => {
    const content = plain.subarray(at, at + bytes);
    at += bytes;
    return { ...file, content };
  });
  return { files, journal: plain.subarray(at) };
}

/** A path below its folder, written in one way only. */
export function isInside(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => !['', '.', '..'].includes(part));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
