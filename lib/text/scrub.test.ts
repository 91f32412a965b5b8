import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { instructs } from "./instructs";
import { redact } from "./redact";
import { scrub } from "./scrub";
import { findings, kindOfRule, mayFind, secondRanges } from "./second-opinion";
import { placeShapes, vendorShapes } from "./secret-shapes";

const corpora = path.resolve(process.cwd(), "../shared/corpora");
const letters = "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zC";
/** So many characters that look drawn by lot; put together here, so that no scanner takes this file for a leak. */
const drawn = (n: number) => letters.repeat(20).slice(0, n);
const hex = (n: number) => "0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(10).slice(0, n);
const alpha = (n: number) => "qWeRtYuIoPaSdFgHjKlZxCvBnMqWeRtYuIoP".repeat(4).slice(0, n);

/** One of each that the second opinion knows, by its rule. None of them opens anything. */
const known: Record<string, string> = {
  "1password": `ops_${btoa(`{"signInAddress":"example","secretKey":"${drawn(62)}","srpX":"${hex(64)}"}`)}`,
  anthropic: `sk-ant-api03-${drawn(93)}AA`,
  aws: `AKIA${"FAKE".repeat(3)}7QZ2`,
  basicauth: "https://loader:hunter2longer@db.example.com/x",
  cloudflare: `cfut_${drawn(40)}${hex(8)}`,
  "database-connection-string": "mongodb://loader:hunter2longer@db.example.com/x",
  databricks: `dapi${hex(32)}`,
  docker: `dckr_pat_${drawn(27)}`,
  figma: `figd_${drawn(45)}`,
  gcp: "",
  github: `ghp_${drawn(36)}`,
  gitlab: `glpat-${drawn(20)}`,
  grafana: `glsa_${drawn(32)}_${hex(8)}`,
  groq: `gsk_${drawn(52)}`,
  "hashicorp-vault": `hvs.${drawn(95)}`,
  huggingface: `hf_${alpha(34)}`,
  linear: `lin_api_${drawn(40)}`,
  notion: `ntn_${"12345678901"}${drawn(35)}`,
  npm: `npm_${drawn(36)}`,
  openai: `sk-${drawn(20)}T3BlbkFJ${drawn(20)}`,
  privatekey: `-----BEGIN PRIVATE KEY----- MII${drawn(197)} -----END PRIVATE KEY-----`,
  sendgrid: `SG.${drawn(22)}.${drawn(43)}`,
  shopify: `shpat_${hex(32)}`,
  slack: `xoxb-${"123456789012"}-${drawn(24)}`,
  stripe: `sk_live_${drawn(30)}`,
  tailscale: `tskey-auth-${drawn(12)}-${drawn(32)}`,
  vercel: `vcp_${drawn(40)}`,
};
/** What our own layer has no shape for, so that only the second opinion can find it. */
const onlySecond = `tskey-client-${"k".repeat(9)}-${"t".repeat(20)}`;

const clean = async (text: string) => (await scrub(text)).text;

