import { credentialFeaturesSql } from "./credential-features-sql";
import { identityFeaturesSql } from "./identity-features-sql";
import type { About } from "./packet-sql";
import { credentialFacts, identityFacts } from "./subject-facts";

const nobody = { holders: "NULL::int", others: "NULL::int" };

/** What the packets of credentials and of non-human identities are made of; they are compared with nobody. */
export const abouts: Record<"credential" | "identity", About> = {
  credential: { features: credentialFeaturesSql, facts: credentialFacts, peers: nobody },
  identity: { features: identityFeaturesSql, facts: identityFacts, peers: nobody },
};
