import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type JWK } from "oidc-provider";

/** How somebody signs in at the provider of the suite. `at` is when, in seconds since 1970, where it is not now. */
export type TestSignIn = { login: string; acr?: string; at?: number } | "left";

export type TestProvider = {
  issuer: string;
  client: { id: string; secret: string };
  /** Goes to an authorization URL as a browser would, signs in, and gives the query it is sent back with. */
  visit: (url: string, as: TestSignIn) => Promise<URLSearchParams>;
  stop: () => Promise<void>;
};

/** A real OpenID provider on a port of its own, whose sign-in page is answered by the test. */
export async function identityProvider(given: {
  returnTo: string;
  algorithm?: "RS256" | "PS256" | "ES256" | "EdDSA";
}): Promise<TestProvider> {
  let handle: (req: IncomingMessage, res: ServerResponse) => void = (_, res) => res.end();
  const server = createServer((req, res) => handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const issuer = `http://127.0.0.1:${address.port}`;
  const client = { id: "countersign", secret: "a-secret-for-tests-only-0123456789" };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [given.returnTo],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        id_token_signed_response_alg: given.algorithm ?? "RS256",
      },
    ],
    jwks: { keys: privateKeys() },
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "EdDSA"] },
    acrValues: ["urn:test:two"],
    claims: { openid: ["sub"], acr: null, auth_time: null },
    pkce: { required: () => true },
    cookies: { keys: ["for tests only"] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? "",
        accountId: ctx.oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
  });
  let who: TestSignIn = "left";
  const callback = provider.callback();
  handle = (req, res) => {
    if (!req.url?.startsWith("/sign-in/")) return void callback(req, res);
    const result =
      who === "left"
        ? { error: "access_denied", error_description: "left" }
        : {
            login: {
              accountId: who.login,
              ...(who.acr ? { acr: who.acr } : {}),
              ...(who.at ? { ts: who.at } : {}),
            },
          };
    void provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  };
  return {
    issuer,
    client,
    visit: async (url, as) => {
      who = as;
      return follow(url, given.returnTo);
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Follows redirects with cookies until the browser would be sent back. */
async function follow(from: string, back: string): Promise<URLSearchParams> {
  const jar = new Map<string, string>();
  let next = new URL(from);
  for (let step = 0; step < 10; step++) {
    if (next.href.startsWith(back)) return next.searchParams;
    const answer = await fetch(next, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const to = answer.headers.get("location");
    if (!to)
      throw new Error(`The provider answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    next = new URL(to, next);
  }
  throw new Error("The provider redirects without end.");
}

function privateKeys(): JWK[] {
  const of = (key: { export: (o: { format: "jwk" }) => unknown }, kid: string) => jwkOf(key, kid);
  return [
    of(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey, "rsa"),
    of(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, "ec"),
    of(generateKeyPairSync("ed25519").privateKey, "ed"),
  ];
}

/** What Node exports as a JWK is one. */
function jwkOf(key: { export: (o: { format: "jwk" }) => unknown }, kid: string): JWK {
  return { ...(key.export({ format: "jwk" }) as JWK), kid, use: "sig" };
}
