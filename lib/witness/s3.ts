import { createHash, createHmac } from "node:crypto";

/** An S3-compatible bucket, and the folder in it; `endpoint` where it is not Amazon's own. */
export type Bucket = { bucket: string; prefix: string; endpoint: string | undefined; region: string };
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
/** Until when nobody, or nobody without the right to, can replace or remove what is written. */
export type Lock = { mode: "COMPLIANCE" | "GOVERNANCE"; until: Date };

/** The address of an object: below the endpoint's own path, or under the bucket's host at Amazon. */
export function objectUrl({ bucket, prefix, endpoint, region }: Bucket, name: string): URL {
  const key = [prefix, name]
    .filter((part) => part !== "")
    .join("/")
    .split("/")
    .map(encoded)
    .join("/");
  return new URL(
    endpoint
      ? `${endpoint}/${encoded(bucket)}/${key}`
      : `https://${bucket}.s3.${region}.amazonaws.com/${key}`,
  );
}

const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The headers of a PUT that writes an object once and locks it, signed with AWS Signature Version 4.
 * @param sha256 of the body, hexadecimal
 * @param md5 of the body, base64: object lock asks for it
 */
export function putHeaders(
  url: URL,
  region: string,
  credentials: Credentials,
  of: { sha256: string; md5: string; lock: Lock; at: Date },
): Record<string, string> {
  const stamp = of.at.toISOString().replace(/[-:]|\.\d+/g, "");
  const headers: Record<string, string> = {
    "content-md5": of.md5,
    host: url.host,
    "if-none-match": "*",
    "x-amz-content-sha256": of.sha256,
    "x-amz-date": stamp,
    "x-amz-object-lock-mode": of.lock.mode,
    "x-amz-object-lock-retain-until-date": of.lock.until.toISOString(),
    ...(credentials.sessionToken ? { "x-amz-security-token": credentials.sessionToken } : {}),
  };
  return signedHeaders("PUT", url, headers, of.sha256, stamp, region, credentials);
}

/** The headers of a GET of an object. */
export function getHeaders(
  url: URL,
  region: string,
  credentials: Credentials,
  at: Date,
): Record<string, string> {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const empty = createHash("sha256").digest("hex");
  const headers = {
    host: url.host,
    "x-amz-content-sha256": empty,
    "x-amz-date": stamp,
    ...(credentials.sessionToken ? { "x-amz-security-token": credentials.sessionToken } : {}),
  };
  return signedHeaders("GET", url, headers, empty, stamp, region, credentials);
}

/** The client itself says which host it asks. */
function signedHeaders(...of: Parameters<typeof signature>): Record<string, string> {
  const { host: _, ...headers } = of[2];
  return { ...headers, authorization: signature(...of) };
}

/** AWS Signature Version 4 over a request without a query; `headers` are all signed, their names in lower case. */
export function signature(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  sha256: string,
  stamp: string,
  region: string,
  { accessKeyId, secretAccessKey }: Credentials,
): string {
  const names = Object.keys(headers).sort();
  const signed = names.join(";");
  const canonical = [
    method,
    url.pathname,
    "",
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    "",
    signed,
    sha256,
  ].join("\n");
  const scope = `${stamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", stamp, scope, createHash("sha256").update(canonical).digest("hex")].join(
    "\n",
  );
  const key = [stamp.slice(0, 8), region, "s3", "aws4_request"].reduce<Buffer>(
    (k, part) => createHmac("sha256", k).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`, "utf8"),
  );
  const made = createHmac("sha256", key).update(text).digest("hex");
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${made}`;
}
