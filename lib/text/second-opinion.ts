import { type Look, wraps } from "./redact";
import { type SecretRange, veiled } from "./taken-out";

/**
 * What secretlint, whose rules others keep up to date, sees beyond our own layer (I17). Loaded when it is first asked, once a
 * process. It is given one text at a time: an order in it to switch secretlint off would otherwise silence its neighbours.
 */

type Lint = (content: string) => Promise<readonly Message[]>;
type Message = { ruleId: string; messageId: string; range: readonly [number, number] };

let linter: Promise<Lint> | undefined;

/** @throws Error where the package cannot be loaded; it is then asked for anew the next time */
function lint(content: string): Promise<readonly Message[]> {
  linter ??= loaded().catch((error: unknown) => {
    linter = undefined;
    throw error;
  });
  return linter.then((ask) => ask(content));
}

async function loaded(): Promise<Lint> {
  const [{ lintSource }, { creator: rule }] = await Promise.all([
    import("@secretlint/core"),
    import("@secretlint/secretlint-rule-preset-recommend"),
  ]);
  const config = {
    rules: [
      {
        id: "@secretlint/secretlint-rule-preset-recommend",
        rule,
        rules: [
          // Ids of access keys are left alone unless this says otherwise.
          { id: "@secretlint/secretlint-rule-aws", options: { enableIDScanRule: true } },
        ],
      },
    ],
  };
  const options = { config, noPhysicFilePath: true };
  return async (content) => {
    const source = { filePath: "/text.txt", content, ext: ".txt", contentType: "text" } as const;
    // Of the result nothing but places and names of rules is taken: the rest of it holds the secret.
    return (await lintSource({ source, options })).messages;
  };
}

/** What we call what each of its rules finds. */
export const kindOfRule: Readonly<Record<string, string>> = {
  "1password": "cloud-token",
  anthropic: "model-key",
  aws: "aws-key",
  basicauth: "uri-credentials",
  cloudflare: "cloud-token",
  "database-connection-string": "uri-credentials",
  databricks: "cloud-token",
  docker: "cloud-token",
  figma: "service-token",
  gcp: "private-key",
  github: "github-token",
  gitlab: "gitlab-token",
  grafana: "observability-key",
  groq: "model-key",
  "hashicorp-vault": "cloud-token",
  huggingface: "model-key",
  linear: "service-token",
  notion: "service-token",
  npm: "package-token",
  openai: "model-key",
  privatekey: "private-key",
  sendgrid: "sendgrid-key",
  shopify: "service-token",
  slack: "slack-token",
  stripe: "stripe-key",
  tailscale: "cloud-token",
  vercel: "cloud-token",
};

/**
 * Without one of these none of its rules can match: each alternative is the fixed part of a rule's pattern. Most texts have
 * none, and asking costs some hundred times more than this.
 */
const ANCHOR =
  /A3T[A-Z0-9]|A(?:KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA)[A-Z0-9]|secret_?access_?key|-----BEGIN|:\/\/[^@]{0,600}@|_authToken=|npm_|xox[bpaor]-|xapp-|hooks\.slack\.com|T3BlbkFJ|sk-ant-|gsk_|hf_|lin_api_|ntn_|SG\.|shp(?:pa|ca|at|ss)_|[sr]k_(?:live|test)_|gh[pousr]_|github_pat_|glpat-|gl(?:c|sa)_|ops_ey|hv[sbr]\.|vc[piark]_|dapi|dckr_pat_|figd_|cf(?:k|ut|at)_|tskey-/iu;

/** Whether it could find anything at all. */
export function mayFind(plain: string): boolean {
  return ANCHOR.test(plain);
}

/** Its finding of an AWS account's number, and of ids that name a user, a role or a policy and open nothing. */
const opensNothing = (message: Message, secret: string) =>
  message.messageId === "AWSAccountID" || /^(?:AGPA|AIDA|AROA|AIPA|ANPA|ANVA)/u.test(secret);

/** Where it sees secrets in a text that is plain already, each to the end of the run of characters it stands in. */
export async function secondRanges(text: string, look: Look): Promise<SecretRange[]> {
  const plain = veiled(text);
  const ranges = mayFind(plain) ? await findings(plain) : [];
  if (look === "vendor shapes") return ranges;
  for (const { start, end, inner } of wraps(plain)) {
    const kind = mayFind(inner) ? (await findings(inner))[0]?.kind : undefined;
    if (kind) ranges.push({ start, end, kind });
  }
  return ranges;
}

/** What it finds, asked without looking first whether it could. */
export async function findings(plain: string): Promise<SecretRange[]> {
  // The same length, so that places stay what they are.
  const broken = plain.replace(/secretlint-(?=disable|enable)/giu, "secretlint_");
  const messages = await lint(broken);
  return messages.flatMap((message) => {
    const [start, end] = message.range;
    if (opensNothing(message, plain.slice(start, end))) return [];
    const kind = kindOfRule[message.ruleId.replace(/^@secretlint\/secretlint-rule-/u, "")] ?? "token";
    return [
      kind === "uri-credentials" ? userInfo(plain, start, end) : { start, end: runEnd(plain, end), kind },
    ];
  });
}

/** Of an address only the password, so that the rest can still be read. */
function userInfo(plain: string, start: number, end: number): SecretRange {
  const kind = "uri-credentials";
  const before = /^[^\s:]+:\/\/[^\s:@/]*:(?=[^\s@]+@)/u.exec(plain.slice(start, end))?.[0];
  const from = start + (before?.length ?? 0);
  const password = before === undefined ? null : /^[^\s@]+(?=@)/u.exec(plain.slice(from));
  return password
    ? { start: from, end: from + password[0].length, kind }
    : { start, end: runEnd(plain, end), kind };
}

function runEnd(plain: string, from: number): number {
  const rest = /^\S*/u.exec(plain.slice(from));
  return from + (rest?.[0].length ?? 0);
}
