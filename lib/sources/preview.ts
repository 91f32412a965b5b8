import { withoutSecrets } from "@/lib/text/redact";
import { columnsOf, kinds } from "./kinds";
import type { Mapping } from "./mapping";
import type { RawFile } from "./reader";
import type { Line, Staged } from "./record";
import type { PreviewRow } from "./schema";
import { openSingleCsv } from "./single-csv";

/** The first rows of a single CSV as the mapping would have them read; the reader itself reads them. */
export async function previewRows(
  file: RawFile,
  mapping: Mapping,
  application: string,
  most = 20,
): Promise<PreviewRow[]> {
  const { lines } = await openSingleCsv(file, mapping, application);
  const rows: PreviewRow[] = [];
  for await (const line of lines) {
    rows.push(rowOf(line));
    if (rows.length === most) break;
  }
  return rows;
}

const nothing = { account: null, application: null, holder: null, kind: null, entitlements: [], details: [] };

function rowOf(line: Line): PreviewRow {
  if ("reject" in line) return { ...nothing, line: line.line, problem: withoutSecrets(line.reject) };
  const named = line.records.map((r) => ({ kind: r.kind, weak: r.weak, values: valuesOf(r) }));
  const of = (kind: Staged["kind"]) => named.find((r) => r.kind === kind && !r.weak)?.values ?? {};
  const account = of("accounts");
  const identity = of("identities");
  const grants = named.filter((r) => r.kind === "grants");
  const prefix = account.id === account.login ? "" : `${account.application_id}/`;
  const shownAlready = new Set([
    "id",
    "application_id",
    "login",
    "identity_id",
    "name",
    "kind",
    "derived",
    "account_id",
  ]);
  const details = [identity, account, ...(grants.length === 1 ? grants.map((g) => g.values) : [])]
    .flatMap((values) => Object.entries(values))
    .filter(
      ([name, value]) =>
        !shownAlready.has(name) && name !== "entitlement_id" && value !== "false" && value !== "",
    );
  return {
    line: line.line,
    account: labelOr(account.login),
    application: labelOr(account.application_id),
    holder: labelOr(identity.name ?? identity.id ?? account.identity_id),
    kind: identity.kind ?? null,
    entitlements: grants.map((g) => label((g.values.entitlement_id ?? "").slice(prefix.length))),
    details: [...new Map(details)].map(([name, value]) => ({ name, value: withoutSecrets(value) })),
    problem: line.note === undefined ? null : withoutSecrets(line.note),
  };
}

/** A name or an id, which only a token of a vendor's does not belong in (I17). */
function label(text: string): string {
  return withoutSecrets(text, "vendor shapes");
}

function labelOr(text: string | undefined): string | null {
  return text === undefined ? null : label(text);
}

/** A record's known cells by column. */
function valuesOf(record: Staged): Record<string, string> {
  const columns = columnsOf(kinds[record.kind]);
  return Object.fromEntries(
    columns.flatMap(({ name }, at) => {
      const value = record.cells[at];
      return value === null || value === undefined ? [] : [[name, value]];
    }),
  );
}
