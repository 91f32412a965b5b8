import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostedAt } from "@/lib/testing/hosted";
import { fails, modelServer, says } from "@/lib/testing/model-server";
import { keeper } from "@/lib/testing/packets";
import { Withheld } from "./failure";
import { askModel, NoAnswer, type Pace, readAnswer } from "./model";
import { plainContext, promptVersion, requestFor } from "./prompt";
import { verify } from "./verify";

const request = requestFor(keeper, promptVersion(), plainContext);
const good = {
  claims: [{ predicate: "used_recently", evidence: "E4", value: "2026-11-18", stance: "keep" }],
  counter: null,
  unknowns: [],
  questions: [],
  recommendation: "certify",
  judgement: null,
};

let server: Awaited<ReturnType<typeof modelServer>>;
beforeAll(async () => {
  server = await modelServer((_, response) => says(response, JSON.stringify(good)));
});
afterAll(() => server.end());

/** Asks the server; `waits` are the pauses it would have made, in milliseconds. */
async function ask(deadline: () => AbortSignal = () => new AbortController().signal) {
  const waits: number[] = [];
  const pace: Pace = { wait: async (ms) => void waits.push(ms), deadline };
  const hosted = await hostedAt(server.baseUrl);
  const reply = await askModel(hosted, request, keeper, pace).catch((error: unknown) => error);
  return { reply, waits };
}

