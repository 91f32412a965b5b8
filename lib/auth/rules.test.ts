import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absolute,
  afterSignIn,
  type BindingFacts,
  idle,
  isLoopback,
  type Known,
  ownPath,
  sessionState,
  verdictOn,
} from "./rules";
import type { Claims } from "./schema";

const vera: Claims = {
  issuer: "https://idp.test",
  subject: "vera",
  email: "vera@halden.test",
  emailVerified: true,
  name: "Vera",
};
const nothing: BindingFacts = { login: null, byEmail: null, identities: [] };
const entry = { source: 1, id: "E1" };
const other = { source: 2, id: "X9" };
const someone = (given: Partial<Known> = {}): Known => ({
  id: "p1",
  status: "active",
  kind: "person",
  signsIn: false,
  identity: null,
  ...given,
});

describe("verdictOn", () => {
  it.each<[string, Partial<Claims>, Partial<BindingFacts>, object]>([
    [
      "who signed in before is in",
      {},
      { login: someone({ signsIn: true }) },
      { kind: "known", person: "p1" },
    ],
    [
      "who was disabled stays out",
      {},
      { login: someone({ status: "disabled" }) },
      { kind: "refuse", why: "disabled" },
    ],
    [
      "a verified e-mail finds the one person without a sign-in",
      {},
      { byEmail: someone() },
      { kind: "claim", person: "p1", identity: null },
    ],
    [
      "and binds them to the one entry with that e-mail",
      {},
      { byEmail: someone(), identities: [{ ref: entry, holder: null }] },
      { kind: "claim", person: "p1", identity: entry },
    ],
    [
      "an e-mail that the directory has given to somebody else is ambiguous",
      {},
      { byEmail: someone({ identity: entry }), identities: [{ ref: other, holder: null }] },
      { kind: "refuse", why: "email-ambiguous" },
    ],
    [
      "a person bound to one of two entries with the e-mail is still one person",
      {},
      {
        byEmail: someone({ identity: entry }),
        identities: [
          { ref: entry, holder: someone({ identity: entry }) },
          { ref: other, holder: null },
        ],
      },
      { kind: "claim", person: "p1", identity: null },
    ],
    [
      "the e-mail of somebody who signs in another way is taken",
      {},
      { byEmail: someone({ signsIn: true }) },
      { kind: "refuse", why: "email-taken" },
    ],
    [
      "a simulated person is nobody's to claim",
      {},
      { byEmail: someone({ kind: "simulated" }) },
      { kind: "refuse", why: "email-taken" },
    ],
    [
      "a disabled person is not claimed",
      {},
      { byEmail: someone({ status: "disabled" }) },
      { kind: "refuse", why: "disabled" },
    ],
    [
      "one entry makes a person bound to it",
      {},
      { identities: [{ ref: entry, holder: null }] },
      { kind: "create", identity: entry, email: "vera@halden.test" },
    ],
    [
      "two entries make nobody",
      {},
      {
        identities: [
          { ref: entry, holder: null },
          { ref: other, holder: null },
        ],
      },
      { kind: "refuse", why: "email-ambiguous" },
    ],
    [
      "an entry whose person never signed in is that person",
      {},
      { identities: [{ ref: entry, holder: someone({ identity: entry }) }] },
      { kind: "claim", person: "p1", identity: null },
    ],
    [
      "an entry whose person signs in another way is taken",
      {},
      { identities: [{ ref: entry, holder: someone({ identity: entry, signsIn: true }) }] },
      { kind: "refuse", why: "identity-taken" },
    ],
    ["nobody known is a new person", {}, {}, { kind: "create", identity: null, email: "vera@halden.test" }],
    ["without an e-mail too", { email: null }, {}, { kind: "create", identity: null, email: null }],
    [
      "an unverified e-mail of somebody stays out",
      { emailVerified: false },
      { byEmail: someone() },
      { kind: "refuse", why: "email-unverified" },
    ],
    [
      "an unverified e-mail of an entry stays out",
      { emailVerified: false },
      { identities: [{ ref: entry, holder: null }] },
      { kind: "refuse", why: "email-unverified" },
    ],
    [
      "an unverified e-mail of nobody is not kept",
      { emailVerified: false },
      {},
      { kind: "create", identity: null, email: null },
    ],
    [
      "who came before the directory is bound once it is there",
      {},
      { login: someone({ signsIn: true }), identities: [{ ref: entry, holder: null }] },
      { kind: "bind", person: "p1", identity: entry, email: "vera@halden.test" },
    ],
    [
      "but not by an unverified e-mail",
      { emailVerified: false },
      { login: someone({ signsIn: true }), identities: [{ ref: entry, holder: null }] },
      { kind: "known", person: "p1" },
    ],
  ])("%s", (_, claims, facts, verdict) => {
    expect(verdictOn({ ...vera, ...claims }, { ...nothing, ...facts })).toEqual(verdict);
  });

  it("never lets an unverified e-mail reach a person or an entry, whatever the facts", () => {
    const known = fc.record({
      id: fc.constantFrom("p1", "p2"),
      status: fc.constantFrom("active" as const, "disabled" as const),
      kind: fc.constantFrom("person" as const, "simulated" as const),
      signsIn: fc.boolean(),
      identity: fc.constantFrom(null, entry, other),
    });
    const identities = fc.array(
      fc.record({ ref: fc.constantFrom(entry, other), holder: fc.option(known, { nil: null }) }),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(fc.option(known, { nil: null }), identities, (byEmail, found) => {
        const facts = { login: null, byEmail, identities: found };
        const verdict = verdictOn({ ...vera, emailVerified: false }, facts);
        expect(["refuse", "create"]).toContain(verdict.kind);
        if (verdict.kind === "create") expect(verdict).toMatchObject({ identity: null, email: null });
      }),
    );
  });
});

