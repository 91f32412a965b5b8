import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { COSEALG, cose, decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";
import { fromBase64url, toBase64url, toUtf8 } from "@/lib/audit-log/bytes";
import { AppError } from "@/lib/errors";
import { type RelyingParty, relyingParty } from "./relying-party";
import type { AssertionInput, EnrolInput } from "./schema";

/*
 * The one place that speaks WebAuthn: what a device is asked, and what it answers. Without attestation: which make a device
 * is of is nobody's business here. A PIN, a finger or a face is always asked for.
 */

/** Minutes somebody has at the device. */
const ALLOWED_MS = 5 * 60_000;

/** COSE's numbers of the algorithms that the verifier can check too. */
const algorithms = [COSEALG.ES256, COSEALG.EdDSA, COSEALG.RS256];

/** @throws AppError where this address cannot have passkeys */
export function rp(): RelyingParty {
  const party = relyingParty();
  if (!party)
    throw new AppError(
      "rule",
      "no-passkeys",
      "Passkeys need an address with a name and TLS, or localhost; an administrator sets it as COUNTERSIGN_URL.",
    );
  return party;
}

/** What a browser is given to make a passkey. */
export async function creationOptions(of: {
  person: { id: string; name: string; email: string | null };
  challenge: string;
  present: readonly { credentialId: string; transports: string[] }[];
}): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: "Countersign",
    rpID: rp().id,
    userID: new Uint8Array(toUtf8(of.person.id)),
    userName: of.person.email ?? of.person.name,
    userDisplayName: of.person.name,
    challenge: bytesOf(of.challenge),
    timeout: ALLOWED_MS,
    attestationType: "none",
    excludeCredentials: of.present.map((p) => ({ id: p.credentialId, transports: p.transports })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
    supportedAlgorithmIDs: algorithms,
  });
}

/** What a browser is given to sign with one of these passkeys. */
export async function requestOptions(of: {
  challenge: string;
  passkeys: readonly { credentialId: string; transports: string[] }[];
}): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: rp().id,
    challenge: bytesOf(of.challenge),
    timeout: ALLOWED_MS,
    userVerification: "required",
    allowCredentials: of.passkeys.map((p) => ({ id: p.credentialId, transports: p.transports })),
  });
}

/** A passkey as it is kept. */
export type NewPasskey = {
  credentialId: string;
  publicKey: string;
  algorithm: "ES256" | "EdDSA" | "RS256";
  jwk: Record<string, string>;
  counter: number;
  synced: boolean;
};

/**
 * Checks what a device answered to `creationOptions`.
 * @throws AppError where it is not an answer to this challenge, at this address, with the person verified
 */
export async function enrolledBy(given: EnrolInput["response"], challenge: string): Promise<NewPasskey> {
  const { id, origin } = rp();
  const answer = await verifyRegistrationResponse({
    response: {
      id: given.id,
      rawId: given.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: given.response.clientDataJSON,
        attestationObject: given.response.attestationObject,
      },
    },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((error: unknown) => {
    throw notEnrolled(error);
  });
  if (!answer.verified) throw notEnrolled(undefined);
  const { credential, credentialBackedUp } = answer.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: toBase64url(credential.publicKey),
    ...jwkOf(credential.publicKey),
    counter: credential.counter,
    synced: credentialBackedUp,
  };
}

/**
 * Checks what a device answered to `requestOptions`. Its counter is kept and not held against it: one that is on several
 * devices does not count.
 * @throws AppError where it does not sign this challenge, at this address, with the person verified
 */
export async function signedBy(
  given: AssertionInput,
  held: { credentialId: string; publicKey: string; challenge: string },
): Promise<void> {
  const { id, origin } = rp();
  const answer = await verifyAuthenticationResponse({
    response: {
      id: given.id,
      rawId: given.id,
      type: "public-key",
      clientExtensionResults: {},
      response: given.response,
    },
    expectedChallenge: held.challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: { id: held.credentialId, publicKey: bytesOf(held.publicKey), counter: 0 },
  }).catch((error: unknown) => {
    throw notSigned(error);
  });
  if (!answer.verified) throw notSigned(undefined);
}

const reasonOf = (error: unknown) => (error instanceof Error ? ` (${error.message.slice(0, 200)})` : "");
const notEnrolled = (error: unknown) =>
  new AppError(
    "rule",
    "passkey-answer",
    `What the device answered could not be verified, so nothing was enrolled${reasonOf(error)}; try again.`,
  );
const notSigned = (error: unknown) =>
  new AppError(
    "rule",
    "passkey-answer",
    `What the device answered could not be verified, so nothing was signed off${reasonOf(error)}; try again.`,
  );

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fromBase64url(text) ?? []);
}

/** The key in the form that the log has it. @throws AppError for a key of another kind than was asked for */
function jwkOf(publicKey: Uint8Array): Pick<NewPasskey, "algorithm" | "jwk"> {
  const key = decodeCredentialPublicKey(new Uint8Array(publicKey));
  const text = (bytes: Uint8Array | undefined) => toBase64url(bytes ?? new Uint8Array());
  const algorithm = key.get(cose.COSEKEYS.alg);
  if (
    cose.isCOSEPublicKeyEC2(key) &&
    algorithm === COSEALG.ES256 &&
    key.get(cose.COSEKEYS.crv) === cose.COSECRV.P256
  )
    return {
      algorithm: "ES256",
      jwk: { kty: "EC", crv: "P-256", x: text(key.get(cose.COSEKEYS.x)), y: text(key.get(cose.COSEKEYS.y)) },
    };
  if (
    cose.isCOSEPublicKeyOKP(key) &&
    algorithm === COSEALG.EdDSA &&
    key.get(cose.COSEKEYS.crv) === cose.COSECRV.ED25519
  )
    return { algorithm: "EdDSA", jwk: { kty: "OKP", crv: "Ed25519", x: text(key.get(cose.COSEKEYS.x)) } };
  if (cose.isCOSEPublicKeyRSA(key) && algorithm === COSEALG.RS256 && longEnough(key.get(cose.COSEKEYS.n)))
    return {
      algorithm: "RS256",
      jwk: { kty: "RSA", n: text(key.get(cose.COSEKEYS.n)), e: text(key.get(cose.COSEKEYS.e)) },
    };
  throw new AppError(
    "rule",
    "passkey-key",
    "The device made a kind of key that cannot be checked later, so nothing was enrolled; use another device.",
  );
}

/** 2048 bits. */
const longEnough = (modulus: Uint8Array | undefined) => (modulus?.length ?? 0) >= 256;
