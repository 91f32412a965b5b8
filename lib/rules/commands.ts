import { eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { ruleSetVersion } from "@/db/schema/rules";
import type { AuditEvent, PrivateWords } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { rulesHash } from "@/lib/evidence/rule-hash";
import { type Rule, ruleList } from "@/lib/evidence/rules";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import { rulesInForce } from "./in-force";
import { mustBeTried, mustKeepRules, theRules } from "./rules";
import * as wire from "./schema";

/** A version with its row locked. @throws AppError not_found */
async function lockVersion(tx: Tx, version: number) {
  const [found] = await tx
    .select()
    .from(ruleSetVersion)
    .where(eq(ruleSetVersion.version, version))
    .for("update");
  return mustBeThere(found, version);
}

function mustBeThere<V>(found: V | undefined, version: number): V {
  if (!found) throw new AppError("not_found", "rules", `There is no version ${version} of the rules.`);
  return found;
}

type Step = Extract<AuditEvent, { type: "rule.changed" }>["data"]["step"];

function changed(
  v: { version: number; hash: string; rules: readonly Rule[]; basedOn: number | null },
  step: Step,
  words?: PrivateWords,
): AuditEvent {
  return {
    type: "rule.changed",
    ...(words ? { words } : {}),
    data: {
      version: v.version,
      step,
      hash: `sha256:${v.hash}`,
      rules_on: v.rules.filter((r) => r.on).length,
      ...(v.basedOn === null ? {} : { based_on: v.basedOn }),
    },
  };
}

const held = (v: typeof ruleSetVersion.$inferSelect) => ({ ...v, rules: ruleList.parse(v.rules) });
const because = (reason: string, now: Date): PrivateWords => ({
  id: uuid7(now.getTime()),
  payload: { words: reason },
});

/** Begins a draft from the version in force. There is one draft or proposal at a time. */
export const makeDraft = command({
  name: "rules.draft",
  permission: "rules.make",
  input: wire.draftInput,
  idempotent: true,
  load: async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('rules', 0))`);
    const [open] = await tx
      .select({ version: ruleSetVersion.version })
      .from(ruleSetVersion)
      .where(inArray(ruleSetVersion.state, ["draft", "proposed"]));
    return { open };
  },
  run: async (tx, { subject, actor, now }) => {
    if (subject.open)
      throw new AppError(
        "conflict",
        "open",
        `Version ${subject.open.version} of the rules is being worked on already; finish or withdraw it first.`,
      );
    const from = await rulesInForce(tx);
    const [last] = await rows<{ version: number }>(
      tx,
      sql`SELECT max(version)::int AS version FROM rule_set_version`,
    );
    const made = {
      version: (last?.version ?? 0) + 1,
      basedOn: from.version,
      hash: from.hash,
      rules: from.rules,
    };
    await tx
      .insert(ruleSetVersion)
      .values({ ...made, state: "draft", madeBy: personOf(actor), createdAt: now });
    return { result: { version: made.version, hash: made.hash }, events: [changed(made, "drafted")] };
  },
});

/** Writes a draft's rules anew; its maker's alone. A dry run of other rules stays in sight and no longer counts. */
export const saveDraft = command({
  name: "rules.save",
  permission: "rules.make",
  input: wire.saveInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, actor }) => {
    theRules.mustBeOwnDraft(subject, personOf(actor) ?? "");
    theRules.mustBeAsSeen(subject, input.was);
    const base = await tx
      .select()
      .from(ruleSetVersion)
      .where(eq(ruleSetVersion.version, subject.basedOn ?? 0));
    mustKeepRules(
      base.flatMap((b) => held(b).rules),
      input.rules,
    );
    const hash = rulesHash(input.rules);
    if (hash === subject.hash)
      throw new AppError("rule", "same", "Nothing is different from what was saved before.");
    await tx
      .update(ruleSetVersion)
      .set({ rules: input.rules, hash })
      .where(eq(ruleSetVersion.version, subject.version));
    return {
      result: { version: subject.version, hash },
      events: [changed({ ...subject, hash, rules: input.rules }, "edited")],
    };
  },
});

async function findVersion(tx: Reader, version: number) {
  const [found] = await tx.select().from(ruleSetVersion).where(eq(ruleSetVersion.version, version));
  return mustBeThere(found, version);
}

/** Asks for the dry run of a draft as it stands; a job does it and keeps what it finds on the draft. */
export const askDryRun = chore({
  name: "rules.ask_dry_run",
  permission: "rules.make",
  input: wire.versionInput,
  load: async (tx, input) => findVersion(tx, input.version),
  run: async (_, { subject, actor }) => {
    theRules.mustBeOwnDraft(subject, personOf(actor) ?? "");
    const { version, hash } = subject;
    return {
      result: { version, hash },
      jobs: [{ name: "rules.dry_run", data: { version, hash }, key: `${version} ${hash}` }],
    };
  },
});

/** Puts a draft, with its dry run, before another person. */
export const propose = command({
  name: "rules.propose",
  permission: "rules.make",
  input: wire.proposeInput,
  idempotent: true,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, actor, now }) => {
    theRules.mustBeOwnDraft(subject, personOf(actor) ?? "");
    theRules.mustBeAsSeen(subject, input.hash);
    mustBeTried(subject, wire.dryRun.nullable().parse(subject.dryRun), (await rulesInForce(tx)).hash);
    const words = because(input.reason, now);
    await tx
      .update(ruleSetVersion)
      .set({ state: "proposed", proposedAt: now, reasonId: words.id })
      .where(eq(ruleSetVersion.version, subject.version));
    return {
      result: { version: subject.version },
      events: [changed(held(subject), "proposed", words)],
    };
  },
});

/**
 * Approves or refuses a proposal: never whoever made it. Approved, it takes the place of the version in force; campaigns
 * launched before keep theirs.
 */
export const decide = command({
  name: "rules.decide",
  permission: "rules.decide",
  input: wire.decideInput,
  idempotent: true,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, actor, now }) => {
    const person = personOf(actor) ?? "";
    theRules.mustBeAnothersProposal(subject, person);
    theRules.mustBeAsSeen(subject, input.hash);
    const words = because(input.reason, now);
    const approved = input.verdict === "approve";
    if (approved)
      await tx
        .update(ruleSetVersion)
        .set({ state: "superseded" })
        .where(eq(ruleSetVersion.state, "in_force"));
    await tx
      .update(ruleSetVersion)
      .set({
        state: approved ? "in_force" : "refused",
        decidedBy: person,
        decidedAt: now,
        decisionReasonId: words.id,
      })
      .where(eq(ruleSetVersion.version, subject.version));
    return {
      result: { version: subject.version },
      events: [changed(held(subject), approved ? "approved" : "refused", words)],
    };
  },
});

/** Its maker takes a proposal back to work on it. */
export const takeBack = command({
  name: "rules.take_back",
  permission: "rules.make",
  input: wire.versionInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { subject, actor }) => {
    theRules.mustBeOwnProposal(subject, personOf(actor));
    await tx
      .update(ruleSetVersion)
      .set({ state: "draft", proposedAt: null, reasonId: null })
      .where(eq(ruleSetVersion.version, subject.version));
    return { result: { version: subject.version }, events: [changed(held(subject), "taken_back")] };
  },
});

/** Gives up a draft or proposal; it stays in the history. */
export const withdraw = command({
  name: "rules.withdraw",
  permission: "rules.make",
  input: wire.versionInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { subject }) => {
    theRules.mustBeOpen(subject);
    await tx
      .update(ruleSetVersion)
      .set({ state: "withdrawn" })
      .where(eq(ruleSetVersion.version, subject.version));
    return { result: { version: subject.version }, events: [changed(held(subject), "withdrawn")] };
  },
});

/** Keeps on a draft that its dry run failed, with the sentence. */
export const failDryRun = command({
  name: "rules.fail_dry_run",
  permission: "rules.dry_run",
  input: z.object({ version: z.number().int(), hash: z.string(), problem: z.string().min(1) }),
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, now }) => {
    const { hash, problem } = input;
    if (subject.state !== "draft" || subject.hash !== hash)
      throw new AppError("conflict", "changed", "The draft is another by now.");
    const dryRun: wire.DryRun = { state: "failed", hash, at: now.toISOString(), problem };
    await tx
      .update(ruleSetVersion)
      .set({ dryRun, dryRunAt: now })
      .where(eq(ruleSetVersion.version, subject.version));
    return { result: null, events: [changed(held(subject), "dry_run_failed")] };
  },
});
