import type { Account } from "@/lib/demo/accounts";
import type { Machine } from "@/lib/demo/machines";
import type { People } from "@/lib/demo/people";
import { draws } from "@/lib/demo/random";
import { LEAKED } from "@/lib/demo/story";

/** A key, secret, certificate or consent of a machine, or an access key of a person's cloud account. */
export type Credential = {
  id: string;
  identityId: string;
  accountId: string;
  kind: string;
  created: number;
  /** Days ahead (negative: past), or null for never. */
  expires: number | null;
  rotated: number | null;
  /** Null: never used. */
  lastUsed: number | null;
  scopes: string[];
  scopesUsed: string[];
  /** Days since it was seen in a public place. */
  exposed: number | null;
};

const KINDS: Record<string, string[]> = {
  ai_agent: ["api_token", "oauth_consent"],
  service: ["access_key", "client_secret", "certificate"],
  workload: ["access_key", "certificate", "ssh_key"],
};

const CONSENTS = ["mail.read", "files.read", "calendar.read", "directory.read"];

/** About one and a half credentials a machine, and access keys of people's cloud accounts. Always the same. */
export function buildCredentials(people: People, accounts: Iterable<Account>): Credential[] {
  const credentials: Credential[] = [];
  const issue = (
    owner: { identityId: string; accountId: string },
    kind: string,
    oldest: number,
    machine: Machine | null,
  ) => {
    const id = `CRD-${4001 + credentials.length}`;
    const draw = draws("credential", id);
    const created = draw.int(Math.min(40, oldest), oldest);
    const rotated = created > 200 && draw.chance(0.55) ? draw.int(20, Math.min(created - 30, 330)) : null;
    const lastUsed = draw.chance(0.18) ? draw.int(Math.min(100, created), created) : draw.int(2, 7);
    const tools =
      machine?.kind === "ai_agent" ? machine.grants.filter((grant) => grant.startsWith("aip:tool-")) : [];
    const neverUsed = draw.chance(0.08) && tools.length === 0;
    const leaked = machine?.name === LEAKED.machine && credentials.every((c) => c.id !== LEAKED.key);
    credentials.push({
      ...owner,
      id: leaked ? LEAKED.key : id,
      kind: leaked ? "access_key" : kind,
      created,
      expires: draw.chance(0.45) ? draw.int(-12, 340) : null,
      rotated,
      lastUsed: neverUsed ? null : lastUsed,
      scopes: tools.length > 0 ? [...tools.map((tool) => tool.slice(9)), draw.pick(CONSENTS)] : [],
      scopesUsed: tools.filter((tool) => !machine?.unused.has(tool)).map((tool) => tool.slice(9)),
      exposed: credentials.length === 17 ? 6 : null,
    });
  };
  for (const { id, machine, started } of people.all) {
    if (!machine) continue;
    const draw = draws("credentials", id);
    for (let n = draw.chance(0.5) ? 2 : 1; n > 0; n--) {
      issue(
        { identityId: id, accountId: "" },
        draw.pick(KINDS[machine.kind] ?? ["secret"]),
        started,
        machine,
      );
    }
  }
  for (const { id, application, identity, created } of accounts) {
    if (application.id !== "cld" || !identity || identity.machine || created === null) continue;
    if (draws("key", id).chance(0.45)) issue({ identityId: "", accountId: id }, "access_key", created, null);
  }
  return credentials;
}
