import { cookies, headers } from "next/headers";
import NextAuth, { type NextAuthOptions, type Profile } from "next-auth";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { perform } from "@/lib/chore";
import { env } from "@/lib/env";
import { telemetry } from "@/lib/telemetry";
import type { Ctx } from "./actor";
import { endSession } from "./commands";
import { isLoopback, ownPath } from "./rules";
import type { Refusal } from "./schema";
import { authSecret } from "./secret";
import { actorOfSession, admit, beginSession } from "./sign-in";

/*
 * The only place that knows next-auth and next/headers. next-auth speaks OpenID Connect and keeps the browser's cookie;
 * the cookie carries a random secret and nothing else is believed of it. Who that is, and whether they still are, is a
 * row, looked up for every request.
 */

const secure = () => new URL(env().url).protocol === "https:";
const cookieName = () => (secure() ? "__Host-countersign.session" : "countersign.session");

let held: string | undefined;
function secret(): string {
  held ??= authSecret(env().authSecret, env().data);
  return held;
}

/** Who asks, in this request. */
export const currentCtx = cache(async (): Promise<Ctx> => {
  const requestId = (await headers()).get("x-request-id") ?? crypto.randomUUID();
  const browser = await browserSecret();
  return { actor: browser ? await actorOfSession(browser, requestId) : { kind: "nobody" }, requestId };
});

/** What the cookie holds, if it is one of ours and whole. */
async function browserSecret(): Promise<string | undefined> {
  const token = (await cookies()).get(cookieName())?.value;
  if (!token) return undefined;
  const opened = await decode({ token, secret: secret() }).catch(() => null);
  return typeof opened?.sid === "string" ? opened.sid : undefined;
}

/** Ends the session of whoever asks and takes the cookie away; no harm where there is none. */
export async function signOut(): Promise<void> {
  await endCurrent();
  (await cookies()).set(cookieName(), "", { ...cookieOptions(), maxAge: 0 });
}

async function endCurrent(): Promise<void> {
  const ctx = await currentCtx();
  if (ctx.actor.kind === "person") await perform(ctx, endSession, {});
}

/** The path being shown, so that signing in can lead back to it. */
export async function currentPath(): Promise<string> {
  return ownPath((await headers()).get("x-countersign-path"));
}

const cookieOptions = () => ({ httpOnly: true, sameSite: "lax" as const, path: "/", secure: secure() });

/** What of next-auth's address space is served; the rest of it is not needed and does not exist. */
const served: Record<string, readonly string[]> = {
  GET: ["csrf", "callback", "signin", "error"],
  POST: ["signin", "callback"],
};

type AuthContext = { params: Promise<{ nextauth: string[] }> };

/** The handler of /api/auth/*: sign-in only. */
export async function authHandler(request: Request, context: AuthContext): Promise<Response> {
  const [action = ""] = (await context.params).nextauth;
  if (!served[request.method]?.includes(action)) return new Response(null, { status: 404 });
  process.env.NEXTAUTH_URL = new URL(env().url).origin;
  const handle: (request: Request, context: AuthContext) => Promise<Response> = NextAuth(options());
  const response = await handle(request, context);
  response.headers.set("cache-control", "no-store");
  return response;
}

function options(): NextAuthOptions {
  return {
    secret: secret(),
    useSecureCookies: secure(),
    session: { strategy: "jwt", maxAge: 12 * 3600 },
    cookies: { sessionToken: { name: cookieName(), options: cookieOptions() } },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [...oidcProvider(), ...demoProvider()],
    callbacks: {
      signIn: async ({ account, profile, user }) => {
        const who = account ? await claimsOf(account.provider, profile, user.id) : undefined;
        return who ? letIn(who) : false;
      },
      jwt: async ({ token, account, profile, user }) => {
        if (!account) return { sid: token.sid };
        const who = await claimsOf(account.provider, profile, user.id);
        if (!who) throw new Error("A sign-in has no issuer and subject.");
        await endCurrent();
        const { issuer, subject } = who.claims;
        return { sid: await beginSession({ issuer, subject, authn: who.authn }, crypto.randomUUID()) };
      },
      redirect: async ({ url, baseUrl }) => {
        const to = URL.parse(url, baseUrl);
        return to?.origin === baseUrl ? `${baseUrl}${ownPath(to.pathname + to.search)}` : baseUrl;
      },
    },
    logger: {
      error: (code, about) => telemetry().error({ what: "sign-in", code, err: causeOf(about) }),
      warn: (code) => telemetry().warn({ what: "sign-in", code }),
      debug: () => undefined,
    },
  };
}

/** Message and kind only: a library's error may carry the provider's whole answer. */
function causeOf(about: unknown): string {
  const cause = about instanceof Error ? about : (about as { error?: unknown } | null)?.error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : "unknown";
}

type Provider = NextAuthOptions["providers"][number];

/** The organisation's own sign-in, if it is configured: authorization code with PKCE, state and nonce. */
function oidcProvider(): Provider[] {
  const { oidc } = env();
  if (!oidc) return [];
  return [
    {
      id: "oidc",
      name: "OpenID Connect",
      type: "oauth",
      wellKnown: `${oidc.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
      clientId: oidc.clientId,
      ...(oidc.clientSecret
        ? { clientSecret: oidc.clientSecret }
        : { client: { token_endpoint_auth_method: "none" } }),
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid email profile" } },
      userinfo: { request: ({ client, tokens }) => profileOf(client, validated(tokens)) },
      profile: (profile: Profile) => ({ id: profile.sub ?? "" }),
    },
  ];
}

type Client = Parameters<UserinfoRequest>[0]["client"];
type UserinfoRequest = Extract<
  NonNullable<Extract<Provider, { type: "oauth" }>["userinfo"]>,
  { request?: unknown }
>["request"] &
  ((context: never) => unknown);

/** The claims of the ID token, and where it names no e-mail those of the userinfo endpoint, about the same subject. */
async function profileOf(client: Client, tokens: Validated): Promise<Profile> {
  const signed = tokens.claims();
  const unsaid = signed.email === undefined && client.issuer.metadata.userinfo_endpoint;
  return unsaid ? { ...(await client.userinfo(tokens)), iss: signed.iss, sub: signed.sub } : signed;
}
