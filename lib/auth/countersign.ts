import * as oidc from "openid-client";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { notVouched } from "./countersign-words";
import { isLoopback } from "./rules";

/*
 * A fresh sign-in at the organisation's identity provider that says what is signed: authorization code with PKCE, state, and
 * a nonce that is the hash of it. The session's own sign-in (session.ts) is another one.
 */

/** Where the provider sends the browser back to; it has to be registered there. */
export const returnPath = "/api/reviews/sign-off/return";

/** Who may vouch: the configured provider, and what it is to assure. */
export type Vouching = { issuer: string; client: string; acr: readonly string[] };

/** The configured provider; undefined where none is. */
export function vouching(): Vouching | undefined {
  const given = env().oidc;
  return given && { issuer: given.issuer, client: given.clientId, acr: given.signOffAcr };
}

/** What is kept here, and what goes through the browser. */
export type Trip = { state: string; verifier: string };

export function newTrip(): Trip {
  return { state: oidc.randomState(), verifier: oidc.randomPKCECodeVerifier() };
}

/**
 * The address the browser goes to, to sign in again for this nonce.
 * @throws AppError where the provider cannot be reached
 */
export async function authorizationUrl(trip: Trip, nonce: string): Promise<string> {
  const config = await provider();
  const { acr } = vouching() ?? { acr: [] };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: ownReturn(),
    response_type: "code",
    scope: "openid",
    max_age: "0",
    prompt: "login",
    nonce,
    state: trip.state,
    code_challenge: await oidc.calculatePKCECodeChallenge(trip.verifier),
    code_challenge_method: "S256",
    ...(acr.length > 0 ? { acr_values: acr.join(" ") } : {}),
  });
  return url.href;
}

/** A token as the provider gave it, and the keys it published at that moment, as text. */
export type Vouched = { token: string; issuer: string; jwks: string };

/**
 * Takes the provider's answer for a token: state, nonce, issuer, audience, end and signature are checked.
 * @param search the query of the address the browser came back to
 * @throws AppError with a sentence for the person
 */
export async function vouchedBy(search: URLSearchParams, trip: Trip, nonce: string): Promise<Vouched> {
  const config = await provider();
  oidc.enableNonRepudiationChecks(config);
  const back = new URL(ownReturn());
  for (const [name, value] of search) back.searchParams.append(name, value);
  try {
    const answer = await oidc.authorizationCodeGrant(config, back, {
      expectedState: trip.state,
      expectedNonce: nonce,
      pkceCodeVerifier: trip.verifier,
      idTokenExpected: true,
    });
    const keys = oidc.getJwksCache(config)?.jwks;
    if (!answer.id_token || !keys) throw new Error("A checked token is there with the keys that checked it.");
    return {
      token: answer.id_token,
      issuer: config.serverMetadata().issuer,
      jwks: JSON.stringify({ keys: keys.keys.map(published) }),
    };
  } catch (error) {
    throw refusalOf(error);
  }
}

/** A public key has no private members; what a provider publishes by mistake is not kept. */
function published(key: oidc.JWK): JsonObject {
  const members: Record<string, string> = {};
  for (const name of ["kty", "kid", "alg", "use", "crv", "x", "y", "n", "e"] as const)
    if (typeof key[name] === "string") members[name] = key[name];
  return members;
}

function refusalOf(error: unknown): AppError {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    const left = error.error === "access_denied" || error.error === "login_required";
    return refused(left ? "sign-off-left" : "provider-refused");
  }
  return unreachable(error) ? notThere() : refused("provider-answer");
}

const refused = (slug: keyof typeof notVouched) => new AppError("rule", slug, notVouched[slug]);
const notThere = () =>
  new AppError("unavailable", "provider-unreachable", notVouched["provider-unreachable"]);

function unreachable(error: unknown): boolean {
  const name = error instanceof Error ? error.name : "";
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.name : "";
  return [name, cause].some((n) => n === "TimeoutError" || n === "AbortError" || n === "TypeError");
}

const ownReturn = () => `${new URL(env().url).origin}${returnPath}`;

/** The provider's own description and keys, read anew: they are kept as of this moment. */
async function provider(): Promise<oidc.Configuration> {
  const given = env().oidc;
  if (!given)
    throw new AppError("rule", "no-provider", "No identity provider is set up here to sign off with.");
  const server = new URL(given.issuer);
  const plain = server.protocol === "http:" && isLoopback(server.host);
  try {
    return await oidc.discovery(
      server,
      given.clientId,
      given.clientSecret,
      given.clientSecret ? undefined : oidc.None(),
      { timeout: 10, ...(plain ? { execute: [oidc.allowInsecureRequests] } : {}) },
    );
  } catch {
    throw notThere();
  }
}
