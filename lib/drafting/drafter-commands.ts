import { eq, inArray, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { drafterVersion } from "@/db/schema/drafts";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { connectionsNow, type Reached } from "./connections";
import { settingsHash } from "./drafter-hash";
import { inForceOf } from "./drafter-in-force";
import { mustChange, mustHavePassed, mustHaveTerms, theDrafter } from "./drafter-rules";
import * as wire from "./drafter-schema";
import { changed, findEvaluation, lockVersion, makerOf, saying } from "./drafter-steps";
import {
  type ChosenSettings,
  type Connection,
  type DrafterSettings,
  drafterSettings,
  firstChoice,
} from "./drafters";
import { currentVersion, promptVersion } from "./prompt";

/** Making a version: drafted, changed, evaluated, proposed; each its maker's. */

/** What the environment gives of a connection. @throws AppError where there is none that can be used */
function reachedNow(connection: Connection): Reached {
  const found = connectionsNow()[connection];
  if (found.state === "ready") return found.reached;
  throw new AppError(
    "rule",
    "no-connection",
    found.state === "incomplete"
      ? found.problem
      : `This server has no ${connection} connection: set it in the environment and start again.`,
  );
}

function whole(connection: Connection, chosen: ChosenSettings): DrafterSettings {
  const { provider, model, address } = reachedNow(connection);
  return drafterSettings.parse({ ...chosen, v: 1, connection, provider, model, address });
}

/** Begins a draft, from the version in force of this connection where there is one. One is open at a time. */
export const makeDraft = command({
  name: "drafters.draft",
  permission: "drafter.make",
  input: wire.draftInput,
  idempotent: true,
  load: async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('drafters', 0))`);
    const [open] = await tx
      .select({ version: drafterVersion.version })
      .from(drafterVersion)
      .where(inArray(drafterVersion.state, ["draft", "proposed"]));
    return { open };
  },
  run: async (tx, { input, subject, actor, now }) => {
    if (subject.open)
      throw new AppError(
        "conflict",
        "open",
        `Version ${subject.open.version} of the drafter is being worked on already; finish or withdraw it first.`,
      );
    const from = await inForceOf(tx, input.connection);
    const settings = whole(input.connection, {
      ...(from ? chosenOf(from.settings) : firstChoice),
      prompt: currentVersion,
    });
    const [last] = await rows<{ version: number | null }>(
      tx,
      sql`SELECT max(version)::int AS version FROM drafter_version`,
    );
    const made = { version: (last?.version ?? 0) + 1, settings, hash: settingsHash(settings) };
    await tx.insert(drafterVersion).values({
      ...made,
      basedOn: from?.version ?? null,
      state: "draft",
      madeBy: makerOf(actor),
      createdAt: now,
    });
    return { result: { version: made.version, hash: made.hash }, events: [changed(made, "drafted")] };
  },
});

function chosenOf({
  v: _v,
  connection: _c,
  provider: _p,
  model: _m,
  address: _a,
  ...chosen
}: DrafterSettings) {
  return chosen;
}

/** Writes a draft's settings anew; its maker's alone. An evaluation of other settings no longer counts and is let go. */
export const saveDraft = command({
  name: "drafters.save",
  permission: "drafter.make",
  input: wire.saveInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, actor }) => {
    theDrafter.mustBeOwnDraft(subject, makerOf(actor));
    theDrafter.mustBeAsSeen(subject, input.was);
    const settings = whole(subject.settings.connection, input.settings);
    mustBeAPrompt(settings.prompt);
    const hash = settingsHash(settings);
    if (hash === subject.hash)
      throw new AppError("rule", "same", "Nothing is different from what was saved before.");
    await tx
      .update(drafterVersion)
      .set({ settings, hash, evaluationId: null })
      .where(eq(drafterVersion.version, subject.version));
    return {
      result: { version: subject.version, hash },
      events: [changed({ ...subject, settings, hash }, "edited")],
    };
  },
});

function mustBeAPrompt(prompt: string): void {
  try {
    promptVersion(prompt);
  } catch {
    throw new AppError("invalid", "prompt", `There is no prompt called ${prompt}.`, {
      prompt: "There is no such prompt.",
    });
  }
}

/** Puts the evaluation of exactly these settings with a draft, where it passed. */
export const attachEvaluation = command({
  name: "drafters.attach",
  permission: "drafter.make",
  input: wire.attachInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, actor }) => {
    theDrafter.mustBeOwnDraft(subject, makerOf(actor));
    theDrafter.mustBeAsSeen(subject, input.hash);
    const found = await findEvaluation(tx, input.evaluation);
    mustHavePassed(subject, found);
    await tx
      .update(drafterVersion)
      .set({ evaluationId: input.evaluation })
      .where(eq(drafterVersion.version, subject.version));
    return {
      result: { version: subject.version },
      events: [changed(subject, "evaluated", found ? { evaluation: found.hash } : {})],
    };
  },
});

/** Puts a draft, with its evaluation, before another person. */
export const propose = command({
  name: "drafters.propose",
  permission: "drafter.make",
  input: wire.proposeInput,
  idempotent: true,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, actor, now }) => {
    theDrafter.mustBeOwnDraft(subject, makerOf(actor));
    theDrafter.mustBeAsSeen(subject, input.hash);
    mustChange(subject, (await inForceOf(tx, subject.settings.connection))?.hash ?? null);
    mustHaveTerms(subject.settings);
    const found = await findEvaluation(tx, subject.evaluationId);
    mustHavePassed(subject, found);
    const words = saying({ words: input.reason }, now);
    await tx
      .update(drafterVersion)
      .set({ state: "proposed", proposedAt: now, reasonId: words.id })
      .where(eq(drafterVersion.version, subject.version));
    return {
      result: { version: subject.version },
      events: [changed(subject, "proposed", { words, ...(found ? { evaluation: found.hash } : {}) })],
    };
  },
});
