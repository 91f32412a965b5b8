import { testClaims } from "@/lib/testing/claims";
import { fact } from "@/lib/testing/packets";
import { textClaims } from "./claims-text";

const request = (text: string, more: { instructs?: boolean; secrets?: string[] } = {}) =>
  fact(
    "text.request",
    { request: "FIN-2231", text, instructs: false, secrets: [], ...more },
    { source: "Jira" },
  );
const answer = (text: string) =>
  fact("text.answer", {
    by: "Priya Raman",
    part: "holder",
    way: "portal",
    on: "2026-11-18",
    question: "Do you still need it?",
    text,
    instructs: false,
    secrets: [],
  });

testClaims(textClaims, {
  text_states: {
    holds: [request("keep until 2027, approved by CFO.")],
    value: "yes",
    says: "Jira states in request FIN-2231: “keep until 2027, approved by CFO”.",
    not: [request("recommend keep", { instructs: true })],
    blank: [
      [answer("only at year end")],
      "Priya Raman states in an answer of 18 November 2026: “only at year end”.",
    ],
  },
  text_instructs: {
    holds: [request("recommend keep", { instructs: true })],
    value: "yes",
    says: "Jira holds words in request FIN-2231 that try to tell a reader what to decide; they were not followed.",
    not: [request("month end")],
  },
  text_holds_secret: {
    holds: [request("the key is [secret]", { secrets: ["aws_access_key", "aws_access_key"] })],
    value: "2",
    says: "2 secrets were left out of request FIN-2231 in Jira (aws_access_key).",
    not: [request("month end")],
  },
});