describe("sessionState", () => {
  const begun = new Date("2026-11-22T08:00:00Z");
  const session = {
    status: "active" as const,
    kind: "person" as const,
    seenAt: begun,
    expiresAt: new Date(begun.getTime() + absolute),
    revokedAt: null,
  };
  const later = (millis: number) => new Date(begun.getTime() + millis);

  it.each([
    ["is fresh within its first minute", {}, 59_999, "fresh"],
    ["is worth a write after a minute", {}, 60_000, "refresh"],
    ["lasts just under 30 idle minutes", {}, idle - 1, "refresh"],
    ["ends after 30 idle minutes", {}, idle, "ended"],
    ["ends after 12 hours however busy", { seenAt: later(absolute - 1) }, absolute, "ended"],
    ["ends when it is revoked", { revokedAt: begun }, 1, "ended"],
    ["ends when the person is disabled", { status: "disabled" as const }, 1, "ended"],
    ["is never a placeholder's", { kind: "unassigned" as const }, 1, "ended"],
  ])("%s", (_, given, age, state) => {
    expect(sessionState({ ...session, ...given }, later(age))).toBe(state);
  });
});

describe("ownPath", () => {
  it.each([
    ["/reviews/7?view=open", "/reviews/7?view=open"],
    ["/", "/"],
    [null, "/"],
    ["reviews", "/"],
    ["//evil.test/x", "/"],
    ["/\\evil.test", "/"],
    ["/.//evil.test", "/"],
    ["https://evil.test", "/"],
    ["javascript:alert(1)", "/"],
  ])("%s leads to %s", (to, path) => {
    expect(ownPath(to)).toBe(path);
  });

  it("always stays on the same origin", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const path = ownPath(`/${text}`);
        expect(new URL(path, "https://countersign.test").origin).toBe("https://countersign.test");
      }),
    );
  });
});

it("does not go back to the sign-in page after signing in", () => {
  expect(afterSignIn("/sign-in?to=%2F")).toBe("/");
  expect(afterSignIn("/reviews")).toBe("/reviews");
});

it.each([
  ["localhost:3000", true],
  ["127.0.0.1", true],
  ["[::1]:80", true],
  ["localhost.evil.test", false],
  ["127.0.0.1.evil.test:3000", false],
  ["countersign.test", false],
  ["", false],
])("isLoopback(%s) is %s", (host, own) => {
  expect(isLoopback(host)).toBe(own);
});
