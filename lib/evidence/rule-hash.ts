import { createHash } from "node:crypto";
import { canonicalRecordBytes } from "@/lib/audit-log/canonical";
import type { Rule } from "./rules";

/** SHA-256 over the rules' canonical JSON, hexadecimal: what a dry run, an approval and a campaign mean. */
export function rulesHash(rules: readonly Rule[]): string {
  return createHash("sha256").update(canonicalRecordBytes(rules)).digest("hex");
}
