/**
 * evidence.jsonl: {item, version, hash, packet}, every packet an item was ever reviewed on. Where a packet
 * holds `keys`, the identifiers its item stands for, they bind the columns of the same names.
 */
import { toHex } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type Json } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { notNext } from "@/lib/audit-log/verifier/answers";
import { Findings } from "@/lib/audit-log/verifier/check";
import { isObject, linesOf, type PackFiles, parseJson } from "@/lib/audit-log/verifier/pack";
import {
  ITEMS,
  type Item,
  POPULATION,
  type Population,
  type Told,
} from "@/lib/audit-log/verifier/population";
import { isWithheld, withholds } from "@/lib/audit-log/verifier/redacted";

export const EVIDENCE = "evidence.jsonl";
const MACHINES = new Set(["service", "workload", "ai_agent"]);

/** Hashes every packet again and files its hash under its item; returns what does not hold. */
export async function readEvidence(
  files: PackFiles,
  sha256: Sha256,
  { items }: Population,
): Promise<Findings> {
  const findings = new Findings();
  let number = 0;
  let last: { item: string; packet: Json | undefined } | undefined;
  for await (const line of linesOf(files, EVIDENCE)) {
    const where = `${EVIDENCE}:${++number}`;
    const entry = parseJson(line);
    const item = isObject(entry) && typeof entry.item === "string" ? items.get(entry.item) : undefined;
    if (!isObject(entry) || !item) {
      findings.add(
        where,
        isObject(entry) ? `item ${entry.item} is not in ${POPULATION}` : "is not a JSON object",
      );
      continue;
    }
    const withheld = isWithheld(files, entry);
    const hash = withheld ? String(entry.hash) : packetHash(sha256, entry.packet);
    if (hash === undefined || hash !== entry.hash)
      findings.add(where, "its packet does not have the hash beside it");
    if (entry.version !== item.packets.length + 1) {
      findings.add(
        where,
        `is version ${entry.version} of item ${item.id} where ${item.packets.length + 1} is due`,
      );
    }
    if (entry.version === 1 && entry.hash !== item.evidence) {
      findings.add(where, `its hash is not the one of item ${item.id} in ${POPULATION}:${item.line}`);
    }
    // Versions of an item follow one another.
    const wrong = !withheld && last?.item === item.id ? notNext(last.packet, entry.packet) : null;
    if (wrong) findings.add(where, `its packet ${wrong}`);
    last = { item: item.id, packet: entry.packet };
    compareKeys(where, entry.packet, item, findings);
    compareSubject(where, files, entry.packet, item, findings);
    item.packets.push(hash ?? "");
    item.told.push(toldBy(entry.packet));
  }
  for (const { id, line, packets, told, row } of items.values()) {
    if (packets.length === 0)
      findings.add(`${POPULATION}:${line}`, `item ${id} has no packet in ${EVIDENCE}`);
    const broken = told.at(-1)?.failed;
    if (row && broken !== undefined && row.findings !== String(broken))
      findings.add(
        `${ITEMS}:${row.line}`,
        `item ${id} has ${row.findings || "no number of"} findings, its evidence ${broken}`,
      );
  }
  return findings;
}

function toldBy(packet: Json | undefined): Told | null {
  const { rules, access, subject } = isObject(packet) ? packet : {};
  if (!isObject(rules) || typeof rules.failed !== "number") return null;
  return {
    failed: rules.failed,
    standard: isObject(access) && access.privilege === "standard",
    machine: isObject(subject) && MACHINES.has(String(subject.kind)),
  };
}

function packetHash(sha256: Sha256, packet: Json | undefined): string | undefined {
  try {
    return packet === undefined ? undefined : toHex(sha256(canonicalRecordBytes(packet)));
  } catch {
    return undefined;
  }
}

/** What the item is called is what its evidence calls it. */
function compareSubject(
  where: string,
  files: PackFiles,
  packet: Json | undefined,
  { id, row }: Item,
  findings: Findings,
): void {
  const name = isObject(packet) && isObject(packet.subject) ? packet.subject.name : undefined;
  if (!row || typeof name !== "string" || withholds(files, ITEMS, "subject") || row.subject === name) return;
  findings.add(
    where,
    `calls the subject of item ${id} "${name}", ${ITEMS}:${row.line} calls it "${row.subject}"`,
  );
}

function compareKeys(where: string, packet: Json | undefined, item: Item, findings: Findings): void {
  if (!isObject(packet)) return;
  const { item: named, keys } = packet;
  if (typeof named === "string" && named !== item.id) findings.add(where, `its packet is of item ${named}`);
  if (!isObject(keys)) return;
  const known: Record<string, string | undefined> = {
    ...item.keys,
    identity_id: item.row?.identity ?? item.keys.identity_id,
  };
  for (const [column, value] of Object.entries(keys)) {
    const said = known[column];
    if (said !== undefined && (value ?? "") !== said) {
      findings.add(
        where,
        `${column} is "${value}" in the packet of item ${item.id} and "${said}" in the tables`,
      );
    }
  }
}
