/**
 * What secrets look like: the shapes that vendors gave their tokens, and the places where people write a secret down.
 * Pure. A pattern's first group is the secret; without one, the whole match is. All are global with indices.
 */
export type SecretShape = {
  kind: string;
  pattern: RegExp;
  /** What the found text must still be, beyond the pattern. */
  only?: (secret: string) => boolean;
  /** Text in small letters without one of which the pattern cannot match: asked first, for speed. */
  hints?: readonly string[];
  /** Its match can hold a space; the others lie within one run of characters. */
  spans?: true;
};

const token = (kind: string, source: string, only?: (secret: string) => boolean): SecretShape => ({
  kind,
  pattern: new RegExp(`(?<![A-Za-z0-9])(?:${source})[A-Za-z0-9_\\-+/=.]*`, "dgu"),
  ...(only ? { only } : {}),
});

/** Tokens that say by their own letters what they are. */
export const vendorShapes: readonly SecretShape[] = [
  {
    kind: "private-key",
    hints: ["-----begin"],
    spans: true,
    pattern:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/dgsu,
  },
  { kind: "private-key", pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/=]+/dgu },
  { kind: "private-key", pattern: /(?:MII[A-Za-z0-9+/]{60,}|b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/=]*)/dgu },
  token("age-key", "AGE-SECRET-KEY-1"),
  { kind: "aws-key", pattern: /(?<![A-Z0-9])(?:AKIA|ASIA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Z0-9])/dgu },
  token("aws-token", "amzn\\.mws\\.[0-9a-f]{8}-|da2-[a-z0-9]{26}"),
  token("github-token", "gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|v1\\.[0-9a-f]{40}"),
  token(
    "gitlab-token",
    "gl(?:pat|dt|rt|cbt|ptt|soat|oas|agent|feat|ft|imt)-[A-Za-z0-9_-]{16,}|GR1348941[A-Za-z0-9_-]{16,}",
  ),
  token("slack-token", "xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}"),
  { kind: "webhook", pattern: /hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{20,}/dgu },
  { kind: "webhook", pattern: /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/dgu },
  {
    kind: "webhook",
    pattern:
      /[a-z0-9-]{1,63}\.webhook\.office\.com\/webhookb2\/\S{20,}|outlook\.office\.com\/webhook\/\S{20,}/dgu,
  },
  token("stripe-key", "(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{20,}"),
  token("google-key", "AIza[0-9A-Za-z_-]{30,}|ya29\\.[0-9A-Za-z_-]{10,}|GOCSPX-[0-9A-Za-z_-]{10,}"),
  token("google-client", "[0-9]{6,}-[0-9a-z]{32}\\.apps\\.googleusercontent\\.com"),
  token(
    "model-key",
    "sk-(?:ant-|proj-|or-|svcacct-)?[A-Za-z0-9_-]{20,}|gsk_[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{20,}|tvly-[A-Za-z0-9]{20,}|fc-[0-9a-f]{32}|pplx-[0-9a-f]{32,}|sess-[A-Za-z0-9]{30,}",
  ),
  { kind: "jwt", pattern: /eyJ[A-Za-z0-9_-]{8,1000}(?:\.[A-Za-z0-9_-]{4,}){1,4}/dgu },
  token("sendgrid-key", "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"),
  token(
    "mail-key",
    "key-[0-9a-zA-Z]{32}|[0-9a-f]{32}-us[0-9]{1,2}|xkeysib-[0-9a-f]{20,}|md-[A-Za-z0-9_-]{22}",
  ),
  token(
    "package-token",
    "npm_[A-Za-z0-9]{20,}|pypi-[A-Za-z0-9_-]{20,}|rubygems_[0-9a-f]{20,}|oy2[a-z0-9]{43}|cio[A-Za-z0-9]{32}|AKCp[A-Za-z0-9]{10,}|cmVmdGtuO[A-Za-z0-9]{20,}",
  ),
  token(
    "cloud-token",
    "do[opr]_v1_[0-9a-f]{20,}|dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}|dapi[0-9a-f]{32}|hvs\\.[A-Za-z0-9_-]{20,}|hvb\\.[A-Za-z0-9_-]{20,}|s\\.[A-Za-z0-9]{24}|ops_eyJ[A-Za-z0-9_-]{20,}|dp\\.(?:ct|pt|sa|scim|audit|st(?:\\.[a-z0-9_-]+)?)\\.[A-Za-z0-9]{20,}|dt0[a-z][0-9]{2}\\.[A-Z0-9]{8,}\\.[A-Z0-9]{20,}|fio-u-[A-Za-z0-9_=-]{20,}|tk-us-[A-Za-z0-9_-]{20,}|pul-[0-9a-f]{30,}|rnd_[A-Za-z0-9]{20,}|sntry[su]_[A-Za-z0-9_+/=-]{20,}|fo1_[\\w-]{20,}|[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{30,}",
  ),
  {
    kind: "cloud-token",
    hints: ["flyv1 "],
    spans: true,
    pattern: /(?<![A-Za-z0-9])FlyV1 fm[0-9]_[A-Za-z0-9+/=,_-]{20,}/dgu,
  },
  token(
    "observability-key",
    "NRAK-[A-Z0-9]{20,}|NRI[IQ]-[A-Za-z0-9_-]{20,}|NRJS-[0-9a-f]{16,}|NRRA-[0-9a-f]{30,}|NRAA-[0-9a-f]{20,}|gls?a_[A-Za-z0-9]{20,}|glc_[A-Za-z0-9+/=]{20,}|eyJrIjoi[A-Za-z0-9+/=]{20,}|phc_[A-Za-z0-9]{20,}|lin_(?:api|oauth)_[A-Za-z0-9]{20,}|odt_[A-Za-z0-9]{20,}|hawk\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}|snyk_[A-Za-z0-9._-]{20,}|sq[pua]_[0-9a-f]{40}",
  ),
  token(
    "service-token",
    "ATATT3[A-Za-z0-9_\\-=]{20,}|ATBB[A-Za-z0-9]{20,}|ATCTT3[A-Za-z0-9_\\-=]{20,}|BBDC-[A-Za-z0-9+/@_-]{20,}|PMAK-[0-9a-f-]{20,}|sgp_(?:local_|[0-9a-f]{16}_)?[0-9a-fA-F]{20,}|slk_[0-9a-f]{20,}|sl\\.[A-Za-z0-9_-]{60,}|EAAC[A-Za-z0-9]{20,}|EAA[A-Za-z0-9]{80,}|sq0[a-z]{3}-[A-Za-z0-9_-]{16,}|EAAAE[A-Za-z0-9_-]{50,}|shp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{16,}|aio_[A-Za-z0-9]{20,}|live_[0-9]{6,}_[A-Za-z0-9]{20,}|oa2-client-id_[A-Za-z0-9_-]{16,}|secret_[A-Za-z0-9]{30,}|ntn_[A-Za-z0-9]{30,}|figd_[A-Za-z0-9_-]{20,}|[0-9]{4}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|lob_(?:live|test)_|ion_[A-Za-z0-9]{30,}|pat[A-Za-z0-9]{14}\\.[0-9a-f]{40,}|00[a-zA-Z0-9_-]{40}(?![A-Za-z0-9])|v2\\.public\\.|p8e-[A-Za-z0-9_-]{32}|[A-Za-z0-9]{14}\\.[A-Za-z0-9]{6}\\.[A-Za-z0-9_-]{27,}|[MN][A-Za-z0-9_-]{23,25}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,}|nzdk?_[a-z0-9]{20,}|SK[0-9a-f]{32}|AC[0-9a-f]{32}",
  ),
  { kind: "bot-token", pattern: /(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{30,}/dgu },
  { kind: "salesforce-token", pattern: /00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{60,}/dgu },
  {
    kind: "azure-token",
    pattern: /[A-Za-z0-9]{40,76}(?:JQQJ9|AZDO|AzFu|ACDb|AzCa|AzSe|\+ASt|\+AMC)[A-Za-z0-9+/=]{4,}/dgu,
  },
  { kind: "azure-token", pattern: /(?<![A-Za-z0-9])[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}/dgu },
  {
    kind: "password-hash",
    pattern:
      /\$(?:2[abxy]|[15-9]|y|apr1|krb5\w+|argon2id?|pbkdf2-sha\d+|scrypt)\$[A-Za-z0-9./$=,+:@-]{16,}/dgu,
  },
  {
    kind: "password-hash",
    pattern: /\b[0-9a-fA-F]{32}:[0-9a-fA-F]{32}\b|\{S?SHA(?:256|512)?\}[A-Za-z0-9+/=]{20,}/dgu,
  },
  { kind: "password-hash", pattern: /(?<![\w-])pbkdf2_sha(?:1|256)\$\S{16,}/dgu },
];

