import {
  type Attribute,
  attributes,
  attributeWords,
  drawnFromWords,
  judgementWords,
  type NoteView,
  standing,
  type WorkpaperRow,
  type WorkpaperView,
} from "@/lib/oversight/workpaper-schema";
import type { Sheet, SheetColumn } from "./xlsx";

const text = (key: string, header: string, width?: number): SheetColumn => ({
  key,
  header,
  type: "text",
  ...(width ? { width } : {}),
});
const number = (key: string, header: string): SheetColumn => ({ key, header, type: "number" });

const about = [number("n", "Sample"), text("subject", "Who"), text("title", "Access", 36)];
const ours = [text("judgement", "Auditor's judgement", 20), text("comment", "Auditor's comment", 48)];

/**
 * A workpaper as a workbook: how it was drawn, the conclusions, the sample, and a sheet a test. Cells that only a person can
 * fill are there and empty. `at`: ISO instant it was taken at.
 */
export function sheetsOf(w: WorkpaperView, at: string): Sheet[] {
  return [drawing(w, at), conclusions(w), sample(w), ...attributes.map((a, n) => test(w, a, n + 1))];
}

function drawing(w: WorkpaperView, at: string): Sheet {
  const lines: [string, string | number][] = [
    ["Workpaper", w.name],
    ["Made by", w.by],
    ["Made at", w.at],
    ["Taken at", at],
    ["Frozen", w.frozen ? `${w.frozen.at} by ${w.frozen.by}` : "no: as found when it was taken"],
    ["Campaigns", w.campaigns.map((c) => c.name).join("; ")],
    ["Due in the period", w.from && w.to ? `${w.from} to ${w.to}` : "one campaign, whatever its period"],
    ["Drawn from", drawnFromWords[w.drawnFrom]],
    ["Population (items)", w.population],
    ["Sample (items)", w.size],
    ["Seed", w.seed],
    [
      "How it was drawn",
      "Items in the order of SHA-256(seed, line feed, item id), in hexadecimal; the first ones are the sample. The seed and items.csv give the same sample anywhere.",
    ],
    [
      "What it does not say",
      "Served is not read. A blank judgement is the auditor's to fill; nothing here changes a decision.",
    ],
    ...(w.rows.some((r) => r.simulated)
      ? ([["Simulated", "Some of these decisions were made by simulated people."]] as [string, string][])
      : []),
  ];
  return {
    name: "Workpaper",
    columns: [text("what", "What", 24), text("value", "Value", 90)],
    rows: lines.map(([what, value]) => ({ what, value })),
  };
}

function conclusions(w: WorkpaperView): Sheet {
  return {
    name: "Conclusions",
    columns: [
      text("test", "Test"),
      text("asks", "What it asks", 60),
      number("met", "Met"),
      number("exceptions", "Exceptions"),
      number("not", "Not applicable"),
      number("blank", "Not judged yet"),
      ...ours,
      text("by", "Concluded by"),
    ],
    rows: w.conclusions.map((c) => ({
      test: attributeWords[c.attribute].title,
      asks: attributeWords[c.attribute].test,
      met: c.met,
      exceptions: c.exceptions,
      not: c.notApplicable,
      blank: c.blank,
      ...noted(c.note),
    })),
  };
}

function sample(w: WorkpaperView): Sheet {
  return {
    name: "Sample",
    columns: [
      ...about,
      text("application", "Application"),
      text("campaign", "Campaign"),
      text("risk", "Risk"),
      text("decided", "Decided"),
      text("by", "By"),
      ...attributes.map((a) => text(a, attributeWords[a].title, 16)),
      text("item", "Item id", 38),
      text("rank", "Rank (SHA-256)", 66),
    ],
    rows: w.rows.map((r) => ({
      ...who(r),
      application: r.application,
      campaign: r.campaignName,
      risk: r.risk,
      decided: r.outcome ? verbs[r.outcome] : r.state.replaceAll("_", " "),
      by: r.decidedBy,
      ...Object.fromEntries(attributes.map((a) => [a, word(standing(r, a))])),
      item: r.item,
      rank: r.rank,
    })),
  };
}

function test(w: WorkpaperView, attribute: Attribute, n: number): Sheet {
  return {
    name: `${n} ${attributeWords[attribute].title}`,
    columns: [
      ...about,
      text("result", "Portal's result", 16),
      text("says", "What the record says", 60),
      number("leaf", "Entry in the log"),
      text("evidence", "Evidence (SHA-256)", 66),
      ...ours,
      text("by", "Judged by"),
      text("item", "Item id", 38),
    ],
    rows: w.rows.map((r) => {
      const found = r.findings.find((f) => f.attribute === attribute);
      return {
        ...who(r),
        result: word(found?.result ?? null),
        says: found?.says ?? "",
        leaf: found?.leaf ?? null,
        evidence: found?.evidence ?? null,
        ...noted(r.notes[attribute] ?? null),
        item: r.item,
      };
    }),
  };
}

const verbs = { certify: "keep", certify_until: "keep until", revoke: "remove", modify: "change" } as const;
const who = (r: WorkpaperRow) => ({ n: r.n, subject: r.subject, title: r.title });
const word = (of: keyof typeof judgementWords | null) => (of === null ? "" : judgementWords[of]);
const noted = (note: NoteView | null) => ({
  judgement: word(note?.judgement ?? null),
  comment: note?.words ?? "",
  by: note ? `${note.by}, ${note.at.slice(0, 10)}` : "",
});
