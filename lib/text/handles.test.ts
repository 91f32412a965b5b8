import { describe, expect, test } from "vitest";
import { handlesOf } from "./handles";
import { readable, redact } from "./redact";

const of = (text: string) => {
  const secrets: string[] = [];
  redact(text, (secret) => {
    secrets.push(secret);
    return "";
  });
  return handlesOf(readable(text), secrets);
};
const keyId = `AKIA${"FAKE".repeat(3)}7QZ2`;

describe("what a text names a credential by", () => {
  test.each([
    `Runs with ${keyId} for now.`,
    `Runs with ${btoa(`id ${keyId} end`)} for now.`,
    `aws_access_key_id=${[...keyId].join("\u200b")}`,
  ])("the id of an access key: %#", (text) => {
    expect(of(text).keyIds).toEqual([keyId]);
  });

  test.each([
    ["postgres://svc-loader:h4rvest-Moon@db.example.com/x", "svc-loader"],
    ["curl -u svc-loader:h4rvest-Moon https://example.com", "svc-loader"],
    ["user svc-loader password h4rvest-Moon", "svc-loader"],
    ["Login: SVC-Loader, password: h4rvest-Moon", "svc-loader"],
    ["username=svc-loader password=h4rvest-Moon", "svc-loader"],
  ])("the name before a password: %s", (text, login) => {
    expect(of(text).logins).toContain(login);
  });

  test.each([
    "The password is h4rvest-Moon; ask the user svc-loader for more.",
    "Needs the account svc-loader in the ledger.",
  ])("and no name that stands elsewhere: %s", (text) => {
    expect(of(text).logins).toEqual([]);
  });
});
