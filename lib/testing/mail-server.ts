import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail as it came over the wire, with its plain part decoded. */
export type Received = {
  from: string;
  /** Whom the envelope names, which is where it goes whatever the headers say. */
  to: string[];
  /** Names in lower case; a header that is there twice has both values. */
  headers: Map<string, string[]>;
  text: string;
  html: string;
  raw: string;
  secure: boolean;
};

export type MailServer = {
  url: string;
  mails: Received[];
  /** What the server answers to the next addresses, in order; when they are used up it takes every mail. */
  refuse: (...codes: number[]) => void;
  stop: () => Promise<void>;
};

/**
 * A real SMTP server on this computer, which keeps what it is sent. With `tls` the connection is safe from its first byte; without
 * a port any free one.
 */
export async function mailServer({ tls = false, port = 0 } = {}): Promise<MailServer> {
  const mails: Received[] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    secure: tls,
    authOptional: true,
    disabledCommands: ["AUTH", ...(tls ? [] : ["STARTTLS"])],
    onRcptTo(_address, _session, done) {
      const code = refusals.shift();
      done(code ? Object.assign(new Error("Not this one"), { responseCode: code }) : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map((r) => r.address),
          secure: session.secure,
          ...parsed(Buffer.concat(chunks).toString("utf8")),
        });
        done();
      });
    },
  });
  // A client that hangs up ends its own connection; the server goes on.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: listens } = addressOf(server.server.address());
  return {
    url: tls ? `smtps://127.0.0.1:${listens}/?tls.rejectUnauthorized=false` : `smtp://127.0.0.1:${listens}`,
    mails,
    refuse: (...codes) => void refusals.push(...codes),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The mail server has no port.");
  return address;
}

function parsed(raw: string) {
  const top = entity(raw);
  const boundary = /boundary="?([^";]+)"?/iu.exec(top.headers.get("content-type")?.[0] ?? "")?.[1];
  const parts = boundary ? top.body.split(`--${boundary}`).slice(1, -1).map(entity) : [top];
  const of = (type: string) =>
    parts.find((p) => p.headers.get("content-type")?.[0]?.startsWith(type)) ?? {
      headers: new Map(),
      body: "",
    };
  return { raw, headers: top.headers, text: decoded(of("text/plain")), html: decoded(of("text/html")) };
}

type Entity = { headers: Map<string, string[]>; body: string };

function entity(raw: string): Entity {
  const [head = "", ...rest] = raw.replace(/^\r\n/u, "").split("\r\n\r\n");
  const headers = new Map<string, string[]>();
  for (const field of head.replace(/\r\n[ \t]+/gu, " ").split("\r\n")) {
    const [name = "", ...value] = field.split(":");
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value.join(":").trim()]);
  }
  return { headers, body: rest.join("\r\n\r\n") };
}

function decoded({ headers, body }: Entity): string {
  const how = headers.get("content-transfer-encoding")?.[0];
  if (how === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (how !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r\n/gu, "")
    .replace(/=([0-9A-F]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
