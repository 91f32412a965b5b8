import type { Line } from "./record";
import type { Bytes } from "./utf8";

/** A file of an import, readable as often as needed. */
export type RawFile = { name: string; bytes: number; open: () => Bytes };

/** An import opened for reading: every file's header has been understood, no row has been read. */
export type Reading = {
  /** What was not read, and why: sentences about whole files and columns. */
  notes: string[];
  /** The rows, file by file; each is read exactly once and counted by whoever takes it. */
  lines: AsyncGenerator<Line>;
};

/** Called with the bytes of each piece read. */
export type Seen = (bytes: number) => void;
