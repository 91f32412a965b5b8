import { Writable } from "node:stream";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, test } from "vitest";
import { logsTo } from "./telemetry";
import { plainError, toldError } from "./told";

// Put together here so that no scanner takes this file for a leak.
const key = `AKIA${"FAKE".repeat(3)}7QZ2`;
const words = "Ana says the password is Tr0ub4dor&3";

function lines(write: (logger: ReturnType<typeof logsTo>) => void): string {
  let text = "";
  const to = new Writable({
    write(piece, _encoding, done) {
      text += String(piece);
      done();
    },
  });
  write(logsTo("info", to));
  return text;
}

const failed = () =>
  new DrizzleQueryError(
    "insert into item values ($1, $2)",
    [words, key],
    Object.assign(new Error(`invalid input syntax for type uuid: "${key}"`), {
      code: "22P02",
      detail: `Failing row contains (${words}).`,
    }),
  );

describe("I17: a log line", () => {
  test.each<[string, (logger: ReturnType<typeof logsTo>) => void]>([
    ["with an error of the database", (l) => l.error({ what: "job", err: failed() })],
    ["of an error alone", (l) => l.error(failed())],
    [
      "with an error of a model",
      (l) =>
        l.error({ err: Object.assign(new Error("no answer"), { requestBodyValues: { words }, url: key }) }),
    ],
    [
      "with a field that nobody should have put there",
      (l) => l.info({ what: "request", said: words, of: { key } }),
    ],
    ["of words alone", (l) => l.info(words)],
  ])("%s holds no secret and no value of a query", (_, write) => {
    const line = lines(write);
    expect(line).not.toContain(key);
    expect(line).not.toContain("Tr0ub4dor");
    expect(() => JSON.parse(line)).not.toThrow();
  });

  test("says what failed and where", () => {
    const line: unknown = JSON.parse(
      lines((l) => l.error({ what: "job", id: "018f", ms: 3, err: failed() })),
    );
    expect(line).toMatchObject({
      what: "job",
      id: "018f",
      ms: 3,
      err: {
        message: "Failed query: insert into item values ($1, $2)",
        stack: expect.stringContaining("told.test"),
        cause: { code: "22P02", message: 'invalid input syntax for type uuid: "[SECRET:aws-key#1]"' },
      },
    });
  });
});

test("I17: what a job's row keeps of an error is the same", () => {
  const plain = plainError(failed());
  expect(plain.message).toBe(toldError(failed()).message);
  expect(JSON.stringify([plain.message, plain.stack, Object.entries(plain)])).not.toMatch(/Tr0ub4dor|AKIA/u);
});
