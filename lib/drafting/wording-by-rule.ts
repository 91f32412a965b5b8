import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
} from "@ai-sdk/provider";
import { z } from "zod";
import type { Wording } from "./wording-check";

/**
 * The wording that needs no model (I18): it reads the prompt that any model gets and takes a technical name apart, so it is
 * checked and stored as any other and stays unverified. A name that holds no word it knows gets no wording.
 */
export const wordingByRule: LanguageModelV4 = {
  specificationVersion: "v4",
  provider: "countersign",
  modelId: "names-1",
  supportedUrls: {},
  async doGenerate(options): Promise<LanguageModelV4GenerateResult> {
    const { name, application } = given.parse(JSON.parse(dataOf(options)));
    const answer = wordingOfRole(name, application) ??
      wordingOfName(name) ?? { title: "unknown", phrase: null, allows: null };
    return {
      content: [{ type: "text", text: JSON.stringify(answer) }],
      finishReason: { unified: "stop", raw: undefined },
      usage: {
        inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 0, text: 0, reasoning: 0 },
      },
      warnings: [],
    };
  },
  async doStream() {
    throw new Error("Names are read whole; nothing is streamed.");
  },
};

const given = z.object({ name: z.string(), application: z.string() });

function dataOf({ prompt }: LanguageModelV4CallOptions): string {
  const last = prompt.findLast((m) => m.role === "user");
  const text =
    last?.role === "user" ? last.content.map((p) => (p.type === "text" ? p.text : "")).join("") : "";
  return text.slice(Math.max(text.indexOf("\n{"), 0));
}

/** "a b=meaning, c=meaning": short form → what it stands for. */
function dictionary(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(",").flatMap((line) => {
      const [short = "", meaning = ""] = line.split("=").map((part) => part.trim());
      return short.split(" ").map((s): [string, string] => [s, meaning]);
    }),
  );
}

/** What words and short forms in the names of business software stand for: things, in the plural. */
const things = dictionary(`
  acct account accounts=accounts, asset assets=assets, backup=backups, bnk bank=bank details, budget=budgets, cal=calibrations, cash=cash positions,
  case=cases, claim=claims, code=code, contract=contracts, cost=costs, cus cust customer=customers, discount=discounts, dun=dunning letters,
  document=documents, emp employee=employees, expense=expenses, file files=files, folder=folders, fx=currency deals,
  gl=the general ledger, grp group=groups, inv invoice invoices=invoices, job=jobs, jrn journal=journals, key keys=keys,
  ledger=the ledger, log logs=logs, mail=mail, ord order orders=orders, pwd password=passwords, pay payment payments pmt=payments,
  payroll=payroll, period=periods, pii=personal data, po=purchase orders, price=prices, project=projects, purchase=purchases,
  quote=quotes, receipt=receipts, receivables=receivables, record=records, rep report rpt=reports, sal salary=salaries,
  secret secrets=secrets, server=servers, stmt statement=statements, stock=stock, supplier=suppliers, table=tables, tax=taxes,
  telemetry=telemetry, ticket=tickets, token=tokens, transfer=transfers, transaction=transactions, user users=users,
  vendor vnd=vendors, warranty=warranty claims, workflow=workflows`);

/** The same of what is done with them. */
const verbs = dictionary(`
  adm admin=administer, apr approve=approve, chg change edit w write rw=change, close=close, confirm=confirm, crt create=create,
  del delete=delete, display dsp r read readonly ro see view=see, ent enter=enter, exp export=export, issue=issue, load loader=load,
  maintain mnt=maintain, override ovr=override, post pst=post, propose prp=propose, rel release=release, reset=reset, run=run,
  send=send, set=set, sign=sign, unmask=unmask, upload=upload`);

/** A role's own name, and what whoever has it does with the application. */
const roles = dictionary(`
  admin administrator=administer, approver=approve in, auditor=audit, contributor editor writer=change things in, member user=use,
  operator=operate, publisher=publish in, reader viewer=look at`);

/** "Viewer" of Pennant brand library → "Look at Pennant brand library". */
function wordingOfRole(name: string, application: string): Wording | undefined {
  const does = roles.get(name.trim().toLowerCase());
  if (!does || application === "" || application === "left out") return undefined;
  const told = `${does} ${application}`;
  return { title: `${told.charAt(0).toUpperCase()}${told.slice(1)}`, phrase: `can ${told}`, allows: null };
}

/** "FI_PAYMENT_RELEASE" → "Release payments (FI)"; undefined where no word of the name is known. */
export function wordingOfName(name: string): Wording | undefined {
  const tokens = name
    .split(/[\s_.:/-]+|(?<=[a-z])(?=[A-Z])/u)
    .filter(Boolean)
    .map((text) => ({ text, word: text.toLowerCase() }));
  const known = tokens.flatMap(({ word }) => things.get(word) ?? []).slice(0, 2);
  if (known.length === 0 || tokens.length < 2) return undefined;
  const [verb] = tokens.flatMap(({ word }) => verbs.get(word) ?? []);
  const rest = tokens.filter(({ word }) => !things.has(word) && !verbs.has(word)).map(({ text }) => text);
  const what = [...new Set(known)].join(" and ");
  const told = verb ? `${verb} ${what}` : what;
  const title = `${told.charAt(0).toUpperCase()}${told.slice(1)}${rest.length > 0 ? ` (${rest.join(" ")})` : ""}`;
  return { title, phrase: verb ? `can ${told}` : null, allows: null };
}
