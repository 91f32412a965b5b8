// A real OpenID provider for the sign-in journeys: any login name becomes NAME@example.test; names ending in "-unverified"
// have an e-mail nobody confirmed.
import Provider from "oidc-provider";

const issuer = process.env.PROVIDER_ISSUER;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "countersign",
      client_secret: "a-secret-for-tests-only-0123456789",
      redirect_uris: ["auth/callback/oidc", "reviews/sign-off/return"].map(
        (path) => `${process.env.PROVIDER_CLIENT}/api/${path}`,
      ),
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["for tests only"] },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: id,
      email: `${id.replace("-unverified", "")}@example.test`,
      email_verified: !id.endsWith("-unverified"),
    }),
  }),
});
provider.listen(Number(new URL(issuer).port), "localhost");
