import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { armsSecret } from "@/db/schema/arms";
import { toHex } from "@/lib/audit-log/bytes";
import { logKey } from "@/lib/audit-log/key";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { lockCampaign } from "./commands";
import { maySeal } from "./rules";

const secretKey = async (tx: Tx) => (await logKey(tx)).derive("countersign arms 1");
const NONCE = 12;
const TAG = 16;

/** Keeps a campaign's secret so that nobody reads it before its end, an administrator of the database included. */
export async function sealAway(tx: Tx, campaign: string, secret: Uint8Array): Promise<void> {
  await tx
    .insert(armsSecret)
    .values({ campaignId: campaign, sealed: sealed(await secretKey(tx), campaign, secret) });
}

/** A secret under a key of the log, bound to its campaign: base64 of nonce, ciphertext, tag. */
export function sealed(key: Uint8Array, campaign: string, secret: Uint8Array): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(campaign));
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString("base64");
}

/** The secret again. @throws Error where key or campaign is another */
export function unsealed(key: Uint8Array, campaign: string, text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE)).setAAD(
    Buffer.from(campaign),
  );
  decipher.setAuthTag(bytes.subarray(-TAG));
  return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]));
}

/** Whether a campaign drew by lot and has not said how yet: it is sealed only afterwards. */
export async function toReveal(tx: Pick<Tx, "execute">, campaign: string): Promise<boolean> {
  const [found] = await rows(
    tx,
    sql`SELECT 1 FROM campaign_arms a WHERE a.campaign_id = ${campaign} AND NOT EXISTS (SELECT 1 FROM audit_event e
      WHERE e.campaign_id = a.campaign_id AND e.type = 'arms.revealed')`,
  );
  return found !== undefined;
}

/** Says the secret of an ended campaign's draw in the log, once, so that anybody can draw again and compare. */
export const revealArms = command({
  name: "campaigns.reveal_arms",
  permission: "campaign.seal",
  input: z.object({ id: z.uuid() }),
  load: (tx, input) => lockCampaign(tx, input.id),
  run: async (tx, { subject }) => {
    maySeal(subject);
    const [held] = await tx.select().from(armsSecret).where(eq(armsSecret.campaignId, subject.id));
    if (!held || !(await toReveal(tx, subject.id)))
      throw new AppError(
        "rule",
        "nothing-to-reveal",
        `${subject.name} has no draw that is still to be told.`,
      );
    const secret = unsealed(await secretKey(tx), subject.id, held.sealed);
    return {
      result: { campaign: subject.id },
      events: [{ type: "arms.revealed", campaign: subject.id, data: { secret: toHex(secret) } }],
    };
  },
});
