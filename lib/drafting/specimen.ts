import type { Fact, Packet } from "@/lib/evidence/schema";

const asOf = "2026-01-12T06:00:00.000Z";
const source = { name: "Sample ledger", snapshot: 0, record: "sample" };
const observed = { class: "observed" as const, asOf, source };

const facts: Fact[] = [
  { id: "E1", kind: "identity.active", value: { status: "active" }, ...observed },
  { id: "E2", kind: "use.last", value: { on: "2025-06-03", days: 223 }, ...observed },
  {
    id: "E3",
    kind: "history.granted",
    value: { on: "2024-02-19", days: 693, by: "Sample Approver" },
    ...observed,
  },
];

/** The one made-up item that the live test of a connection sends: of nobody, in no source, never stored. */
export const specimen: Packet = {
  v: 1,
  item: "00000000-0000-7000-8000-000000000000",
  version: 1,
  asOf,
  keys: {
    source: "Sample ledger",
    type: "grant",
    application_id: "sample-ledger",
    account_id: "sample",
    entitlement_id: "post-entries",
    credential_id: null,
    identity_id: "sample-holder",
  },
  subject: {
    name: "Sample Holder",
    kind: "human",
    title: "Accounts clerk",
    department: "Finance",
    manager: "Sample Manager",
    location: null,
    employment: "permanent",
    since: "2021-05-03",
  },
  access: {
    application: "Sample ledger",
    entitlement: "POST_ENTRIES",
    title: "Post entries",
    phrase: "can post entries",
    type: "role",
    description: null,
    account: "SAMPLE",
    privilege: "standard",
    words: "source",
    catalogue: null,
    risk: null,
  },
  facts,
  rules: { set: "sample", passed: 3, failed: 0, unknown: 0 },
  notReported: [],
};
