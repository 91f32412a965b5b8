import { createServer } from "node:http";
import { mailServer } from "@/lib/testing/mail-server";
import { mailboxUrl, mailPort } from "./world";

/** The suite's mail server, and what came to it as JSON: whom each is for, and its plain text. */
const { mails } = await mailServer({ port: mailPort });
createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify(mails.map(({ to, headers, text }) => ({ to, subject: headers.get("subject"), text }))),
  );
}).listen(Number(new URL(mailboxUrl).port), "localhost");
