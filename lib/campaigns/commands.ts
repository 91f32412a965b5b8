import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { campaign, campaignIncompatible, campaignSource, checkAcceptance } from "@/db/schema/campaigns";
import { canonicalRecordBytes } from "@/lib/audit-log/canonical";
import type { AuditEvent } from "@/lib/audit-log/events";
import { type Actor, personOf } from "@/lib/auth/actor";
import { vouching } from "@/lib/auth/countersign";
import { relyingParty } from "@/lib/auth/relying-party";
import { unassignedPerson } from "@/lib/auth/sign-in";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { weightsInForce } from "@/lib/evidence/need-weights";
import { setRef } from "@/lib/evidence/rules";
import { uuid7 } from "@/lib/ids";
import { rulesInForce } from "@/lib/rules/in-force";
import { ownSource } from "@/lib/sources/schema";
import type { Reviewer } from "./assignment-sql";
import { takeLeave } from "./challenge-leave";
import { checksOf, liveSources } from "./checks";
import { renewOwnSource } from "./own-source";
import { namedReviewer } from "./reviewers";
import { dueAt, move } from "./rules";
import { acceptInput, defaultSettings, type LaunchInput, launchInput, type Settings } from "./schema";
import { parseScope, printScope, type Scope } from "./scope";

/** SHA-256 of the settings' canonical form, hexadecimal. */
export function settingsHash(settings: Settings): string {
  return createHash("sha256").update(canonicalRecordBytes(settings)).digest("hex");
}

type Given = z.output<typeof launchInput>;

/** Whether the built-in source is asked for: with every other, or by its name. */
function asksOwn(sources: Given["sources"]): boolean {
  return sources.length === 0 || sources.some((s) => s === ownSource || typeof s === "number");
}

/** The sources asked for by name or number, all in force where none is. @throws AppError naming one that is not there */
async function chosenSources(tx: Tx, wanted: Given["sources"]) {
  const live = await liveSources(tx);
  const missing = wanted.find((w) => !live.some((s) => s.name === w || String(s.source) === String(w)));
  if (missing !== undefined)
    throw new AppError(
      "invalid",
      "source",
      `No source called "${missing}" has a snapshot in force; there ${live.length === 0 ? "is none" : `are ${live.map((s) => s.name).join(", ")}`}.`,
      { sources: "Choose a source with a snapshot in force." },
    );
  if (live.length === 0)
    throw new AppError("rule", "no-source", "There is no snapshot in force to review; import one first.");
  return wanted.length === 0
    ? live
    : live.filter((s) => wanted.some((w) => w === s.name || String(w) === String(s.source)));
}

/** The whole scope: the applications, where some are named, and the expression. @throws AppError naming one that is not there */
async function wholeScope(tx: Tx, given: Given, snapshots: readonly number[]): Promise<Scope> {
  const scope = parseScope(given.scope);
  if (given.applications.length === 0) return scope;
  const known = await rows<{ typed: string }>(
    tx,
    sql`SELECT t.typed FROM jsonb_array_elements_text(${JSON.stringify(given.applications)}::jsonb) t(typed)
      WHERE EXISTS (SELECT 1 FROM snap_application a WHERE a.snapshot_id IN ${[...snapshots]}
        AND lower(t.typed COLLATE "C") IN (lower(a.id COLLATE "C"), lower(a.name COLLATE "C")))`,
  );
  const missing = given.applications.find((a) => !known.some((k) => k.typed === a));
  if (missing !== undefined)
    throw new AppError(
      "invalid",
      "application",
      `No application called "${missing}" is in the sources chosen.`,
      {
        applications: "Choose an application of these sources.",
      },
    );
  const named: Scope = { is: "in", field: "application", values: given.applications };
  return scope.is === "all" ? named : { is: "and", left: named, right: scope };
}

/** @throws AppError where whoever builds the campaign would review in it (I7) */
function notBuilder(who: Reviewer, builder: string, field: string): void {
  if (who.id === builder)
    throw new AppError(
      "rule",
      "builder",
      "Whoever builds a campaign reviews nothing in it; name somebody else.",
      {
        [field]: "Name somebody else than yourself.",
      },
    );
}

