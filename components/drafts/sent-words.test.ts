import { expect, test } from "vitest";
import { dropReasons, type RedactionReport } from "@/lib/drafting/schema";
import { askedWords, droppedWords, leftOutWords, modelWords, takenOut } from "./sent-words";

const nothing: RedactionReport = {
  secrets: {},
  pseudonyms: 0,
  textsSent: 0,
  textsLeftOut: 0,
  instructing: 0,
  withheld: 0,
  answerSecrets: {},
};

test("what was taken out is said in a sentence each, and nothing where there was nothing", () => {
  expect(takenOut(nothing)).toEqual([]);
  expect(
    takenOut({
      secrets: { "aws-access-key": 1, jwt: 2 },
      pseudonyms: 1,
      textsSent: 2,
      textsLeftOut: 1,
      instructing: 1,
      withheld: 1,
      answerSecrets: { jwt: 1 },
    }),
  ).toEqual([
    "1 name stands under pseudonyms.",
    "2 texts that somebody wrote were put in, marked as such.",
    "1 text that somebody wrote was left out.",
    "3 secrets were taken out: aws-access-key, jwt (2).",
    "1 name or text was left out for trying to instruct the reader.",
    "1 field was withheld, as it could not be looked through.",
    "1 secret was taken out of the answer: jwt.",
  ]);
});

test("how the model is asked", () => {
  const sent = { asserted: false, hideNames: true, asked: { temperature: 200, maxOutputTokens: 1_200 } };
  expect(askedWords(sent)).toBe(
    "temperature 0.2, at most 1,200 tokens in the answer; texts that somebody wrote left out; applications and rights under pseudonyms",
  );
  expect(askedWords({ ...sent, asked: null, asserted: true, hideNames: false })).toBe(
    "texts that somebody wrote may go in",
  );
});

test("what the verifier left out, and why, in words for every reason", () => {
  expect(leftOutWords([])).toBe("Nothing of the answer was left out.");
  const one = { what: "claim", predicate: "used_recently", evidence: "E4", why: "wrong_value" } as const;
  expect(leftOutWords([one])).toBe(
    "1 statement of the answer was left out because it could not be verified.",
  );
  expect(leftOutWords([one, one])).toBe(
    "2 statements of the answer were left out because they could not be verified.",
  );
  expect(droppedWords(one)).toBe("Statement “used recently” of E4: its value is not the fact's.");
  expect(droppedWords({ what: "counter", predicate: "3", evidence: "", why: "not_so" })).toBe(
    "Strongest reason against: it is not so.",
  );
  for (const why of dropReasons) expect(droppedWords({ ...one, why })).toMatch(/: .+[.]$/);
});

test("a model is named as people do", () => {
  expect(modelWords("compatible.chat/org/m-1")).toBe("org/m-1, OpenAI-compatible server");
  expect(modelWords("amazon-bedrock/eu.m-2")).toBe("eu.m-2, Amazon Bedrock");
  expect(modelWords("countersign/rule-based-1")).toBe("rule-based-1, the rules of this server");
  expect(modelWords("elsewhere/m-3")).toBe("elsewhere/m-3");
});
