/**
 * What a verb of the command is: the contract between `main.ts` and one file per verb.
 *
 * Every verb file exports `verb: Verb`. A verb writes through `Io`, never to the process, and returns its exit code;
 * what goes wrong in the world it throws as an `AnbuError`, which `print.ts` shows with its hint. A verb never calls
 * `process.exit`: it stops what it started and returns.
 */

/** 0: all is well. 1: something needs a person. 2: the command, or a file named in it, cannot be used. */
export type ExitCode = 0 | 1 | 2;

export interface Flag {
  /** Without the dashes, kebab-case. `help`, `json` and `version` keep their meaning everywhere. */
  readonly name: string;
  /** What stands for the value in the usage (`FILE`); null for a switch. */
  readonly value: string | null;
  readonly summary: string;
}

export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** What follows `anbu VERB`: `EVENTS --home HOME.json [--json]`. Lines are shown one below the other. */
  readonly usage: readonly string[];
  readonly flags: readonly Flag[];
  /** Said below the flags: where to get what it needs. */
  readonly note?: string;
  /**
   * How many operands (words that are no flags) it takes, and which the first may be (absent: any); anything else is a usage
   * error, before any file is looked at.
   */
  readonly operands: { readonly min: number; readonly max: number; readonly first?: readonly string[] };
  /** True when it goes on though nobody reads its output any more (a hub must; `| head` ends all others). */
  readonly outlivesItsReader?: boolean;
  run(args: Arguments, io: Io): Promise<ExitCode>;
}

/** The words after the verb, sorted out and checked against its flags. */
export interface Arguments {
  readonly operands: readonly string[];
  /** The value of a flag, or null when it was not given. Asking for an undeclared flag is a programmer's error. */
  text(flag: string): string | null;
  /** Whether a switch was given. */
  on(flag: string): boolean;
  /** The value of a flag as a whole number in the bounds, or null; throws `AnbuError` `usage`. */
  whole(flag: string, min: number, max: number): number | null;
}

export interface Io {
  /** One line (or several, with inner newlines) to standard output; the newline is added. */
  line(text: string): void;
  /** The same to standard error: for people, never for programs. */
  note(text: string): void;
  /** Rewrites the last line of a terminal until the next `line`; nothing where the output is no terminal. */
  status(text: string): void;
  /** Columns of the terminal; null when the output is no terminal (then no colours, no drawing). */
  readonly columns: number | null;
  /**
   * Aborted at the first Ctrl-C or SIGTERM, from when it is first asked for. A verb that never asks is ended by the
   * system; one that asks must come to an end soon after. A second Ctrl-C ends the process at once.
   */
  interrupted(): AbortSignal;
}
