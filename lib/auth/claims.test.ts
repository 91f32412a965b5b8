import { expect, it } from "vitest";
import { demoSignIn, oidcSignIn } from "./claims";

const profile = {
  iss: "https://idp.test",
  sub: "00u1",
  email: "Vera@Halden.test",
  email_verified: true,
  name: "Vera Lind",
};
const admins = ["vera@halden.test"];

it("takes issuer, subject, name and e-mail from the profile, and the admin role from the configuration", () => {
  expect(oidcSignIn(profile, admins)).toEqual({
    claims: {
      issuer: "https://idp.test",
      subject: "00u1",
      email: "Vera@Halden.test",
      emailVerified: true,
      name: "Vera Lind",
    },
    grant: ["admin"],
    authn: "oidc",
  });
});

it.each([undefined, false, "false", 1, "yes"])(
  "gives no role and verifies nothing where email_verified is %s",
  (said) => {
    const signIn = oidcSignIn({ ...profile, email_verified: said }, admins);
    expect(signIn?.claims.emailVerified).toBe(false);
    expect(signIn?.grant).toEqual([]);
  },
);

it('reads the text "true" as true', () => {
  expect(oidcSignIn({ ...profile, email_verified: "true" }, [])?.claims.emailVerified).toBe(true);
});

it("is no sign-in without issuer or subject", () => {
  expect(oidcSignIn({ ...profile, iss: undefined }, [])).toBeUndefined();
  expect(oidcSignIn({ ...profile, sub: " " }, [])).toBeUndefined();
});

it("leaves unknown what the profile does not say", () => {
  const signIn = oidcSignIn({ iss: "https://idp.test", sub: "1" }, []);
  expect(signIn?.claims).toMatchObject({ email: null, emailVerified: false, name: null });
});

it("gives a demo person the role they play, and a reviewer none", () => {
  const leila = { key: "leila", name: "Leila Haddad", email: "leila@halden.test", role: "auditor" };
  expect(demoSignIn(leila)).toMatchObject({
    claims: { issuer: "demo", subject: "leila" },
    grant: ["auditor"],
    authn: "demo",
  });
  expect(demoSignIn({ ...leila, role: "manager" }).grant).toEqual([]);
});
