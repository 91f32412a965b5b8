import { expect, it } from "vitest";
import { roleNames } from "@/db/schema/people";
import type { Role } from "@/lib/auth/actor";
import { permits } from "@/lib/auth/policy";
import { seenWords } from "./seen-rules";

const said: Record<Role, string> = {
  admin: "administrators",
  auditor: "auditors",
  control_owner: "control owners",
};

it("a reviewer is told of every role that may take the record of their decisions out, and of no other", () => {
  const [record] = seenWords("off").split(". ");
  for (const role of roleNames) {
    const actor = {
      ...{ kind: "person" as const, personId: "p", name: "Ada", authn: "oidc", sessionId: null },
      roles: new Set([role]),
    };
    const may = permits("export.create", actor, undefined) === "allow";
    expect(record?.includes(said[role])).toBe(may);
  }
});
