import type { Metadata } from "next";
import { Passkeys } from "@/components/auth/passkeys";
import { PageHeader } from "@/components/ui/page-header";
import { mine } from "@/lib/auth/passkey-queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "My sign-in" };

export default async function MySignInPage() {
  return (
    <>
      <PageHeader
        title="My sign-in"
        description="Passkeys that you sign your reviews off with. You sign in to Countersign as before."
      />
      <Passkeys {...(await ask(mine, {}))} />
    </>
  );
}
