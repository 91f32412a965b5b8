import { Copyable } from "@/components/ui/copyable";
import { DefinitionList } from "@/components/ui/definition-list";

/** What whoever runs the server has to set before anybody can sign in. */
export function SetupNeeded({ callback, url }: { callback: string; url: string }) {
  return (
    <>
      <h1 className="text-xl">Nobody can sign in yet</h1>
      <p className="mt-2 text-ink-2">
        This server knows no identity provider. Whoever runs it sets these environment variables and starts it
        again.
      </p>
      <h2 className="mt-8 mb-2 text-lg">Sign in with your organisation</h2>
      <DefinitionList
        className="rounded-lg border border-line-strong bg-panel px-4 py-3"
        items={[
          variable(
            "OIDC_ISSUER",
            "The issuer of your OpenID Connect provider, as its discovery document names it.",
          ),
          variable("OIDC_CLIENT_ID", "The client registered there for Countersign."),
          variable("OIDC_CLIENT_SECRET", "Its secret; leave it out for a public client with PKCE."),
          variable(
            "COUNTERSIGN_ADMINS",
            "E-mails, with commas between, that get the admin role when they sign in.",
          ),
          variable("COUNTERSIGN_URL", <>The address people open. Now: {url}</>),
        ]}
      />
      <p className="mt-3 text-ink-2">
        Register this redirect address with the provider:{" "}
        <Copyable text={callback} what="redirect address" className="text-ink" />
      </p>
      <h2 className="mt-8 mb-2 text-lg">Look around with fictional people</h2>
      <p className="text-ink-2">
        Stop this server and run <code className="font-mono text-ink">npm run demo</code>. Nothing of it
        leaves this computer.
      </p>
    </>
  );
}

function variable(name: string, value: React.ReactNode) {
  return { term: name, value };
}
