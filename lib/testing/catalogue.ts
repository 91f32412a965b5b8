import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { countCatalogue } from "@/lib/catalogue/worker";
import { at } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { type Company, company, directory, ledger, today } from "./company";
import { type Content, personCtx, type WorldPerson } from "./world";

/** The ledger with a cryptic right, one with a policy and one of Mia's own. */
export const wordlessLedger: Content = {
  ...ledger,
  entitlements: [
    ...(ledger.entitlements ?? []),
    {
      id: "zfi",
      applicationId: "ledger",
      name: "ZFI_PMT_REL_05",
      type: "permission",
      privilege: "privileged",
    },
    {
      id: "cloud",
      applicationId: "ledger",
      name: "deploy-role",
      attributes: {
        policy: {
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:*", "iam:PutRolePolicy", "ec2:DescribeInstances"],
              Resource: "*",
            },
          ],
        },
      },
    },
    { id: "miasown", applicationId: "ledger", name: "Q_77", ownerId: "MIA@example.com" },
  ],
  grants: [
    ...(ledger.grants ?? []),
    { accountId: "a-pat", entitlementId: "zfi" },
    { accountId: "a-sam", entitlementId: "zfi" },
    { accountId: "a-sam", entitlementId: "cloud" },
    { accountId: "a-pat", entitlementId: "miasown" },
  ],
};

export type Worded = Company & {
  /** Oda, who is bound to the identity that the ledger names as its owner. */
  oda: WorldPerson;
  key: (entitlement: string) => { source: number; entitlement: string };
};

/** A small company whose ledger has a cryptic right, one with a policy, and one of Mia's own; counted for the catalogue. */
export async function wordless(): Promise<Worded> {
  const made = await at(today, () => company(wordlessLedger, directory));
  const { db } = await database();
  await db.execute(
    sql`UPDATE person SET identity_source_id = ${made.hr.source}, identity_id = 'own' WHERE id = ${made.owner.id}`,
  );
  await countCatalogue({ source: made.app.source });
  return {
    ...made,
    oda: { id: made.owner.id, ctx: personCtx(made.owner.id, "Oda Wren") },
    key: (entitlement) => ({ source: made.app.source, entitlement }),
  };
}

/** "rule own-owner" of an act that must be refused. */
export async function refusal(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof AppError)) throw new Error(`It was not refused: ${String(error)}`);
  return `${error.code} ${error.slug}`;
}
