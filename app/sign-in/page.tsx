import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SetupNeeded } from "@/components/auth/setup-needed";
import { DemoPicker, SignInButton } from "@/components/auth/sign-in";
import { Callout } from "@/components/ui/callout";
import { afterSignIn } from "@/lib/auth/rules";
import { refusals } from "@/lib/auth/schema";
import { currentCtx } from "@/lib/auth/session";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "Sign in" };

type Search = Record<string, string | string[] | undefined>;

export default async function SignIn({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const to = afterSignIn(one(search.to) ?? one(search.callbackUrl));
  const { actor } = await currentCtx();
  if (actor.kind === "person") redirect(to);
  const { oidc, demo, url } = env();
  const why = whyNot(search);
  const { demoPeople } = demo ? await import("@/lib/demo/company") : { demoPeople: [] };
  return (
    <main className="mx-auto max-w-[44rem] px-4 py-16 sm:px-6">
      <p className="mb-6 font-semibold">Countersign</p>
      {why ? (
        <Callout tone="finding" title="Not signed in" role="alert" className="mb-6">
          {why}
        </Callout>
      ) : null}
      {!oidc && !demo ? <SetupNeeded callback={`${url}/api/auth/callback/oidc`} url={url} /> : null}
      {oidc ? (
        <section className="mb-10">
          <h1 className="mb-4 text-xl">Sign in</h1>
          <SignInButton to={to} />
        </section>
      ) : null}
      {demo ? (
        <section>
          <h1 className="text-xl">Choose who to be</h1>
          <p className="mt-1 mb-4 text-ink-2">
            Halden &amp; Voss and everybody in it are made up. Sign out at any time to be somebody else.
          </p>
          <DemoPicker
            people={demoPeople.map(({ key, name, role, line }) => ({ key, name, role, line }))}
            to={to}
          />
        </section>
      ) : null}
    </main>
  );
}

const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

/** What the provider's side of a sign-in can fail with, by next-auth's names. */
const failures: Readonly<Record<string, string>> = {
  OAuthSignin:
    "Your identity provider could not be reached; try again, and if it stays so, whoever runs this server should check OIDC_ISSUER.",
  OAuthCallback:
    "Your identity provider's answer was not accepted or came too late; try again from this page.",
  failed: "The sign-in failed on our side and nothing was changed; try again.",
};

function whyNot(search: Search): string | null {
  const refused = one(search.refused);
  const why = refused ?? one(search.error);
  if (!why) return null;
  const said: Readonly<Record<string, string>> = { ...failures, ...refusals };
  return said[why] ?? "The sign-in did not come to its end; try again from this page.";
}