describe("I17: the second opinion", () => {
  test("knows the rules that this list was made from", () => {
    const ids = rules.map((r) => r.meta.id.replace("@secretlint/secretlint-rule-", ""));
    expect(ids.filter((id) => id !== "filter-comments").sort()).toEqual(Object.keys(kindOfRule).sort());
    expect(Object.keys(known).sort()).toEqual(Object.keys(kindOfRule).sort());
  });

  // The rule of gcp reads whole key files; a key's text is the private key's above.
  test.each(Object.entries(known).filter(([, secret]) => secret !== ""))(
    "finds a secret of %s",
    async (_, secret) => {
      expect(mayFind(`Use ${secret} for it.`)).toBe(true);
      expect((await secondRanges(`Use ${secret} for it.`, "everywhere")).length).toBeGreaterThan(0);
      const left = await clean(`Use ${secret} for it.`);
      expect(left).toMatch(/^Use .*\[SECRET:[a-z-]+#1\].* for it\.$/u);
      expect(left).not.toContain(secret);
    },
  );

  test("adds what our own layer does not know", async () => {
    expect(redact(onlySecond, () => "").found).toEqual([]);
    expect(await clean(`See ${onlySecond} there`)).toBe("See [SECRET:cloud-token#1] there");
  });

  test.each(["disable", "enable", "disable-line", "disable-next-line", "DISABLE"])(
    "cannot be switched off by secretlint-%s",
    async (order) => {
      const plain = `secretlint-${order}`;
      const wide = [...plain].map((c) =>
        /[a-z]/iu.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c,
      );
      for (const said of [plain, [...plain].join("\u200b"), plain.replace("-", "\u00ad-"), wide.join("")])
        for (const text of [`${said} ${onlySecond}`, `${said}\n${onlySecond}`, `${onlySecond} // ${said}`])
          expect(await clean(text), text).toContain("[SECRET:cloud-token#1]");
    },
  );

  test.each<[string, (secret: string) => string]>([
    ["zero-width characters", (s) => [...s].join("\u200b")],
    ["full-width letters", (s) => [...s].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join("")],
    ["base64", (s) => btoa(`the key is ${s} there`)],
  ])("sees through %s", async (_, hide) => {
    const left = await clean(`See ${hide(onlySecond)} there`);
    expect(left).toBe("See [SECRET:cloud-token#1] there");
  });

  test("takes the whole run where a rule's own match stops short", async () => {
    const long = `xapp-1-${"A1B2C3D4E5"}-${"1234567890123"}-${hex(64)}`;
    expect(await clean(`token ${long} end`)).toMatch(/^token \[SECRET:slack-token#1\] end$/u);
    expect(await clean("see mongodb://loader:hunter2longer@db.example.com/x")).toBe(
      "see mongodb://loader:[SECRET:uri-credentials#1]@db.example.com/x",
    );
  });

  test("leaves numbers of accounts and ids of roles alone", async () => {
    const text = "aws_account_id = 123456789012, role AROAFAKEFAKEFAKE7QZ2X";
    expect(await clean(text)).toBe(text);
  });
});

describe("I17: what cannot be looked through is withheld", () => {
  afterEach(() => {
    vi.doUnmock("@secretlint/core");
    vi.resetModules();
  });

  test("where secretlint fails, and where it is not there", async () => {
    for (const broken of [
      () => ({
        lintSource: () => {
          throw new Error("broken");
        },
      }),
      () => {
        throw new Error("not installed");
      },
    ]) {
      vi.resetModules();
      vi.doMock("@secretlint/core", broken);
      const { scrub: fresh } = await import("./scrub");
      expect(await fresh(`See ${onlySecond}`)).toEqual({ withheld: true, text: null, found: [] });
    }
  });

  test("where the fingerprint cannot be made", async () => {
    const none = () => {
      throw new Error("no key");
    };
    expect(await scrub(known.github ?? "", none)).toEqual({ withheld: true, text: null, found: [] });
  });
});

describe("I17: over any text", () => {
  const secrets = [...Object.values(known).filter((s) => s && !/[:\s]/u.test(s)), onlySecond];
  const around = fc.string({ unit: "grapheme", maxLength: 40 });

  test("nothing of a secret survives, and a second look changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        around,
        fc.constantFrom(...secrets),
        around,
        fc.constantFrom(...secrets),
        async (a, one, b, two) => {
          const first = await scrub(`${a} ${one} ${b}\u200b ${two}, again ${one}`);
          if (first.withheld) throw new Error("withheld");
          for (const secret of [one, two]) {
            expect(first.text).not.toContain(secret);
            // Nor a piece of it that would help to guess the rest.
            for (let i = 8; i + 12 <= secret.length; i += 4)
              expect(first.text).not.toContain(secret.slice(i, i + 12));
          }
          expect(await scrub(first.text)).toEqual({ withheld: false, text: first.text, found: [] });
          const marks = [...first.text.matchAll(/\[SECRET:[a-z-]+#\d+\]/gu)].map((m) => m[0]);
          expect(marks.at(-1), "the same secret, the same number").toBe(
            marks.find((m) => m === marks.at(-1)) ?? "",
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test("a second look changes nothing in text that holds no planted secret", async () => {
    const part = fc.oneof(
      fc.constantFrom(
        ..."password= token: key secret [SECRET: #1] -p Bearer :// @ \" ' ( : user ".split(" "),
      ),
      fc.string({ maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 12 }),
        fc.constantFrom("", " "),
        async (parts, between) => {
          const first = await scrub(parts.join(between));
          if (first.withheld) throw new Error("withheld");
          expect(await scrub(first.text)).toEqual({ withheld: false, text: first.text, found: [] });
        },
      ),
      { numRuns: 4000 },
    );
  });

  test("numbers go on where an earlier look stopped", async () => {
    const [a, b] = [`ghp_${drawn(36)}`, `ghp_${drawn(40).slice(4)}`];
    const first = (await clean(`one ${a}`)) ?? "";
    expect(await clean(`${first} two ${b}`)).toBe("one [SECRET:github-token#1] two [SECRET:github-token#2]");
  });
});

/**
 * One part of each over the whole of what is read. Where a pattern tries every place anew to the end of a run, one of them takes
 * the square of its length: seconds for a text, minutes for these.
 */
const hostile: readonly string[] = [
  ..."a0f\u0301漢аａ".split(""),
  ...[
    "-p0",
    "--pass",
    "key-password",
    "eyJ",
    "ops_eyJ",
    "xoxb-",
    "x-us1",
    "sk-",
    "auth",
    "pwd:",
    "://",
    "a://b:",
  ],
  ...[
    "-----BEGIN ",
    "dp.st.",
    "SG.a",
    "hawk.",
    "[SECRET:",
    "[SECRET:password#1]",
    "token=aB1cdefgh ",
    "é\u200b",
  ],
  ...[
    "net user ",
    "psexec -",
    "ConvertTo-SecureString -a ",
    'DirectoryEntry(,"',
    "secretlint-disable ",
    "AzCa",
  ],
];

describe("I17: a text made to take long", () => {
  test.each(hostile)(
    "of %j alone is looked through like any other",
    async (part) => {
      const secret = ["ghp", "_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
      for (const sign of [" ", "\n"]) {
        const text = `${part.repeat(Math.ceil(19_900 / part.length)).slice(0, 19_900)}${sign}${secret}`;
        const looked = await scrub(text);
        expect(looked.withheld).toBe(false);
        expect(looked.text).not.toContain(secret);
        instructs(text);
      }
    },
    15_000,
  );
});

describe.skipIf(!existsSync(corpora))("over public corpora", () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(corpora, name), "utf8"));
  const nosey = () => {
    const all = read("secrets-noseyparker.json") as Record<
      "positive" | "negative",
      { text_base64: string }[]
    >;
    const plain = (of: { text_base64: string }[]) =>
      of.map((p) => Buffer.from(p.text_base64, "base64").toString("utf8"));
    return { secret: plain(all.positive), near: plain(all.negative) };
  };
  const everyday = () => [
    ...Object.values(read("bipia-text-attack-train.json") as Record<string, string[]>).flat(),
    ...(read("purplellama-prompt-injection.json") as { user_input: string }[]).map((p) => p.user_input),
  ];
  const percent = (n: number, of: number) => `${n} of ${of} (${((100 * n) / of).toFixed(1)} %)`;

  test("I17: at least 80 % of Nosey Parker's examples are found", async () => {
    const { secret } = nosey();
    let own = 0;
    let second = 0;
    let both = 0;
    for (const text of secret) {
      const mine = redact(text, () => "").found.length > 0;
      const theirs = (await secondRanges(text, "everywhere")).length > 0;
      const together = await scrub(text);
      own += Number(mine);
      second += Number(theirs);
      both += Number(together.found.length > 0);
    }
    const all = secret.length;
    console.info(
      `recall: own layer ${percent(own, all)}, secretlint ${percent(second, all)}, together ${percent(both, all)}`,
    );
    expect(both).toBeGreaterThanOrEqual(Math.max(own, second));
    expect(both / all).toBeGreaterThanOrEqual(0.8);
  });

  test("I17: at most 1 % of texts without a secret are touched", async () => {
    const texts = everyday();
    let touched = 0;
    for (const text of texts) touched += Number((await scrub(text)).found.length > 0);
    console.info(`false alarms: ${percent(touched, texts.length)}`);
    expect(touched / texts.length).toBeLessThanOrEqual(0.01);
  });

  test("what is asked before a pattern loses nothing", async () => {
    const { secret, near } = nosey();
    for (const text of [...secret, ...near, ...everyday()]) {
      if (!mayFind(text)) expect(await findings(text), text).toEqual([]);
      const small = text.toLowerCase();
      for (const { hints, pattern, spans } of [...vendorShapes, ...placeShapes]) {
        const found = [...text.matchAll(pattern)];
        if (hints && found.length > 0)
          expect(
            hints.some((h) => small.includes(h)),
            text,
          ).toBe(true);
        if (vendorShapes.some((v) => v.pattern === pattern) && !spans)
          for (const [match] of found) expect(match, text).toMatch(/^\S+$/u);
      }
    }
  });
});

if (!existsSync(corpora)) console.info(`skipped: ${corpora} is not here, so recall was not measured`);
