import { createHash } from "node:crypto";
import { canonicalRecordBytes } from "@/lib/audit-log/canonical";
import type { DrafterSettings } from "./drafters";

/** SHA-256 over the settings' canonical JSON, hexadecimal: what an evaluation and an approval mean. */
export function settingsHash(settings: DrafterSettings): string {
  return createHash("sha256").update(canonicalRecordBytes(settings)).digest("hex");
}
