import path from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { z } from "zod";
import { parseScope } from "@/lib/campaigns/scope";
import { AppError } from "@/lib/errors";
import { askedFormats } from "@/lib/sources/schema";
import {
  type Evaluation,
  evaluation,
  type Request,
  request,
  type Verification,
  verification,
} from "./schema";

/** Wrong use: nothing was tried. */
export class WrongUse extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;
type Verb = {
  usage: string;
  options: Options;
  /** What the words after the verb are called, in order; all are needed. */
  words: readonly string[];
  /** Whether the last of them can be given several times. */
  several?: true;
  /** The request in the shape of `schema`, not yet checked. */
  read: (values: Values, words: readonly string[], cwd: string) => object;
};

const text = { type: "string" } as const;
const list = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;
const absolute = (cwd: string, place: unknown) =>
  typeof place === "string" && place !== "" ? path.resolve(cwd, place) : place;

const verbs: Record<(Request | Verification | Evaluation)["verb"], Verb> = {
  import: {
    usage: `import PATH --source NAME [--format ${askedFormats.join("|")}] [--as-of DATE]`,
    options: { source: text, format: text, "as-of": text },
    words: ["PATH"],
    read: (v, [place], cwd) => ({
      path: absolute(cwd, place),
      source: v.source ?? missing("--source NAME"),
      format: v.format ?? "auto",
      asOf: v["as-of"],
    }),
  },
  sources: { usage: "sources", options: {}, words: [], read: () => ({}) },
  "campaign launch": {
    usage:
      "campaign launch --name NAME --due DATE [--source NAME]… [--application NAME]… [--scope EXPR] [--reviewer PERSON] [--fallback PERSON]",
    options: {
      name: text,
      due: text,
      source: list,
      application: list,
      scope: text,
      reviewer: text,
      fallback: text,
    },
    words: [],
    read: (v) => ({
      name: v.name ?? missing("--name NAME"),
      due: v.due ?? missing("--due DATE"),
      sources: v.source ?? [],
      applications: v.application ?? [],
      scope: readable(v.scope ?? ""),
      reviewer: v.reviewer,
      fallback: v.fallback,
    }),
  },
  "campaign show": {
    usage: "campaign show ID",
    options: {},
    words: ["ID"],
    read: (_, [campaign]) => ({ campaign }),
  },
  draft: {
    usage: "draft --campaign ID",
    options: { campaign: text },
    words: [],
    read: (v) => ({ campaign: v.campaign ?? missing("--campaign ID") }),
  },
  items: {
    usage: "items --campaign ID --csv",
    options: { campaign: text, csv: flag },
    words: [],
    read: (v) => ({ campaign: v.campaign ?? missing("--campaign ID"), csv: v.csv ?? false }),
  },
  simulate: {
    usage:
      "simulate --campaign ID --as honest|hurried|stamper|follower [--share 0.4] [--seed N] [--reviewer PERSON] [--until DATE] [--sign-off]",
    options: {
      campaign: text,
      as: text,
      share: text,
      seed: text,
      reviewer: text,
      until: text,
      "sign-off": flag,
    },
    words: [],
    read: (v) => ({
      campaign: v.campaign ?? missing("--campaign ID"),
      as: v.as ?? missing("--as honest|hurried|stamper|follower"),
      share: v.share ?? 1,
      seed: v.seed ?? 1,
      reviewer: v.reviewer,
      until: v.until,
      signOff: v["sign-off"] ?? false,
    }),
  },
  close: { usage: "close ID", options: {}, words: ["ID"], read: (_, [campaign]) => ({ campaign }) },
  export: {
    usage: "export ID --out PACK.zip [--at sealing|SIZE]",
    options: { out: text, at: text },
    words: ["ID"],
    read: (v, [campaign], cwd) => ({
      campaign,
      out: absolute(cwd, v.out ?? missing("--out PACK.zip")),
      at: v.at,
    }),
  },
  "weights install": {
    usage: "weights install FILE",
    options: {},
    words: ["FILE"],
    read: (_, [file], cwd) => ({ path: absolute(cwd, file) }),
  },
  "eval evidence": {
    usage: "eval evidence DIR… [--test DIR] [--only EXPR] [--fit OUT]",
    options: { test: text, only: text, fit: text },
    words: ["DIR"],
    several: true,
    read: (v, folders, cwd) => ({
      folders: folders.map((folder) => absolute(cwd, folder)),
      test: absolute(cwd, v.test),
      only: readable(v.only ?? ""),
      fit: absolute(cwd, v.fit),
    }),
  },
  "eval drafts": {
    usage:
      "eval drafts [DIR… | --campaign ID | --record VERSION] [--sample N] [--seed N] [--model rules|hosted|local]… [--corpora DIR] [--out FILE.html]",
    options: {
      campaign: text,
      sample: text,
      seed: text,
      model: list,
      corpora: text,
      out: text,
      record: text,
    },
    words: [],
    several: true,
    read: (v, folders, cwd) => {
      if (folders.length > 0 && (v.campaign !== undefined || v.record !== undefined))
        throw new WrongUse("Folders go without --campaign and --record.");
      if (v.record !== undefined && v.model !== undefined)
        throw new WrongUse("--record evaluates the version's own model, so --model goes without it.");
      return {
        folders: folders.map((folder) => absolute(cwd, folder)),
        campaign: v.campaign,
        sample: v.sample ?? 200,
        seed: v.seed ?? 1,
        models: v.model ?? [],
        corpora: absolute(cwd, v.corpora),
        out: absolute(cwd, v.out),
        record: v.record,
      };
    },
  },
  verify: {
    usage: "verify PACK.zip [--vkey FILE] [--previous CHECKPOINT] [--witness FILE]… [--tsa FILE]",
    options: { vkey: text, previous: text, witness: list, tsa: text },
    words: ["PACK.zip"],
    read: (v, [pack], cwd) => ({
      pack: absolute(cwd, pack),
      vkey: absolute(cwd, v.vkey),
      previous: absolute(cwd, v.previous),
      witness: Array.isArray(v.witness) ? v.witness.map((file) => absolute(cwd, file)) : undefined,
      tsa: absolute(cwd, v.tsa),
    }),
  },
};