describe("a hosted model over HTTP", () => {
  test("is asked once, for this one item, with a schema, no tools, and nothing else", async () => {
    server.behave((_, response) => says(response, JSON.stringify(good)));
    const { reply, waits } = await ask();
    expect(reply).toMatchObject({ answer: good, inputTokens: 900, outputTokens: 120 });
    expect(waits).toEqual([]);
    expect(server.calls).toHaveLength(1);
    const [call] = server.calls;
    expect(call?.headers.authorization).toBe("Bearer key-of-the-test");
    expect(call?.body).toMatchObject({ model: "m-1", temperature: 0 });
    expect(call?.body).not.toHaveProperty("tools");
    expect(call?.body.messages).toEqual([
      { role: "system", content: request.instructions },
      { role: "user", content: request.prompt },
    ]);
    expect(JSON.stringify(call?.body.response_format)).toContain('"E5"');
    expect(call?.body.response_format).toMatchObject({ type: "json_schema", json_schema: { strict: true } });
  });

  test("that takes no more calls is asked again when it says", async () => {
    server.behave((_, response, n) =>
      n === 0 ? fails(response, 429, { "retry-after": "7" }) : says(response, JSON.stringify(good)),
    );
    const { reply, waits } = await ask();
    expect(reply).toMatchObject({ answer: good });
    expect(waits).toEqual([7_000]);
  });

  test.each([
    ["in milliseconds", { "retry-after-ms": "250", "retry-after": "7" }, 250],
    [
      "as a date",
      { "retry-after": "Sun, 22 Nov 2026 12:00:09 GMT", date: "Sun, 22 Nov 2026 12:00:00 GMT" },
      9_000,
    ],
    [
      "as a date that is over",
      { "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT", date: "Sun, 22 Nov 2026 12:00:00 GMT" },
      0,
    ],
    ["as nothing that can be read", { "retry-after": "soon" }, 1_000],
  ])("that says %s when it may be asked again is asked then", async (_, headers, wait) => {
    server.behave((__, response, n) =>
      n === 0 ? fails(response, 429, headers) : says(response, JSON.stringify(good)),
    );
    const { reply, waits } = await ask();
    expect(reply).toMatchObject({ answer: good });
    expect(waits).toEqual([wait]);
  });

  test("whose pauses are uneven, so that callers do not come back all at once", async () => {
    server.behave((_, response) => fails(response, 502));
    const waits: number[] = [];
    const pace: Pace = {
      wait: async (ms) => void waits.push(ms),
      deadline: () => new AbortController().signal,
      chance: () => 0.5,
    };
    const hosted = await hostedAt(server.baseUrl);
    await expect(askModel(hosted, request, keeper, pace)).rejects.toBeInstanceOf(NoAnswer);
    expect(waits).toEqual([1_250, 2_500, 5_000]);
  });

  test("that somebody stops is cut off in the middle of a call, which is nobody's failure", async () => {
    const stop = new AbortController();
    server.behave(() => stop.abort("Drafting with a model was turned off for the whole portal."));
    const hosted = await hostedAt(server.baseUrl);
    const asking = askModel(
      hosted,
      request,
      keeper,
      { wait: async () => undefined, deadline: () => new AbortController().signal },
      {
        enter: async () => stop.signal,
        used: () => undefined,
        busy: () => undefined,
      },
    );
    await expect(asking).rejects.toBeInstanceOf(Withheld);
    await expect(asking).rejects.toThrow("turned off for the whole portal");
    expect(server.calls).toHaveLength(1);
  });

  test("that asks for too long a pause is left alone", async () => {
    server.behave((_, response) => fails(response, 429, { "retry-after": "3600" }));
    const { reply, waits } = await ask();
    expect(reply).toBeInstanceOf(NoAnswer);
    expect(reply).toMatchObject({
      useless: false,
      after: 3_600_000,
      message: "The model's server takes no more calls now (429). It asks to wait 3600 seconds.",
    });
    expect(waits).toEqual([]);
  });

  test("that fails is tried three more times, each pause twice the last", async () => {
    server.behave((_, response) => fails(response, 500));
    const { reply, waits } = await ask();
    expect(reply).toMatchObject({ message: "The model's server failed (500).", useless: false });
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(server.calls).toHaveLength(4);
  });

  test("that recovers has answered", async () => {
    server.behave((_, response, n) => (n < 3 ? fails(response, 503) : says(response, JSON.stringify(good))));
    expect((await ask()).reply).toMatchObject({ answer: good });
  });

  test.each([
    [401, true],
    [403, true],
    [404, true],
    [400, false],
  ])("that refuses with %d is asked once", async (status, useless) => {
    server.behave((_, response) => fails(response, status));
    const { reply } = await ask();
    expect(reply).toMatchObject({ message: `The model's server refused the call (${status}).`, useless });
    expect(server.calls).toHaveLength(1);
  });

  test("that does not answer in time is given up, each time", async () => {
    const arrived: (() => void)[] = [];
    server.behave(() => arrived.shift()?.());
    const { reply } = await ask(() => {
      const late = new AbortController();
      arrived.push(() => late.abort(new DOMException("late", "TimeoutError")));
      return late.signal;
    });
    expect(reply).toMatchObject({ message: "The model did not answer in time.", useless: false });
    expect(server.calls).toHaveLength(4);
  });

  test("that is not there could not be reached", async () => {
    const gone = await modelServer(() => undefined);
    await gone.end();
    const pace: Pace = { wait: async () => undefined, deadline: () => new AbortController().signal };
    const hosted = await hostedAt(gone.baseUrl);
    await expect(askModel(hosted, request, keeper, pace)).rejects.toMatchObject({
      message: "The model's server could not be reached.",
    });
  });

  test.each([
    ["no JSON", "I would certify this access."],
    ["half an answer", JSON.stringify(good).slice(0, 60)],
    ["another shape", JSON.stringify({ verdict: "keep", reasons: [] })],
    ["claims that are no claims", JSON.stringify({ ...good, claims: ["used"] })],
    ["nothing", ""],
  ])("that answers with %s has not answered", async (_, text) => {
    server.behave((__, response) => says(response, text));
    const { reply } = await ask();
    expect(reply).toBeInstanceOf(NoAnswer);
    expect(reply).toMatchObject({ useless: false });
    expect(server.calls.length).toBeGreaterThan(0);
  });

  test("whose server answers with a page of something else has not answered, and the page is not repeated", async () => {
    server.behave((_, response) => fails(response, 200));
    const { reply } = await ask();
    expect(reply).toBeInstanceOf(NoAnswer);
    expect(String(reply)).not.toMatch(/sk-live|html/);
  });

  test("I14: that breaks the schema in one place loses that claim and not the draft", async () => {
    const answer = {
      ...good,
      claims: [
        ...good.claims,
        { predicate: "used_recently", evidence: "E99", value: "2026-11-18", stance: "keep" },
        { predicate: "approved_by_ciso", evidence: "E4", value: "yes", stance: "keep" },
      ],
      confidence: 0.99,
    };
    server.behave((_, response) => says(response, `\`\`\`json\n${JSON.stringify(answer)}\n\`\`\``));
    const { reply } = await ask();
    expect(reply).not.toBeInstanceOf(Error);
    const read = readAnswer((reply as { raw: string }).raw);
    const { result, dropped } = verify(read ?? { ...good, recommendation: "certify" }, keeper, request.sent);
    expect(result.claims.map((c) => c.evidence)).toEqual(["E4"]);
    expect(result.recommendation).toBe("certify");
    expect(dropped.map((d) => d.why)).toEqual(["no_such_fact", "no_such_predicate"]);
  });
});
