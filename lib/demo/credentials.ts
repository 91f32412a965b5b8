import type { Account } from "@/lib/demo/holdings";
import type { Identity, People } from "@/lib/demo/people";
import { draws } from "@/lib/demo/random";

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

const EXTRA_SCOPES = ["mail.read", "files.read", "calendar.read", "directory.read", "tickets.read"];

/** About one and a half credentials a machine, and keys of some people's cloud accounts. */
export function buildCredentials(people: People, accounts: Iterable<Account>): Credential[] {
  const credentials: Credential[] = [];
  const issue = (
    owner: { identityId: string; accountId: string },
    kind: string,
    oldest: number,
    scopes: string[],
  ) => {
    const id = `CRD-${4001 + credentials.length}`;
    const draw = draws("credential", id);
    const created = draw.int(Math.min(40, oldest), oldest);
    const rotated = created > 200 && draw.chance(0.55) ? draw.int(20, Math.min(created - 30, 330)) : null;
    const lastUsed = draw.chance(0.08)
      ? null
      : draw.chance(0.18)
        ? draw.int(Math.min(100, created), created)
        : draw.int(2, 7);
    credentials.push({
      ...owner,
      id,
      kind,
      created,
      expires: draw.chance(0.45) ? draw.int(-12, 340) : null,
      rotated,
      lastUsed,
      scopes,
      scopesUsed: lastUsed === null ? [] : scopes.filter(() => draw.chance(0.6)),
      exposed: credentials.length === 17 ? 6 : null,
    });
  };
  const scopesOf = ({ machine, id }: Identity) =>
    machine?.kind === "ai_agent"
      ? [
          ...machine.grants.filter((grant) => grant.startsWith("aip:tool")).map((grant) => grant.slice(9)),
          draws("scopes", id).pick(EXTRA_SCOPES),
        ]
      : [];
  for (const identity of people.all) {
    if (!identity.machine) continue;
    const draw = draws("credentials", identity.id);
    const kinds = KINDS[identity.machine.kind] ?? [];
    for (let n = draw.chance(0.5) ? 2 : 1; n > 0; n--) {
      issue(
        { identityId: identity.id, accountId: "" },
        draw.pick(kinds),
        identity.started,
        scopesOf(identity),
      );
    }
  }
  for (const account of accounts) {
    if (account.application.id !== "cld" || account.identity?.machine !== null || account.created === null)
      continue;
    if (draws("key", account.id).chance(0.45)) {
      issue({ identityId: "", accountId: account.id }, "access_key", account.created, []);
    }
  }
  return credentials;
}
