"use client";

import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { DefinitionList } from "@/components/ui/definition-list";
import { useTryModel } from "@/lib/drafting/client";
import type { ConnectionView, Tried } from "@/lib/drafting/drafter-schema";
import { connectionWords, grouped, providerWords } from "./drafter-words";

/** What the server was given to reach models with; where it was given nothing, how to. */
export function ConnectionList({
  connections,
  mayTry,
}: {
  connections: readonly ConnectionView[];
  mayTry: boolean;
}) {
  const there = connections.filter((c) => c.state !== "none");
  return (
    <section aria-labelledby="connections" className="grid gap-3">
      <h2 id="connections" className="text-lg">
        Connections
      </h2>
      {there.length === 0 ? <None /> : null}
      {there.map((c) => (
        <Connected key={c.connection} connection={c} mayTry={mayTry} />
      ))}
    </section>
  );
}

function None() {
  return (
    <div className="grid max-w-[72ch] gap-3">
      <p>
        This server was started without a connection to a model. Rules draft every note, and every campaign
        works as it should. To have a model, set one of these in the server's environment and start it again.
      </p>
      <DefinitionList
        items={[
          { term: "In your network", value: <Names of={["AI_LOCAL_BASE_URL", "AI_LOCAL_MODEL"]} /> },
          {
            term: "At a provider",
            value: (
              <>
                <Names of={["AI_PROVIDER", "AI_MODEL", "AI_API_KEY"]} />{" "}
                <span className="text-ink-2">(openai, anthropic, azure, bedrock or google)</span>
              </>
            ),
          },
          {
            term: "OpenAI-compatible",
            value: (
              <>
                <Names of={["AI_BASE_URL", "AI_MODEL"]} />{" "}
                <span className="text-ink-2">(counts as leaving your network)</span>
              </>
            ),
          },
        ]}
      />
      <p className="text-ink-2">
        No item goes to it before a version has been evaluated here, another person has approved it, and an
        administrator has turned it on.
      </p>
    </div>
  );
}

/** "A, B and C", each as it is typed. */
function Names({ of }: { of: readonly string[] }) {
  return of.map((name, at) => (
    <span key={name}>
      {at === 0 ? "" : at === of.length - 1 ? " and " : ", "}
      <code className="text-sm">{name}</code>
    </span>
  ));
}

function Connected({ connection: c, mayTry }: { connection: ConnectionView; mayTry: boolean }) {
  const test = useTryModel();
  return (
    <article
      className="grid gap-3 rounded-lg border border-line-strong bg-panel p-4"
      aria-label={connectionWords[c.connection]}
    >
      <div>
        <h3 className="text-base font-medium">{connectionWords[c.connection]}</h3>
        <p className="text-sm text-ink-2">{reach[c.connection]}</p>
      </div>
      {c.state === "incomplete" ? (
        <Callout tone="attention" title="Cannot be used">
          {c.problem} Rules draft until then.
        </Callout>
      ) : (
        <DefinitionList
          className="[overflow-wrap:anywhere]"
          items={[
            { term: "Provider", value: c.provider ? providerWords[c.provider] : "" },
            { term: "Model", value: c.model },
            { term: "Address", value: <code>{c.address}</code> },
            {
              term: "Key",
              value: c.keySet ? "Set in the environment; never shown or stored" : "None set",
            },
          ]}
        />
      )}
      {c.state === "ready" && mayTry ? (
        <div className="grid gap-2">
          <div className="flex flex-wrap items-center gap-3">
            <Button size="sm" disabled={test.isPending} onClick={() => test.mutate(c.connection)}>
              {test.isPending ? "Asking" : "Test it"}
            </Button>
            <p className="text-sm text-ink-2">Sends one made-up item, of nobody. Nothing is kept.</p>
          </div>
          {test.isError ? (
            <Callout tone="finding" title="Not tested" role="alert">
              {test.error.message}
            </Callout>
          ) : null}
          {test.data ? <Result of={test.data} /> : null}
        </div>
      ) : null}
    </article>
  );
}

const reach = {
  hosted: "What it is sent counts as leaving your network, whatever its address.",
  local: "In your own network.",
} as const;

const statements = (n: number) => `${grouped(n)} ${n === 1 ? "statement" : "statements"}`;

/** What came of the test. */
export function Result({ of }: { of: Tried }) {
  const said = (n: number | null) => (n === null ? "not said" : grouped(n));
  return (
    <Callout
      tone={of.usable ? "neutral" : "attention"}
      title={of.usable ? "Works" : "Not usable"}
      role="status"
    >
      {of.said}
      <DefinitionList
        className="mt-2 text-sm [overflow-wrap:anywhere]"
        items={[
          { term: "Took", value: `${grouped(of.latencyMs)} ms` },
          ...(of.inputTokens === null && of.outputTokens === null
            ? []
            : [
                {
                  term: "Tokens",
                  value: `${said(of.inputTokens)} read (${said(of.cachedTokens)} from the cache), ${said(of.outputTokens)} written`,
                },
              ]),
          ...(of.modelReturned
            ? [
                {
                  term: "Calls itself",
                  value: of.fingerprint ? `${of.modelReturned}, ${of.fingerprint}` : of.modelReturned,
                },
              ]
            : []),
          ...(of.claims
            ? [
                {
                  term: "What it said",
                  value: `${statements(of.claims.held)} borne out by the item's facts, ${grouped(of.claims.fell)} not; a draft leaves those out`,
                },
              ]
            : []),
        ]}
      />
    </Callout>
  );
}