export const usage = [
  "npm run countersign -- VERB …",
  "",
  ...Object.values(verbs).map((v) => `  ${v.usage}`),
  "  witness init|serve|check … [--dir FOLDER]",
  "",
  "With --json the last line of standard output is one JSON object.",
  "Ends with 0 done, 1 refused, 2 wrong use.",
];

/**
 * What the arguments ask for; paths are made absolute from `cwd`.
 * @throws WrongUse of one line
 */
export function parseCommand(
  argv: readonly string[],
  cwd: string,
): Request | Verification | Evaluation | { verb: "help" } {
  const [first, second] = argv;
  if (first === "help" || first === "--help" || first === "-h") return { verb: "help" };
  const name = verbNames.find((v) => v === first || v === `${first} ${second}`);
  if (!name) throw new WrongUse(`${unknown(first, second)} It is one of ${verbNames.join(", ")}.`);
  const verb = verbs[name];
  const rest = argv.slice(name.includes(" ") ? 2 : 1);
  const json = name !== "items";
  const { values, positionals } = split(rest, json ? { ...verb.options, json: flag } : verb.options, verb);
  const many = verb.several === true && positionals.length > verb.words.length;
  if (positionals.length !== verb.words.length && !many)
    throw wrong(
      verb,
      positionals.length < verb.words.length
        ? `${verb.words[positionals.length]} is missing.`
        : `"${positionals[verb.words.length]}" is one word too many.`,
    );
  try {
    const asked = {
      ...(json ? { json: values.json === true } : {}),
      ...given(verb.read(values, positionals, cwd)),
      verb: name,
    };
    if (name === "verify") return checked(verification, asked);
    return name === "eval evidence" ? checked(evaluation, asked) : checked(request, asked);
  } catch (error) {
    throw error instanceof WrongUse ? wrong(verb, error.message) : error;
  }
}

const verbNames = Object.keys(verbs) as (keyof typeof verbs)[];

function unknown(first: string | undefined, second: string | undefined): string {
  if (first === undefined) return "Say what to do.";
  const two = verbNames.some((v) => v.startsWith(`${first} `));
  return `There is no verb "${two && second ? `${first} ${second}` : first}".`;
}

function split(args: readonly string[], options: Options, verb: Verb) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Node's own sentence, without its advice on words that begin with a dash.
    throw wrong(verb, `${error.message.split(". ")[0]?.replaceAll("\n", " ")}.`);
  }
}

function wrong(verb: Verb, what: string): WrongUse {
  return new WrongUse(`${what} Use: ${verb.usage}`);
}

function missing(what: string): never {
  throw new WrongUse(`${what} is missing.`);
}

/** @throws WrongUse with the parser's sentence */
function readable(scope: Values[string]): Values[string] {
  try {
    if (typeof scope === "string") parseScope(scope);
    return scope;
  } catch (error) {
    throw error instanceof AppError ? new WrongUse(error.message) : error;
  }
}

function given(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function checked<T extends z.ZodType>(schema: T, raw: object): z.output<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new WrongUse(parsed.error.issues[0]?.message ?? "The command could not be read.");
}
