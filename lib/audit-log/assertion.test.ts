import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type Assertion,
  assertionProblem,
  assertionText,
  counterOf,
  parseAssertion,
  passkeyAlgorithms,
  rawEcdsa,
} from "@/lib/audit-log/assertion";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sha256 } from "@/lib/audit-log/sha256";
import { type Lies, softPasskey } from "@/lib/testing/authenticator";

const at = "https://review.example";
const challenge = createHash("sha256").update("what is signed").digest("base64url");

const given = (of: { response: Assertion }): Assertion => of.response;

describe.each(passkeyAlgorithms)("a passkey's signature by %s", (algorithm) => {
  const device = softPasskey(at, algorithm);
  const problem = (assertion: Assertion, change: object = {}) =>
    assertionProblem(
      assertion,
      { challenge, origin: at, rp: "review.example", algorithm, key: device.jwk, ...change },
      { sha256, jwsVerify },
    );

  it("holds, as often as it is made", async () => {
    // Lengths of r and s differ from one to the next.
    for (let n = 0; n < 24; n++) expect(await problem(given(device.sign(challenge)))).toBeUndefined();
  });

  it.each<[what: string, lies: Lies, why: string]>([
    ["another challenge", { challenge: "A".repeat(43) }, "its challenge is another one"],
    ["another origin", { origin: "https://review.example.evil.example" }, "was made at"],
    ["another host", { rp: "evil.example" }, "for another host"],
    ["an enrolment", { type: "webauthn.create" }, "something else than signing"],
    ["a page inside another site's", { crossOrigin: true }, "another site's page"],
    ["nobody there", { without: 1 }, "nobody there"],
    ["a person who was not verified", { without: 4 }, "by PIN, finger or face"],
    ["another key", { key: softPasskey(at, algorithm).privateKey }, "not by the enrolled key"],
  ])("is refused for %s", async (_, lies, why) => {
    expect(await problem(given(device.sign(challenge, lies)))).toContain(why);
  });

  it("is refused with any byte of what was signed changed", async () => {
    const whole = given(device.sign(challenge));
    for (const part of ["authenticatorData", "clientDataJSON", "signature"] as const) {
      const bytes = Buffer.from(whole[part], "base64url");
      for (let n = 0; n < bytes.length; n++) {
        const changed = Buffer.from(bytes);
        changed[n] = (changed[n] ?? 0) ^ 0x01;
        expect(
          await problem({ ...whole, [part]: changed.toString("base64url") }),
          `${part} ${n}`,
        ).toBeDefined();
      }
    }
  });

  it("is refused under another algorithm than the key's", async () => {
    const whole = given(device.sign(challenge));
    for (const other of ["ES256", "EdDSA", "RS256", "HS256", "none"])
      if (other !== algorithm) expect(await problem(whole, { algorithm: other })).toBeDefined();
  });
});

it("has one text, which says the same", () => {
  const { response } = softPasskey(at).sign(challenge, { counter: 4_000_000_000 });
  expect(parseAssertion(assertionText(response))).toEqual(response);
  expect(counterOf(response)).toBe(4_000_000_000);
  expect(parseAssertion("[]")).toBeUndefined();
  expect(parseAssertion('{"authenticatorData":1}')).toBeUndefined();
});

it("takes no signature apart that is none", () => {
  expect(rawEcdsa(new Uint8Array())).toBeUndefined();
  for (let n = 0; n < 500; n++) rawEcdsa(randomBytes(n % 80));
  expect(rawEcdsa(Uint8Array.of(0x30, 6, 2, 1, 5, 2, 1, 6))).toHaveLength(64);
  expect(rawEcdsa(Uint8Array.of(0x30, 7, 2, 1, 5, 2, 1, 6, 0))).toBeUndefined();
});