/** Only what runs no real campaign may be marked as such: the command line, and the demo. */
function mayMark(actor: Actor): boolean {
  return actor.kind === "operator" || env().demo;
}

/**
 * Whoever has the command line typed the export's day themselves, so its age stops nothing there; that they went on is
 * logged as theirs. Any other failed check, and age in the browser, waits for the control owner (I9).
 */
function takesAge(actor: Actor): boolean {
  return actor.kind === "operator";
}

/**
 * Stages a campaign: sources, scope, reviewers and settings are checked and frozen; the population is made by the job it
 * sends. What the job refuses leaves the campaign `refused` with the sentence.
 */
export const launch = command({
  name: "campaigns.launch",
  permission: "campaign.launch",
  input: launchInput,
  idempotent: true,
  load: async () => ({ unassigned: await unassignedPerson() }),
  run: async (tx, { input, subject, actor, now }) => {
    const builder = personOf(actor) ?? "";
    if (input.seed && !mayMark(actor))
      throw new AppError(
        "invalid",
        "seed",
        "Only the command line and the demo mark a campaign as simulated.",
      );
    const due = dueAt(input.due, env().timeZone, now);
    const renewed = asksOwn(input.sources) ? await renewOwnSource(tx, now) : null;
    const sources = await chosenSources(tx, input.sources);
    const scope = await wholeScope(
      tx,
      input,
      sources.map((s) => s.snapshot),
    );
    const failed = (await checksOf(tx, sources, now)).filter((c) => !c.accepted);
    const old = failed.filter((c) => takesAge(actor) && c.check === "age");
    const open = failed.filter((c) => !old.includes(c));
    if (open.length > 0)
      throw new AppError(
        "rule",
        "outside-check",
        `${open.map((c) => c.finding).join(" ")} Import a newer export, or have the control owner accept this with a reason.`,
      );
    const mode = input.reviewer ? "named" : input.mode;
    if (mode === "named" && !input.reviewer)
      throw new AppError("invalid", "reviewer", "Name the reviewer.", { reviewer: "Name the reviewer." });
    const named = input.reviewer ? await namedReviewer(tx, input.reviewer, "reviewer", now) : null;
    const spare = input.fallback ? await namedReviewer(tx, input.fallback, "fallback", now) : null;
    if (named) notBuilder(named.reviewer, builder, "reviewer");
    if (spare) notBuilder(spare.reviewer, builder, "fallback");
    const inForce = await rulesInForce(tx);
    const rules = { version: inForce.version, hash: inForce.hash };
    const chosen: Settings = { ...defaultSettings, ...given(input.settings), rules };
    canBeSignedOff(chosen.signOff);
    const need = chosen.needScore ? await weightsInForce(tx) : null;
    const settings = { ...chosen, needWeights: need ? { name: need.weights.name, hash: need.hash } : null };
    const hash = settingsHash(settings);
    const id = uuid7(now.getTime());
    const fallback = spare?.reviewer.id ?? subject.unassigned;
    await tx.insert(campaign).values({
      id,
      name: input.name,
      status: "launching",
      scope: printScope(scope),
      reviewerMode: mode,
      reviewerId: named?.reviewer.id ?? null,
      fallbackId: fallback,
      settings,
      settingsHash: hash,
      dueAt: due,
      dueDate: input.due,
      builtBy: builder,
      createdAt: now,
      seed: input.seed ?? null,
    });
    if (settings.challengeItems) await takeLeave(tx, { campaign: id, name: input.name, builder });
    await tx
      .insert(campaignSource)
      .values(sources.map((s) => ({ campaignId: id, sourceId: s.source, snapshotId: s.snapshot })));
    await tx
      .insert(campaignIncompatible)
      .values({ campaignId: id, personId: builder, why: "built this campaign" });
    return {
      result: { campaign: id },
      events: [
        {
          type: "campaign.staged",
          campaign: id,
          refs: { settings: `sha256:${hash}`, rules: setRef(rules.version, rules.hash) },
          data: {
            scope: printScope(scope),
            due: due.toISOString(),
            reviewers: named ? `named:${named.reviewer.id}` : mode,
            fallback,
          },
        },
        ...old.map(
          (c): AuditEvent => ({
            type: "source.accepted",
            campaign: id,
            data: { source: c.source, snapshot: c.snapshot, check: c.check },
          }),
        ),
        ...(renewed ? [renewed.event] : []),
        ...(named?.events ?? []),
        ...(spare?.events ?? []),
      ],
      jobs: [
        { name: "campaign.materialise", data: { campaign: id }, key: id },
        ...(renewed
          ? [
              {
                name: "remediation.observe" as const,
                data: { source: renewed.source, snapshot: renewed.snapshot },
              },
            ]
          : []),
      ],
    };
  },
});

