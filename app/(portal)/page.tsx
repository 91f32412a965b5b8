import Link from "next/link";
import { redirect } from "next/navigation";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { sessionShell } from "@/lib/auth/queries";
import type { Shell } from "@/lib/auth/schema";
import { ask } from "@/lib/http";

/** Leads everybody to where their work is; who has none is told why. */
export default async function Start() {
  const me = await ask(sessionShell, {});
  if (me.open > 0 || me.again > 0) redirect("/reviews");
  if (me.roles.length > 0) redirect("/campaigns");
  if (me.reviewer) redirect("/reviews");
  if (me.remover) redirect("/remediation");
  return (
    <>
      <PageHeader title="There is nothing for you here" description={whyNothing(me)} />
      <Button asChild className="mt-4">
        <Link href="/access">See your own access</Link>
      </Button>
    </>
  );
}

function whyNothing(me: Shell): string {
  if (me.bound)
    return "No access has been given to you to review. When a campaign does, it appears here, and nothing is expected of you until then.";
  if (!me.email)
    return "Your sign-in carries no confirmed e-mail, so it could not be matched to anyone in the directory. Ask an administrator to look at your sign-in on the People page.";
  return `Nobody in the imported directory has the e-mail ${me.email}, so no review can be yours. If you expected one, ask an administrator to check your e-mail in the directory, then sign in again.`;
}
