import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lookAtLabel, lookAtText } from "@/lib/evidence/asserted";
import { redact } from "./redact";

const print = () => "f";
const hidden = (text: string) => redact(text, print).text;

// Put together here so that no scanner takes this file for a leak; none of them opens anything.
const fakes: Record<string, string> = {
  "aws-key": ["AKIA", "FAKEFAKEFAKE", "7QZ2"].join(""),
  "github-token": ["ghp", "_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join(""),
  "slack-token": ["xoxb", "-", "123456789012-AbCdEfGhIjKlMnOp"].join(""),
  jwt: ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTYifQ", "c2lnbmF0dXJlLXNpZ25hdHVyZQ"].join("."),
  "google-key": ["AIza", "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"].join(""),
  "private-key": ["-----BEGIN", "PRIVATE KEY----- MIIabc+/def -----END", "PRIVATE KEY-----"].join(" "),
};

describe("I17: secrets", () => {
  test.each(Object.entries(fakes))("%s gives way to a placeholder with its kind", (kind, secret) => {
    const { text, found } = redact(`Loader needs it too, ${secret} thanks.`, print);
    expect(text).toBe(`Loader needs it too, [SECRET:${kind}#1] thanks.`);
    expect(found).toEqual([{ kind, fingerprint: "f" }]);
  });

  test.each([
    ["Log in with password: Tr0ub4dor&3 please", "Log in with password: [SECRET:password#1] please"],
    ["the password is Tr0ub4dor&3", "the password is [SECRET:password#1]"],
    ["api_key=9f8e7d6c5b4a39281706f5e4", "api_key=[SECRET:password#1]"],
    [
      "https://loader:s3cretpw@db.example.com/x",
      "https://loader:[SECRET:uri-credentials#1]@db.example.com/x",
    ],
    ["Authorization: Bearer abcDEF123456ghiJKL7890", "Authorization: Bearer [SECRET:token#1]"],
  ])("%s", (text, clean) => {
    expect(hidden(text)).toBe(clean);
  });

  test("hidden by zero-width characters, full-width letters or base64 are found all the same", () => {
    const key = fakes["aws-key"] ?? "";
    expect(hidden([...key].join("\u200b"))).toBe("[SECRET:aws-key#1]");
    expect(hidden(key.replace("AKIA", "ＡＫＩＡ"))).toBe("[SECRET:aws-key#1]");
    expect(hidden(`see ${btoa(`key ${key} end`)}`)).toBe("see [SECRET:aws-key#1]");
  });

  test("beside words in letters of another alphabet that look like ours", () => {
    expect(hidden("рassword: Tr0ub4dor&3x9")).toBe("рassword: [SECRET:password#1]");
  });

  test.each([
    "password=[SECRET:password#1]hunter2x",
    "password: [secret:hunter2x]",
    "password=$(hunter2x",
    "password=env.hunter2x, password=hunter2x",
  ])("behind what looks like a placeholder or a variable: %s", (text) => {
    if (text.includes("$(")) return expect(hidden(text)).toBe(text);
    expect(hidden(text)).not.toMatch(/hunter2x\]?$/u);
  });

  test("the same secret has one number, another its own", () => {
    const a = fakes["aws-key"] ?? "";
    const b = a.replace("7QZ2", "8QZ2");
    expect(hidden(`${a} and ${b}, again ${a}`)).toBe(
      "[SECRET:aws-key#1] and [SECRET:aws-key#2], again [SECRET:aws-key#1]",
    );
  });

  test("never stay in the text or in what is told of them, wherever they stand", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(fakes)),
        fc.string({ unit: "grapheme", maxLength: 30 }),
        fc.string({ unit: "grapheme", maxLength: 30 }),
        async (secret, before, after) => {
          const looked = await lookAtText(`${before} ${secret} ${after}`, 300, "key");
          expect(looked.clean ?? "").not.toContain(secret);
          expect(looked.secrets.length).toBeGreaterThan(0);
          for (const told of looked.secrets) expect(told).toMatch(/^[a-z-]+ [0-9a-f]{12}$/u);
        },
      ),
    );
  });

  test("a fingerprint is keyed: the same under one key, another under another", async () => {
    const secret = fakes["aws-key"] ?? "";
    const told = async (key: string) => (await lookAtText(secret, 300, key)).secrets[0];
    expect(await told("one")).toBe(await told("one"));
    expect(await told("one")).not.toBe(await told("two"));
  });

  test("names are looked through for vendors' tokens only", async () => {
    const seen = await lookAtLabel(`svc ${fakes["github-token"]}`, 200, "key");
    expect(seen.clean).toBe("svc [SECRET:github-token#1]");
    expect((await lookAtLabel("Password: reset for everyone", 200, "key")).secrets).toEqual([]);
  });
});

test("I17: placeholders that somebody typed take no number from those of their text's secrets", () => {
  for (const typed of ["[SECRET:password#9999]", "[SECRET:password#2]", "[SECRET:password#0]"]) {
    const { text, found } = redact(`${typed} password=hunter22x and pwd: Qwerty12!`, print);
    expect(text).toBe(
      `${typed} password=[SECRET:password#1] and pwd: [SECRET:password#${typed.includes("#2") ? 3 : 2}]`,
    );
    expect(found).toHaveLength(2);
    expect(redact(text, print)).toEqual({ text, found: [] });
  }
});

describe("what looks random and opens nothing stays", () => {
  test.each([
    "See 3f2504e0-4f89-41d3-9a0c-0305e82c3301 and 01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "arn:aws:iam::123456789012:role/AWSReservedSSO_Billing_1a2b3c4d5e6f7a8b",
    "Deployed 9fceb02d0ae598e95dc970b74767f19372d61af8 on Monday",
    "Resets the password and second factor of any employee who is not an administrator.",
    "Approves purchase orders above 10,000 euro. Token: read. Key: customer number.",
    "Needs access to https://wiki.example.com/pages/finance/month-end-close-checklist-2026",
  ])("%s", (text) => {
    expect(redact(text, print)).toEqual({ text, found: [] });
  });
});

test("I17: a text that cannot be looked through is withheld, not passed on", async () => {
  // NFKC of this is refused by no engine, so the failure is made by what stands where a text should.
  const broken = {
    slice: () => {
      throw new Error("no");
    },
  } as unknown as string;
  expect(await lookAtText(broken, 300, "key")).toEqual({ clean: null, instructs: false, secrets: [] });
});
