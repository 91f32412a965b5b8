import { describe, expect, it } from "vitest";
import { parseCommand, usage, WrongUse } from "./args";

const id = "01a202ea-f608-7000-81b9-ceba94825805";
const parse = (...argv: string[]) => parseCommand(argv, "/home/op");
/** The sentence an argument list is refused with. */
function refusal(...argv: string[]): string {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof WrongUse) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${argv.join(" ")}`);
}

describe("the command line's arguments", () => {
  it("are read per verb, paths made absolute from the caller's folder", () => {
    expect(parse("import", "data/k8s", "--source", "kubernetes", "--as-of", "2024-02-16")).toEqual({
      verb: "import",
      path: "/home/op/data/k8s",
      source: "kubernetes",
      format: "auto",
      asOf: "2024-02-16",
      json: false,
    });
    expect(parse("import", "/abs/x.csv", "--source", "A", "--format", "csv", "--json")).toMatchObject({
      path: "/abs/x.csv",
      format: "csv",
      json: true,
    });
    expect(parse("export", id, "--out", "../pack.zip")).toEqual({
      verb: "export",
      campaign: id,
      out: "/home/pack.zip",
      json: false,
    });
    expect(parse("verify", "pack.zip", "--vkey", "k", "--previous", "c", "--json")).toEqual({
      verb: "verify",
      pack: "/home/op/pack.zip",
      vkey: "/home/op/k",
      previous: "/home/op/c",
      json: true,
    });
    expect(parse("items", "--campaign", id, "--csv")).toEqual({ verb: "items", campaign: id, csv: true });
    expect(parse("draft", "--campaign", id)).toEqual({ verb: "draft", campaign: id, json: false });
    expect(parse("close", id)).toEqual({ verb: "close", campaign: id, json: false });
    expect(parse("simulate", "--campaign", id, "--as", "honest")).toEqual({
      verb: "simulate",
      campaign: id,
      as: "honest",
      share: 1,
      seed: 1,
      signOff: false,
      json: false,
    });
    const whole = [
      "--share",
      "0.4",
      "--seed",
      "9",
      "--reviewer",
      "Ana",
      "--until",
      "2026-12-01",
      "--sign-off",
    ];
    expect(parse("simulate", "--campaign", id, "--as", "stamper", ...whole)).toMatchObject({
      ...{ share: 0.4, seed: 9, reviewer: "Ana", until: "2026-12-01", signOff: true },
    });
    expect(parse("sources", "--json")).toEqual({ verb: "sources", json: true });
    expect(parse("weights", "install", "need-2.json")).toEqual({
      verb: "weights install",
      path: "/home/op/need-2.json",
      json: false,
    });
    expect(parse("eval", "evidence", "a", "/b", "--test", "c", "--fit", "w.json")).toEqual({
      verb: "eval evidence",
      folders: ["/home/op/a", "/b"],
      test: "/home/op/c",
      only: "",
      fit: "/home/op/w.json",
      json: false,
    });
    expect(parse("eval", "drafts")).toEqual({
      verb: "eval drafts",
      folders: [],
      sample: 200,
      seed: 1,
      models: [],
      json: false,
    });
    const drafts = ["eval", "drafts", "a", "--model", "rules", "--model", "local", "--sample", "50"];
    expect(parse(...drafts, "--corpora", "c", "--out", "p.html", "--seed", "7")).toEqual({
      verb: "eval drafts",
      folders: ["/home/op/a"],
      sample: 50,
      seed: 7,
      models: ["rules", "local"],
      corpora: "/home/op/c",
      out: "/home/op/p.html",
      json: false,
    });
    expect(parse("--help")).toEqual({ verb: "help" });
    expect(usage.join("\n")).toContain("campaign launch --name NAME --due DATE");
  });

  it("of a launch may name several sources and applications", () => {
    const launch = ["campaign", "launch", "--name", "Q4", "--due", "2026-11-30"];
    expect(
      parse(...launch, "--source", "a", "--source", "b", "--application", "erp", "--scope", "kind = human"),
    ).toEqual({
      verb: "campaign launch",
      name: "Q4",
      due: "2026-11-30",
      sources: ["a", "b"],
      applications: ["erp"],
      scope: "kind = human",
      json: false,
    });
    expect(parse(...launch, "--reviewer", "a@b.example", "--fallback", "Ana Duarte")).toMatchObject({
      reviewer: "a@b.example",
      fallback: "Ana Duarte",
      sources: [],
      scope: "",
    });
  });

  it.each([
    [[], "Say what to do."],
    [["frobnicate"], 'There is no verb "frobnicate".'],
    [["campaign", "delete"], 'There is no verb "campaign delete".'],
    [["eval", "evidence"], "DIR is missing."],
    [["eval", "evidence", "a", "--only", "colour = red"], '"colour"'],
    [["import", "--source", "x"], "PATH is missing."],
    [["simulate", "--campaign", id], "--as honest|hurried|stamper|follower is missing."],
    [["simulate", "--campaign", id, "--as", "bot"], "--as is one of honest, hurried, stamper, follower."],
    [["simulate", "--campaign", id, "--as", "honest", "--share", "1.5"], "--share is at most 1."],
    [["simulate", "--campaign", id, "--as", "honest", "--share", "0"], "--share is above 0."],
    [["simulate", "--campaign", id, "--as", "honest", "--until", "soon"], "--until is a date like"],
    [["import", "x"], "--source NAME is missing."],
    [["import", "x", "y", "--source", "x"], '"y" is one word too many.'],
    [["import", "x", "--source", "x", "--format", "xlsx"], "--format is one of"],
    [["import", "x", "--source", "x", "--as-of", "16.2.2024"], "--as-of is a date like 2026-11-22."],
    [["import", "x", "--source", "x", "--colour"], "Unknown option '--colour'"],
    [["campaign", "launch", "--due", "2026-11-30"], "--name NAME is missing."],
    [["campaign", "launch", "--name", "x"], "--due DATE is missing."],
    [["campaign", "launch", "--name", "x", "--due", "2026-02-30"], "--due is a date like 2026-11-27."],
    [
      ["campaign", "launch", "--name", "x", "--due", "2026-11-30", "--scope", "colour = red"],
      '"colour" at character 1 of the scope is not a field',
    ],
    [["campaign", "launch", "--name", "x", "--due", "2026-11-30", "--scope", "kind ="], "scope"],
    [["campaign", "show"], "ID is missing."],
    [["campaign", "show", "17"], "A campaign is named by its id"],
    [["items", "--campaign", id], "add --csv"],
    [["items", "--campaign", id, "--csv", "--json"], "Unknown option '--json'"],
    [["export", id], "--out PACK.zip is missing."],
    [["verify"], "PACK.zip is missing."],
  ])("%j is wrong use, told in one line", (argv, told) => {
    const said = refusal(...argv);
    expect(said).toContain(told);
    expect(said).not.toContain("\n");
  });
});
