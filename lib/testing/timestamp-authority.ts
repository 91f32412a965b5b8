/** A time stamping authority of the test's own, made and run by the openssl program; undefined, with a printed notice, without it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export type TimestampAuthority = {
  /** The certificate of its root, as PEM: what an auditor holds. */
  root: string;
  stamp: (request: Uint8Array) => Uint8Array;
  /** Its address once it listens. */
  listen: () => Promise<string>;
  /** Whether openssl itself accepts a response over these bytes. */
  accepts: (response: Uint8Array, data: string) => boolean;
  stop: () => Promise<void>;
};

const CONFIG = `[tsa]
default_tsa = one
[one]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
certs = ./root.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
clock_precision_digits = 0
[ext]
extendedKeyUsage = critical,timeStamping
basicConstraints = CA:FALSE
`;

export function timestampAuthority(kind: "rsa" | "ec" = "rsa"): TimestampAuthority | undefined {
  const dir = mkdtempSync(path.join(tmpdir(), "tsa-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
  try {
    openssl("version");
  } catch {
    rmSync(dir, { recursive: true });
    console.info("The openssl program is not here: tests of time stamps are skipped.");
    return undefined;
  }
  const place = (name: string) => path.join(dir, name);
  writeFileSync(place("tsa.cnf"), CONFIG);
  writeFileSync(place("serial"), "01\n");
  const key =
    kind === "rsa" ? ["-newkey", "rsa:2048"] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  openssl(
    "req",
    "-x509",
    ...key,
    "-nodes",
    "-keyout",
    "root.key",
    "-out",
    "root.pem",
    "-days",
    "3650",
    "-subj",
    "/CN=Example root",
  );
  openssl(
    "req",
    ...key,
    "-nodes",
    "-keyout",
    "tsa.key",
    "-out",
    "tsa.csr",
    "-subj",
    "/CN=Example time stamping",
  );
  openssl(
    ...[
      "x509",
      "-req",
      "-in",
      "tsa.csr",
      "-CA",
      "root.pem",
      "-CAkey",
      "root.key",
      "-CAcreateserial",
      "-days",
      "3650",
    ],
    ...["-out", "tsa.pem", "-extfile", "tsa.cnf", "-extensions", "ext"],
  );
  let n = 0;
  const stamp = (request: Uint8Array) => {
    const name = `request-${++n}`;
    writeFileSync(place(name), request);
    openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", name, "-out", `${name}.tsr`);
    return new Uint8Array(readFileSync(place(`${name}.tsr`)));
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      response.setHeader("content-type", "application/timestamp-reply");
      response.end(stamp(Buffer.concat(parts)));
    });
  });
  return {
    root: readFileSync(place("root.pem"), "utf8"),
    stamp,
    listen: () =>
      new Promise((resolve) => {
        server.listen(0, "127.0.0.1", () => {
          const address: AddressInfo | string | null = server.address();
          resolve(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
        });
      }),
    accepts(response, data) {
      writeFileSync(place("checked.tsr"), response);
      writeFileSync(place("checked"), data);
      try {
        openssl("ts", "-verify", "-in", "checked.tsr", "-data", "checked", "-CAfile", "root.pem");
        return true;
      } catch {
        return false;
      }
    },
    stop: () =>
      new Promise((resolve) => {
        const end = () => {
          rmSync(dir, { recursive: true, force: true });
          resolve();
        };
        if (!server.listening) return end();
        server.close(end);
        server.closeAllConnections();
      }),
  };
}
