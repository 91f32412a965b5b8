import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mover, packets } from "@/lib/testing/packets";
import { leaks } from "./leaks";
import { promptVersion, requestFor } from "./prompt";
import { answerByRule } from "./rules";
import { applying, questions, unknowns } from "./unknowns";

const { sent } = requestFor(mover, promptVersion(), { asserted: true, hideNames: false, salt: "s" });
const { canary, mark } = sent;

describe("I16: an answer that holds a token of its call is refused", () => {
  test.each<[string, string]>([
    ["the canary", canary],
    ["the canary within a word", `x${canary}y`],
    ["in capitals", canary.toUpperCase()],
    ["letter by letter", [...canary].join(" ")],
    ["with what no reader sees between", [...canary].join("\u200b")],
    ["in full width", canary.replace(/[!-~]/gu, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    ["escaped", `\\u${canary.charCodeAt(0).toString(16).padStart(4, "0")}${canary.slice(1)}`],
    ["the mark", `keep${mark}until${mark}2027`],
    ["the mark in capitals", mark.toUpperCase()],
  ])("%s", (_, text) => {
    expect(leaks(JSON.stringify({ judgement: text }), sent)).toBe(true);
    expect(leaks(text, sent)).toBe(true);
  });

  test("and no honest one is, whatever packet it is of", () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const request = requestFor(packet, promptVersion(), { asserted: true, hideNames: false, salt: "s" });
        const answer = answerByRule({
          packet,
          unknowns: applying(unknowns, packet),
          questions: applying(questions, packet),
        });
        expect(leaks(JSON.stringify(answer), request.sent)).toBe(false);
      }),
    );
    expect(leaks('{"judgement":"It was used after the move."}', sent)).toBe(false);
  });
});
