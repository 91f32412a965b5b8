import { and, desc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { catalogueEntry } from "@/db/schema/catalogue";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { renewLine } from "./lines";
import { ownedEntitlement } from "./owners";
import { findOwner } from "./people";
import { contentHash, mustBeAnother, mustBePlain, mustBeVerifiable, mustSayMore, nextVersion } from "./rules";
import { type EntitlementKey, ownerInput, verifyInput, writeInput } from "./schema";

type Entry = typeof catalogueEntry.$inferInsert;

/** An admin or the owner puts an entitlement into plain words. They replace the source's; verifying them is the owner's act. */
export const write = command({
  name: "catalogue.write",
  permission: "catalogue.write",
  input: writeInput,
  load: (tx, input) => ownedEntitlement(tx, input),
  run: async (tx, { input, subject, actor, now }) => {
    const { title, phrase, allows, risk } = input;
    mustBePlain({ title, phrase, allows });
    const version = nextVersion(subject.current, input.version);
    const before = await currentEntry(tx, input);
    const hash = contentHash({ title, phrase, allows, risk });
    mustSayMore(subject.current, before?.hash, hash);
    await insert(tx, input, {
      version,
      state: "written",
      title,
      phrase,
      allows,
      risk,
      hash,
      ownerId: before?.ownerId ?? null,
      authorId: personOf(actor),
      at: now,
    });
    return {
      result: { version },
      events: [
        {
          type: "catalogue.written",
          data: {
            source: subject.sourceName,
            entitlement: input.entitlement,
            version,
            state: "written",
            entry: `sha256:${hash}`,
          },
        },
      ],
    };
  },
});

/** The owner vouches for one entry. There is no command that takes several. */
export const verify = command({
  name: "catalogue.verify",
  permission: "catalogue.verify",
  input: verifyInput,
  load: (tx, input) => ownedEntitlement(tx, input),
  run: async (tx, { input, subject, actor, now }) => {
    const version = nextVersion(subject.current, input.version);
    mustBeVerifiable(subject.current);
    const before = await currentEntry(tx, input);
    if (!before) throw new Error("The current entry is gone.");
    await insert(tx, input, {
      ...before,
      version,
      state: "verified",
      authorId: personOf(actor),
      verifiedBy: personOf(actor),
      verifiedAt: now,
      at: now,
    });
    return {
      result: { version },
      events: [
        {
          type: "catalogue.verified",
          data: {
            source: subject.sourceName,
            entitlement: input.entitlement,
            version,
            entry: `sha256:${before.hash}`,
          },
        },
      ],
    };
  },
});

/** An admin names who answers for an entitlement, or gives it back to whom the source names. The words stay as they are. */
export const nameOwner = command({
  name: "catalogue.name_owner",
  permission: "catalogue.name_owner",
  input: ownerInput,
  load: (tx, input) => ownedEntitlement(tx, input),
  run: async (tx, { input, subject, actor, now }) => {
    const version = nextVersion(subject.current, input.version);
    const owner = input.owner === null ? null : await findOwner(tx, input.owner);
    if (owner) mustBeAnother(owner.id, personOf(actor));
    const before = await currentEntry(tx, input);
    await insert(tx, input, {
      ...(before ?? {
        state: "none" as const,
        title: null,
        hash: contentHash({ title: "", phrase: null, allows: null, risk: null }),
      }),
      version,
      ownerId: owner?.id ?? null,
      authorId: personOf(actor),
      at: now,
    });
    return {
      result: { version, owner: owner?.name ?? null },
      events: [
        {
          type: "catalogue.written",
          data: {
            source: subject.sourceName,
            entitlement: input.entitlement,
            version,
            state: before?.state ?? "none",
            ...(owner ? { owner: owner.id } : {}),
          },
        },
      ],
    };
  },
});

async function currentEntry(tx: Tx, key: EntitlementKey) {
  const [found] = await tx
    .select()
    .from(catalogueEntry)
    .where(and(eq(catalogueEntry.sourceId, key.source), eq(catalogueEntry.entitlementId, key.entitlement)))
    .orderBy(desc(catalogueEntry.version))
    .limit(1);
  return found;
}

/** The primary key decides between two who write at once. @throws AppError conflict */
async function insert(
  tx: Tx,
  key: EntitlementKey,
  entry: Omit<Entry, "sourceId" | "entitlementId">,
): Promise<void> {
  const made = await tx
    .insert(catalogueEntry)
    .values({ ...entry, sourceId: key.source, entitlementId: key.entitlement })
    .onConflictDoNothing()
    .returning({ version: catalogueEntry.version });
  if (made.length === 0)
    throw new AppError(
      "conflict",
      "version",
      "These words were changed meanwhile. Load the page again and look at what is there now.",
    );
  await renewLine(tx, key.source, key.entitlement);
}
