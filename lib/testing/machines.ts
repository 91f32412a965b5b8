import type { Content } from "./world";

/** A directory with services and agents and their credentials; people are those of `company`. */
export const machines: Content = {
  identities: [
    { id: "boss", name: "Bo Lindqvist", email: "bo@example.com", title: "Director" },
    { id: "mia", name: "Mia Ferro", email: "mia@example.com", managerId: "boss", department: "Finance" },
    { id: "pat", name: "Pat Okoye", email: "pat@example.com", managerId: "mia", department: "Finance" },
    { id: "gone", name: "Gil Duarte", email: "gil@example.com", employmentStatus: "left" },
    { id: "own", name: "Oda Wren", email: "oda@example.com", title: "Head of systems" },
    {
      id: "bot",
      name: "Nightly export",
      kind: "service",
      ownerId: "own",
      purpose: "Exports the ledger every night.",
      attributes: { dependants: "Board report", created_by: "mia" },
    },
    // Its owner has left, so the backup answers.
    { id: "loader", name: "Loader", kind: "workload", ownerId: "gone", backupOwnerId: "mia" },
    {
      id: "agent",
      name: "Forecast agent",
      kind: "ai_agent",
      ownerId: "mia",
      purpose: "Proposes the forecast.",
      attributes: {
        sponsor: "Bo Lindqvist",
        acts_for: "Finance",
        delegation: "delegated",
        autonomy: "acts with approval",
        model: "lantern-2",
        provider: "Lantern AI",
        instructions_by: "Mia Ferro; Oda Wren",
        parent_agent: "Planner",
        child_agents: "Mailer | Charter",
        off_switch: "Flag forecast.agent in the console",
        off_switch_tested: "2026-10-20",
        tools: "warehouse|mail-send|payment-draft",
        tools_used: "warehouse",
      },
    },
    // Nobody is named, and everything else is not reported either.
    { id: "stray", name: "Stray agent", kind: "ai_agent" },
    { id: "maybe", name: "Maybe a person", kind: "unknown" },
  ],
  credentials: [
    {
      id: "key-bot",
      identityId: "bot",
      kind: "access_key",
      createdAt: new Date("2025-01-10T00:00:00Z"),
      lastUsedAt: new Date("2026-11-19T00:00:00Z"),
      scopes: "ledger.read|ledger.export",
      attributes: { scopes_used: "ledger.read" },
    },
    {
      id: "AKIAIOSFODNN7EXAMPLE",
      identityId: "bot",
      kind: "access_key",
      createdAt: new Date("2026-10-01T00:00:00Z"),
      lastUsedNever: true,
    },
    { id: "token-stray", identityId: "stray" },
    {
      id: "cert-pat",
      identityId: "pat",
      kind: "certificate",
      createdAt: new Date("2026-05-01T00:00:00Z"),
      expiresAt: new Date("2026-11-01T00:00:00Z"),
    },
    { id: "lost", kind: "api_key", attributes: { exposure_alert: "Seen in a public repository" } },
  ],
};
