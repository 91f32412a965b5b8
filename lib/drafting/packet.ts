import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Packet } from "@/lib/evidence/schema";

/**
 * A frozen packet. Its text was written by the evidence step, which holds it to the type, and has the hash beside it.
 * @throws where the text does not have that hash
 */
export function openPacket(body: string, hash: string): Packet {
  if (toHex(sha256(toUtf8(body))) !== hash)
    throw new Error("An evidence packet does not have the hash it was frozen under.");
  return JSON.parse(body) as Packet;
}
