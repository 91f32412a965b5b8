/** One campaign of the reference company, played against the product and the model side by side. */
import { isDeepStrictEqual } from "node:util";
import { eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { campaignIncompatible } from "@/db/schema/campaigns";
import { delegation } from "@/db/schema/delegations";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import { unassignedPerson } from "@/lib/auth/sign-in";
import { launchNow } from "@/lib/campaigns/worker";
import { at } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { type WorldPerson, world } from "@/lib/testing/world";
import { cap, content, fallback, items, nameOf, parts, people, pool, unusedDays, type Who } from "./cast";
import { draftFor } from "./drafting";
import { brokenBy, keepInvariants } from "./invariants";
import { type Fingerprint, fingerprintOf, rewritten, unlike } from "./record";
import { launched, type Model, type Refusal, type Shown } from "./reference";
import { closes } from "./settling";

const asOf = new Date("2026-11-20T00:00:00Z");
const begin = new Date("2026-11-22T09:00:00Z");
/** The last day of what is kept until a day, of exceptions and of delegations. */
export const until = "2027-01-31";

export type Company = Record<(typeof people)[number], WorldPerson> & { nobody: WorldPerson };

/** The people and the source that every campaign of the test is about. */
export async function referenceCompany(): Promise<Company> {
  const w = world();
  const { source } = await w.source("ERP", content, { asOf });
  const made: [string, WorldPerson][] = [];
  for (const id of people) {
    const { name, roles, identity } = parts[id];
    const email = `${id}@example.test`;
    made.push([
      id,
      await w.person({ name, email, roles, ...(identity ? { identity: { source, id } } : {}) }),
    ]);
  }
  await keepInvariants();
  const nobody = await unassignedPerson();
  // Every name of the cast was just made.
  return {
    ...(Object.fromEntries(made) as Record<(typeof people)[number], WorldPerson>),
    nobody: { id: nobody, ctx: { actor: { kind: "nobody" }, requestId: "test" } },
  };
}

/** An act: who does what, why it may be refused, and what it makes of the model. */
export type Plan = {
  kind: string;
  said: string;
  refusals: readonly Refusal[];
  /** Carries it out; what it answers, and what becomes of the model. */
  act: () => Promise<{ result: unknown; becomes: () => void }>;
  /** Whether the same request again gets the same answer. */
  again?: boolean;
};

/** What a tab shows, in the model's words and as the product gave it to name in a decision. */
export type Screen = Shown & {
  real: {
    evidence: string;
    draft: { id: string; hash: string } | null;
    supersedes: string | null;
    inView?: string[];
  };
};

export class Story {
  readonly company: Company;
  readonly campaign: string;
  readonly ids: readonly string[];
  readonly told: string[] = [];
  /** By person, tab and item. */
  readonly screens = new Map<string, Screen>();
  /** The lists there are. */
  readonly reviews = new Map<Who, string>();
  private seen: Fingerprint = new Map();
  private readonly counted: Map<string, number>;

  private constructor(
    company: Company,
    campaign: string,
    ids: readonly string[],
    counted: Map<string, number>,
  ) {
    this.company = company;
    this.campaign = campaign;
    this.ids = ids;
    this.counted = counted;
  }

  /** Launches a campaign of the company and drafts it. */
  static async begin(
    company: Company,
    counted: Map<string, number>,
  ): Promise<{ story: Story; model: Model }> {
    const { db } = await database();
    await db.update(person).set({ status: "active" });
    await db.update(delegation).set({ endedAt: begin }).where(isNull(delegation.endedAt));
    const { campaign } = await at(begin, () =>
      launchNow(company.ada.ctx, {
        name: "Q4 review",
        sources: ["ERP"],
        mode: "manager",
        fallback: company[fallback].id,
        due: "2099-01-01",
        settings: {
          blindShare: 0,
          together: { allowed: true, cap },
          secondLook: { on: true, unusedDays },
          pool: [company[pool].id],
        },
      }),
    );
    const found = await db.select().from(item).where(eq(item.campaignId, campaign));
    const incompatible = await db
      .select()
      .from(campaignIncompatible)
      .where(eq(campaignIncompatible.campaignId, campaign));
    if (incompatible.some((i) => i.personId !== company.ada.id))
      throw new Error("More people built it than one.");
    const model = launched();
    const ids: string[] = [];
    for (const i of model.items) {
      const cast = items[i.n];
      const row = found.find((f) => f.accountId === `a-${cast?.account}` && f.entitlementId === cast?.access);
      const risk = !i.privileged ? (i.finding ? "high" : "low") : i.finding ? "critical" : "high";
      if (
        !cast ||
        row?.reviewerId !== company[cast.holder === "nobody" ? "ada" : cast.holder].id ||
        row.risk !== risk
      )
        throw new Error(
          `${nameOf(i.n)} was not launched as the cast has it: ${row?.risk}, ${row?.tags}, ${row?.findings}, ${row?.reviewerBasis}.`,
        );
      ids.push(row.id);
      // What earlier campaigns of the test decided tells items apart; here the same access is alike.
      i.kind = cast.access;
      await db
        .update(item)
        .set({ alikeKey: i.kind, arm: i.arm, armWhy: i.arm === "assisted" ? null : "drawn" })
        .where(eq(item.id, row.id));
      if (i.arm !== "undrafted") i.draft = await draftFor(row.id, cast.says, begin);
    }
    if (found.length !== items.length) throw new Error("The campaign has items that the cast does not know.");
    const story = new Story(company, campaign, ids, counted);
    story.seen = await fingerprintOf(campaign, begin);
    await story.look();
    return { story, model };
  }

  idOf = (n: number) => this.ids[n] ?? "";
  who = (who: Who) => this.company[who];
  key = () => `${this.campaign}-${this.told.length}`;

  /** @throws Error where the product and the model differ */
  same(what: string, product: unknown, model: unknown): void {
    if (product !== model) throw new Error(`${what}: the product says ${product}, the model ${model}`);
  }

  private async look(): Promise<void> {
    const { db } = await database();
    const found = await db.select().from(review).where(eq(review.campaignId, this.campaign));
    for (const who of [...people, "nobody" as const]) {
      const list = found.find((r) => r.reviewerId === this.company[who].id);
      if (list) this.reviews.set(who, list.id);
    }
  }

  /** Plays one act, and holds what the product did against the model and every invariant. */
  async play(model: Model, plan: Plan): Promise<void> {
    const when = new Date(begin.getTime() + (this.told.length + 1) * 60_000);
    const { done, error } = await attempt(when, plan);
    if (error && !(error instanceof AppError)) throw this.failed(plan, `broke: ${error.message}`, error);
    this.told.push(`${plan.said} -> ${error ? `${error.code} (${error.slug})` : "done"}`);
    const outcome = `${plan.kind}: ${error ? "refused" : "done"}`;
    this.counted.set(outcome, (this.counted.get(outcome) ?? 0) + 1);
    const expected = plan.refusals;
    if (error && !expected.some((e) => e === error.code))
      throw this.failed(
        plan,
        `was refused (${error.message}); the model ${expected.length ? `says ${expected}` : "allows it"}`,
      );
    if (!error && expected.length > 0) throw this.failed(plan, `was done; the model refuses it: ${expected}`);
    const after = await fingerprintOf(this.campaign, begin);
    const changed = rewritten(this.seen, after);
    if (changed.length > 0) throw this.failed(plan, `I5: rewrote ${changed.join(", ")}`);
    const written = error ? unlike(this.seen, after) : [];
    if (written.length > 0) throw this.failed(plan, `I4: was refused and wrote ${written.join(", ")}`);
    this.seen = after;
    if (done) {
      try {
        done.becomes();
      } catch (differs) {
        throw this.failed(plan, String(differs));
      }
      if (plan.again && this.told.length % 3 === 0) await this.replay(plan, when, done.result);
    }
    await this.look();
    const broken = await brokenBy(this, model);
    if (broken.length > 0) throw this.failed(plan, broken.join("\n"));
  }

  /** The end that every campaign comes to: it is closed, and ties out. */
  async finish(model: Model): Promise<void> {
    if (!model.closed) await this.play(model, closes(model, this, "ada"));
  }

  /** The same request again: the same answer, and nothing is written. */
  private async replay(plan: Plan, when: Date, result: unknown): Promise<void> {
    const { done, error } = await attempt(when, plan);
    if (error) throw this.failed(plan, `sent again it was refused: ${error.message}`, error);
    if (!isDeepStrictEqual(done?.result, result))
      throw this.failed(
        plan,
        `sent again it answered ${JSON.stringify(done?.result)}, not ${JSON.stringify(result)}`,
      );
    const written = unlike(this.seen, await fingerprintOf(this.campaign, begin));
    if (written.length > 0) throw this.failed(plan, `sent again it wrote ${written.join(", ")}`);
  }

  private failed(plan: Plan, what: string, cause?: Error): Error {
    const steps = this.told.map((line, n) => `${String(n + 1).padStart(3)}. ${line}`);
    return new Error(`${plan.said}: ${what}\n${steps.join("\n")}`, { cause });
  }
}

async function attempt(when: Date, plan: Plan) {
  try {
    return { done: await at(when, plan.act), error: undefined };
  } catch (error) {
    return { done: undefined, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