/** @throws AppError for a way of signing off that nobody has here */
function canBeSignedOff(required: Settings["signOff"]): void {
  const [provider, passkey] = [vouching() !== undefined, relyingParty() !== undefined];
  const possible = { as_set_up: true, provider, passkey, either: provider || passkey }[required];
  if (possible) return;
  const lacking = [
    required === "passkey" ? "" : "no identity provider is set up here (OIDC_ISSUER)",
    required === "provider"
      ? ""
      : "this address can have no passkeys (COUNTERSIGN_URL needs a name and TLS, or localhost)",
  ];
  throw new AppError(
    "rule",
    "sign-off",
    `Nobody could sign a review off like this: ${lacking.filter((l) => l !== "").join(", and ")}. Choose another way.`,
  );
}

/** Fields that were given at all. */
function given(settings: LaunchInput["settings"]): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([, v]) => v !== undefined));
}

/** The control owner accepts a failed outside check of a snapshot, with a reason that the report prints on page one (I9). */
export const acceptCheck = command({
  name: "campaigns.acceptCheck",
  permission: "campaign.accept",
  input: acceptInput,
  load: async (tx, input) => {
    const sources = (await liveSources(tx)).filter((s) => s.snapshot === input.snapshot);
    return { sources };
  },
  run: async (tx, { input, subject, actor, now }) => {
    const checks = await checksOf(tx, subject.sources, now);
    const failed = checks.find((c) => c.check === input.check);
    if (!failed)
      throw new AppError(
        "rule",
        "nothing-to-accept",
        "This snapshot is not in force or passes this check, so there is nothing to accept.",
      );
    if (failed.accepted)
      throw new AppError("conflict", "accepted", `${failed.accepted.by} has accepted this already.`);
    const words = { id: uuid7(now.getTime()), payload: { words: input.reason } };
    await tx.insert(checkAcceptance).values({
      snapshotId: input.snapshot,
      check: input.check,
      finding: failed.finding,
      acceptedBy: personOf(actor) ?? "",
      reasonId: words.id,
      at: now,
    });
    return {
      result: { snapshot: input.snapshot, check: input.check },
      events: [
        {
          type: "source.accepted",
          words,
          data: { source: failed.source, snapshot: input.snapshot, check: input.check },
        },
      ],
    };
  },
});

/** A campaign with its row locked. @throws AppError not_found */
export async function lockCampaign(tx: Tx, id: string) {
  const [found] = await tx.select().from(campaign).where(eq(campaign.id, id)).for("update");
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return found;
}

/** Ends a launch that was refused, with the sentence that says why; nothing of its population was written. */
export const refuseLaunch = command({
  name: "campaigns.refuse",
  permission: "campaign.materialise",
  input: z.object({ campaign: z.uuid(), problem: z.string().min(1) }),
  load: (tx, input) => lockCampaign(tx, input.campaign),
  run: async (tx, { input, subject }) => {
    move(subject, "refused");
    await tx
      .update(campaign)
      .set({ status: "refused", problem: input.problem })
      .where(eq(campaign.id, subject.id));
    const event: AuditEvent = {
      type: "campaign.cancelled",
      campaign: subject.id,
      data: { decided: 0, open: 0 },
    };
    return { result: { campaign: subject.id }, events: [event] };
  },
});
