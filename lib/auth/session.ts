import { cookies, headers } from "next/headers";
import NextAuth, { type Account, type NextAuthOptions, type Profile, type User } from "next-auth";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { perform } from "@/lib/chore";
import { env } from "@/lib/env";
import { telemetry } from "@/lib/telemetry";
import type { Ctx } from "./actor";
import { demoSignIn, oidcSignIn, type SignIn } from "./claims";
import { endSession } from "./commands";
import { isLoopback, ownPath } from "./rules";
import type { Refusal } from "./schema";
import { authSecret } from "./secret";
import { actorOfSession, admit, beginSession } from "./sign-in";

/*
 * The only place that knows next-auth and next/headers. next-auth speaks OpenID Connect and keeps the browser's cookie.
 * The cookie carries a random secret, and nothing else is believed of it: whose it is, and whether it still is, is a row
 * that is looked up for every request.
 */

const secure = () => new URL(env().url).protocol === "https:";
const cookieName = () => (secure() ? "__Host-countersign.session" : "countersign.session");
const cookieOptions = () => ({ httpOnly: true, sameSite: "lax" as const, path: "/", secure: secure() });

let held: string | undefined;
function secret(): string {
  held ??= authSecret(env().authSecret, env().data);
  return held;
}

const requestId = async () => (await headers()).get("x-request-id") ?? crypto.randomUUID();

/** Who asks, in this request. */
export const currentCtx = cache(async (): Promise<Ctx> => {
  const id = await requestId();
  const browser = await browserSecret();
  return { actor: browser ? await actorOfSession(browser, id) : { kind: "nobody" }, requestId: id };
});

/** What the cookie holds, if it is one of ours and whole. */
async function browserSecret(): Promise<string | undefined> {
  const token = (await cookies()).get(cookieName())?.value;
  if (!token) return undefined;
  const opened = await decode({ token, secret: secret() }).catch(() => null);
  return typeof opened?.sid === "string" ? opened.sid : undefined;
}

/** Ends the session of whoever asks and takes the cookie away; where there is none, nothing. */
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

/** What of next-auth's address space is served; the rest of it is not needed. */
const served: Readonly<Record<string, readonly string[]>> = {
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
      signIn: ({ account, profile, user }) => letIn(account, profile, user),
      jwt: async ({ token, account, profile, user }) =>
        // Without an account nobody is signing in: the cookie is only renewed.
        account ? { sid: await freshSession(account, profile, user) } : { sid: token.sid },
      redirect: async ({ url, baseUrl }) => {
        const to = URL.parse(url, baseUrl);
        return to?.origin === baseUrl ? `${baseUrl}${ownPath(`${to.pathname}${to.search}`)}` : baseUrl;
      },
    },
    logger: {
      error: (code, about) => telemetry().error({ what: "sign-in", code, cause: causeOf(about) }),
      warn: (code) => telemetry().warn({ what: "sign-in", code }),
      debug: () => undefined,
    },
  };
}

/** Message and kind only: a library's error may carry the provider's whole answer. */
function causeOf(about: Error | { error: Error }): string {
  const cause = about instanceof Error ? about : about.error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : "unknown";
}

type Who = [account: Account | null, profile: Profile | undefined, user: Pick<User, "id">];

/** True, or where to go instead of in. */
async function letIn(...who: Who): Promise<true | string> {
  const refused = (why: Refusal | "failed") => `/sign-in?refused=${why}`;
  try {
    const from = (await headers()).get("host") ?? "";
    if (who[0]?.provider === "demo" && !isLoopback(from)) return refused("demo-host");
    const signIn = await signInOf(...who);
    if (!signIn) return refused(who[0]?.provider === "demo" ? "demo-person" : "failed");
    const admission = await admit(signIn.claims, signIn.grant, await requestId());
    return admission.admitted ? true : refused(admission.why);
  } catch (error) {
    telemetry().error({ what: "sign-in", err: error });
    return refused("failed");
  }
}

/** A new session for who was just let in; the one this browser had ends. */
async function freshSession(...who: Who): Promise<string> {
  const signIn = await signInOf(...who);
  if (!signIn) throw new Error("A sign-in has no issuer and subject.");
  await endCurrent();
  const { issuer, subject } = signIn.claims;
  return beginSession({ issuer, subject, authn: signIn.authn }, await requestId());
}

async function signInOf(...[account, profile, user]: Who): Promise<SignIn | undefined> {
  if (account?.provider === "oidc") return profile && oidcSignIn({ ...profile }, env().admins);
  if (account?.provider !== "demo" || !env().demo) return undefined;
  const { demoPeople } = await import("@/lib/demo/company");
  const chosen = demoPeople.find((p) => p.key === user.id);
  return chosen && demoSignIn(chosen);
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
      userinfo: { request: (given) => profileOf(answered(given)) },
      profile: (profile: Profile) => ({ id: profile.sub ?? "" }),
    },
  ];
}

type Answered = {
  client: {
    issuer: { metadata: { userinfo_endpoint?: string } };
    userinfo: (tokens: Answered["tokens"]) => Promise<Profile>;
  };
  tokens: { claims: () => Profile };
};

/** At run time these are openid-client's own objects, and `client.callback` has checked signature, nonce and audience. */
function answered(given: unknown): Answered {
  return given as Answered;
}

/** The ID token's claims; where it names no e-mail also those of the userinfo endpoint, about the same subject. */
async function profileOf({ client, tokens }: Answered): Promise<Profile> {
  const signed = tokens.claims();
  const said: Record<string, unknown> = { ...signed };
  if (said.email !== undefined || !client.issuer.metadata.userinfo_endpoint) return signed;
  return { ...(await client.userinfo(tokens)), ...signed };
}

/** The people of the demo, who come in without a password, on this computer only. */
function demoProvider(): Provider[] {
  if (!env().demo) return [];
  return [
    {
      id: "demo",
      name: "Demo",
      type: "credentials",
      credentials: {},
      authorize: async (given) => {
        const chosen: Record<string, string> = { ...given };
        return chosen.person ? { id: chosen.person } : null;
      },
    },
  ];
}
