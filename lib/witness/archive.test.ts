import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { env, overrideEnv } from "@/lib/env";
import { archivePack, bucketOf } from "./archive";
import { objectUrl, signature } from "./s3";

const example = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("AWS Signature Version 4", () => {
  it("gives the signatures of Amazon's own examples", () => {
    const stamp = "20130524T000000Z";
    const host = "examplebucket.s3.amazonaws.com";
    const get = { host, range: "bytes=0-9", "x-amz-content-sha256": sha256(""), "x-amz-date": stamp };
    expect(
      signature("GET", new URL(`https://${host}/test.txt`), get, sha256(""), stamp, "us-east-1", example),
    ).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    );
    const body = sha256("Welcome to Amazon S3.");
    const put = {
      date: "Fri, 24 May 2013 00:00:00 GMT",
      host,
      "x-amz-content-sha256": body,
      "x-amz-date": stamp,
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
    };
    const url = objectUrl(
      { bucket: "examplebucket", prefix: "", endpoint: undefined, region: "us-east-1" },
      "test$file.text",
    );
    expect(url.pathname).toBe("/test%24file.text");
    expect(signature("PUT", url, put, body, stamp, "us-east-1", example)).toContain(
      "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    );
  });

  it("finds objects in a folder of a bucket, at Amazon and elsewhere", () => {
    const at = bucketOf("s3://evidence/countersign/?region=eu-central-1");
    expect(at && objectUrl(at, "packs/a b.zip").href).toBe(
      "https://evidence.s3.eu-central-1.amazonaws.com/countersign/packs/a%20b.zip",
    );
    const own = bucketOf("s3://evidence?endpoint=http://127.0.0.1:9000/");
    expect(own && objectUrl(own, "x").href).toBe("http://127.0.0.1:9000/evidence/x");
    expect(bucketOf("/srv/worm")).toBeUndefined();
  });
});

describe("a pack in the archive", () => {
  let dir = "";
  const restores: (() => void)[] = [];
  const file = () => path.join(dir, "pack.zip");
  const made = { bytes: 12, sha256: sha256("twelve bytes") };
  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), "archive-"));
    writeFileSync(file(), "twelve bytes");
  });
  afterEach(() => {
    for (const restore of restores.splice(0)) restore();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const archive = (to: string) =>
    restores.push(
      overrideEnv({
        anchors: { witnesses: undefined, tsa: undefined, archive: { to, days: 30, mode: "GOVERNANCE" } },
        models: { ...env().models, aws: { ...env().models.aws, ...example } },
      }),
    );

  it("is written once into a folder, read-only, and never over something else", async () => {
    archive(path.join(dir, "worm"));
    expect(await archivePack(file(), made)).toBeUndefined();
    expect(await archivePack(file(), made)).toBeUndefined();
    const place = path.join(dir, "worm/packs", `${made.sha256}.zip`);
    expect(readFileSync(place, "utf8")).toBe("twelve bytes");
    expect(statSync(place).mode & 0o777).toBe(0o400);
    expect(readdirSync(path.dirname(place))).toHaveLength(1);
    rmSync(place);
    writeFileSync(place, "other bytes!");
    expect(await archivePack(file(), made)).toContain("something else in it");
    expect(readFileSync(place, "utf8")).toBe("other bytes!");
  });

  it("is put into a bucket once, with its hashes and its lock", async () => {
    const seen: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
        response.statusCode = [200, 412, 403][seen.length - 1] ?? 500;
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    archive(`s3://evidence/countersign?endpoint=http://127.0.0.1:${port}&region=eu-central-1`);
    expect(await archivePack(file(), made)).toBeUndefined();
    expect(await archivePack(file(), made)).toBeUndefined();
    expect(await archivePack(file(), made)).toBe("The archive's bucket answered 403.");
    await new Promise((resolve) => server.close(resolve));
    const [put] = seen;
    expect(put).toMatchObject({
      method: "PUT",
      url: `/evidence/countersign/packs/${made.sha256}.zip`,
      body: "twelve bytes",
      headers: {
        "content-length": "12",
        "content-md5": createHash("md5").update("twelve bytes").digest("base64"),
        "if-none-match": "*",
        "x-amz-content-sha256": made.sha256,
        "x-amz-object-lock-mode": "GOVERNANCE",
      },
    });
    const until = Date.parse(String(put?.headers["x-amz-object-lock-retain-until-date"]));
    const stamp = String(put?.headers["x-amz-date"]);
    const at = Date.parse(stamp.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, "$1-$2-$3T$4:$5:$6Z"));
    expect(Math.floor(until / 1000) - at / 1000).toBe(30 * 86_400);
    const names = /SignedHeaders=([^,]+)/.exec(String(put?.headers.authorization))?.[1]?.split(";") ?? [];
    const signed = Object.fromEntries(names.map((name) => [name, String(put?.headers[name])]));
    const url = new URL(`http://127.0.0.1:${port}${put?.url}`);
    expect(put?.headers.authorization).toBe(
      signature("PUT", url, signed, made.sha256, stamp, "eu-central-1", example),
    );
    expect(names).toContain("x-amz-object-lock-retain-until-date");
  });

  it("says what a bucket asks for", async () => {
    restores.push(
      overrideEnv({
        anchors: {
          witnesses: undefined,
          tsa: undefined,
          archive: { to: "s3://evidence", days: 30, mode: "COMPLIANCE" },
        },
        models: {
          ...env().models,
          aws: { ...env().models.aws, accessKeyId: undefined, secretAccessKey: undefined },
        },
      }),
    );
    expect(await archivePack(file(), made)).toContain("AWS_ACCESS_KEY_ID");
  });
});
