import * as zlib from "node:zlib";
import { crc32ByTable } from "@/lib/audit-log/verifier/crc32-table";

/** The CRC-32 of what came before and this chunk together; 0 before the first. */
export const crc32: (chunk: Uint8Array, before: number) => number =
  typeof zlib.crc32 === "function" ? zlib.crc32 : crc32ByTable;