const HOLDER =
  "pass(?:word|wd|phrase|wort|code)?|pwd|contraseña|senha|kennwort|mot de passe|secret|token|pat|credentials?|api[ _-]?key|apikey|(?:access|secret|private|preshared|account|shared[ _-]?access|auth|session|signing|encryption|master|deploy|license|service|app|client|consumer|storage|ssh|license|io|stream|write|read|instrumentation|integration|subscription|provision ?device)[ _-]?(?:key|secret|token)|key ?sid|auth|login|authorization";

/** A place where a secret stands: a name that holds one, then a sign, then the value. */
export const placeShapes: readonly SecretShape[] = [
  {
    kind: "uri-credentials",
    hints: ["://"],
    pattern: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>]*:([^\s@/"'<>]{3,200})@/dgiu,
  },
  {
    kind: "uri-credentials",
    hints: ["://"],
    pattern: /(?<![a-z0-9+.-])https?:\/\/([A-Za-z0-9_-]{20,})@/dgiu,
  },
  {
    kind: "password",
    hints: ["="],
    pattern: new RegExp(
      `(?:${HOLDER})[\\w.-]{0,24}["'\`\\])]{0,3}\\s{0,4}(?:=>|:=|==?|\\?=)\\s{0,4}["'\`(]{0,3}([^\\s"'\`,;)<>]{4,400})`,
      "dgiu",
    ),
    only: isValue,
  },
  {
    kind: "password",
    hints: [":", '"', "'", "`", "]", ")"],
    pattern: new RegExp(
      `(?:${HOLDER})[\\w.-]{0,24}(?:["'\`\\])]{1,3}\\s{0,4}[:,]|\\s{0,4}:)\\s{0,4}["'\`[(]{0,3}(?:Bearer |Basic |Token )?([^\\s"'\`,;)<>]{4,400})`,
      "dgiu",
    ),
    only: (secret) => isValue(secret) && !isWord(secret),
  },
  {
    kind: "password",
    hints: ['"', "'", "`"],
    pattern: new RegExp(
      `(?:${HOLDER})[\\w.-]{0,24}["']?\\s{0,4}(?:=>|:=|[=:,])\\s{0,4}["'\`]([^"'\`]{4,200})["'\`]`,
      "dgiu",
    ),
    only: (secret) => isValue(secret),
  },
  {
    kind: "password",
    hints: ["pass", "pwd", "pin", "kennwort", "senha", "contraseña"],
    pattern:
      /\b(?:pass(?:word|code|phrase)?|pwd|pin|kennwort|passwort|senha|contraseña)\b[^.:=\n]{0,40}?\b(?:is|was|ist|lautet|es|é|now|to|->)\s*:?\s{0,3}["'`“‘«]?([^\s"'`”’»]{6,100})/dgiu,
    only: (secret) => isValue(secret) && isMixed(secret),
  },
  {
    kind: "password",
    hints: ["pass", "pwd", "secret", "credential", "kennwort", "senha", "contraseña"],
    pattern:
      /\b(?:pass(?:word|code|phrase)?|pwd|secret|credential|kennwort|passwort|senha|contraseña)s?\b[^.:=,]{0,40}?(?:\b(?:is|was|ist|es|é)|!?==?)\s{0,3}["'`“‘«]([^"'`”’»]{3,100})["'`”’»]/dgiu,
    only: isValue,
  },
  {
    kind: "token",
    hints: ["bearer", "basic", "ssws", "token", "key", "_auth"],
    pattern:
      /\b(?:bearer|basic|ssws|token|api-?key|key|authtoken|_auth)\b["']?\s{1,3}["'`]?([A-Za-z0-9._~+/=-]{16,400})/dgiu,
    only: (secret) =>
      /\d/u.test(secret) && (/[A-Z]/u.test(secret) || /^[0-9a-f-]{20,}$/u.test(secret)) && !isAddress(secret),
  },
  {
    kind: "password",
    hints: ["-"],
    pattern:
      /(?<![\w-])--?(?:p|pw|pass(?:word)?|token|secret|api-?key|auth-?key|access-?key|password-?stdin)(?:[ =]{1,3}|(?=[^\s-]))["']?([^\s"'-][^\s"']{3,200})/dgiu,
    only: (secret) => isValue(secret) && !isWord(secret),
  },
  {
    kind: "password",
    hints: [
      "psexec",
      "sshpass",
      "mysql",
      "plink",
      "docker login",
      "net use",
      "smbclient",
      "xfreerdp",
      "connect-viserver",
    ],
    pattern:
      /\b(?:psexec(?:64)?(?:\.exe)?|sshpass|mysql(?:dump|admin)?|plink|docker login|net use|smbclient|xfreerdp|connect-viserver)\b.{0,120}?\s[-/](?:p|password)[ :=]{0,2}["']?([^\s"']{3,100})/dgiu,
    only: isValue,
  },
  {
    kind: "password",
    hints: ["net user"],
    pattern: /\bnet user (?:\/add )?\S+ ([^\s/]{4,100})/dgiu,
    only: isValue,
  },
  {
    kind: "password",
    hints: [" password "],
    pattern: /\b(?:login|user|machine) \S+ password ([^\s]{4,100})/dgiu,
    only: isValue,
  },
  {
    kind: "password",
    hints: ["-u"],
    pattern: /(?:^|\s)(?:-u|--user)[ =]["']?[^\s:"']{1,80}:([^\s"']{4,200})/dgu,
    only: isValue,
  },
  {
    kind: "password",
    hints: ["pass", "pwd", "secret"],
    pattern: /\b(?:pass(?:word|phrase)?|pwd|secret)\s{1,4}["']([^\s"']{4,100})["']/dgiu,
    only: isValue,
  },
  {
    kind: "password",
    hints: ["networkcredential", "directoryentry"],
    pattern: /\b(?:Network_?Credential|DirectoryEntry)\(.{0,160}?,\s{0,40}"([^\s"]{4,100})"\s{0,4}\)/dgiu,
    only: isValue,
  },
  {
    kind: "password",
    hints: ["value"],
    pattern:
      /(?:password|passwd|pwd|secret|token|api_?key)["']?\s{1,4}value\s{0,2}=\s{0,2}["']([^\s"']{4,200})["']/dgiu,
    only: isValue,
  },
  {
    kind: "token",
    hints: ["token"],
    pattern: /token["']?[\s=:]{1,4}["']?([a-z0-9]{6}\.[a-z0-9]{16})(?![a-z0-9.])/dgiu,
  },
  {
    kind: "password",
    hints: ["convertto-securestring"],
    pattern: /ConvertTo-SecureString\s+(?:-\w+\s+)*["']?([^\s"']{4,200})/dgiu,
    only: isValue,
  },
  {
    kind: "token",
    hints: ["?", "&", ";"],
    pattern:
      /[?&;](?:access_?token|token|api_?key|key|sig|signature|secret|password|pwd|auth|code)=([^\s&"'#;]{8,400})/dgiu,
    only: isValue,
  },
];

/** Every kind that a placeholder can name; "random" is what has neither a shape nor a place of its own. */
export const kinds: readonly string[] = [
  ...new Set([...[...vendorShapes, ...placeShapes].map((s) => s.kind), "random"]),
].sort();

/** Values that stand for a secret without being one: the whole value does, so that none hides behind such a beginning. */
const STAND_IN =
  /^(?:\$[A-Za-z_]+|\$[A-Z_][A-Z0-9_]*|\$[({].*|%\w+%?|\{\{.*|\*+|x{4,}|\.{3,}|#+|env[.([].*|process\.env\b.*|os\.(?:environ|getenv)\b.*|getenv\b.*|config[.([].*|secrets\.[\w.]+|(?:vault|ref):[\w./-]+|null|none|nil|true|false|undefined|required|optional|changeme|redacted|withheld|unknown|n\/a|\[(?:redacted|withheld|hidden|masked|removed|secret|password|token|your[\w-]*)\]?)[.,;:!?)\]]*$/iu;

function isValue(secret: string): boolean {
  return !STAND_IN.test(secret) && !/^[-=_.*]+$/u.test(secret);
}

/** A plain word, as prose has it: "Token: read", "key: customer". */
function isWord(secret: string): boolean {
  return /^[\p{L}'’.-]+[?!,.]?$/u.test(secret) && !isCamel(secret) && secret.length < 24;
}

function isCamel(secret: string): boolean {
  return /[a-z][A-Z].*[a-z][A-Z]/u.test(secret);
}

/** Letters with digits or signs, as passwords are and words are not. */
function isMixed(secret: string): boolean {
  const plain = secret.replace(/[.,;:!?)]+$/u, "");
  return (
    /\p{L}/u.test(plain) &&
    /[\d!@#$%^&*+=?_~]/u.test(plain) &&
    !isAddress(plain) &&
    !/^\d+(?:st|nd|rd|th|h|d|min|days?)$/iu.test(plain)
  );
}

function isAddress(secret: string): boolean {
  return (
    /^[\w.+-]+@[\w-]+\.[\w.-]+$/u.test(secret) ||
    /^https?:/iu.test(secret) ||
    /^[\w-]+(?:\.[\w-]+)+$/u.test(secret)
  );
}
