import { parseArgs } from "node:util";
import { postgresServer } from "@/lib/testing/database";
import { DRAFT_ITEMS, draftItems } from "./drafting";
import { importCompany, launchCampaign } from "./load";
import { say } from "./measure";
import { exportPack, sequenceEntries, verifyPack } from "./record";
import { redactTexts } from "./redacting";
import { decideItems, readWorklist } from "./reviewing";
import { decideTogether } from "./together";
import { openWorld } from "./world";

/*
 * Every figure beside its raw baseline from the same run, on PostgreSQL, one JSON object a line on standard output. It
 * compares, and never fails on time.
 */

const PARTS = [
  "import",
  "launch",
  "worklist",
  "decide",
  "together",
  "sequence",
  "export",
  "verify",
  "draft",
  "redact",
] as const;
type Part = (typeof PARTS)[number];
const USAGE = `Usage: npm run bench [-- PART…] [-- --items N]…

  PART       ${PARTS.join(", ")}; all where none is named
  --items N  10000 and 100000 where none is given`;

function asked(): { parts: readonly Part[]; sizes: number[] } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { items: { type: "string", multiple: true, default: ["10000", "100000"] } },
    });
    const sizes = values.items.map(Number);
    const parts = PARTS.filter((part) => positionals.length === 0 || positionals.includes(part));
    const known = positionals.every((p) => PARTS.some((part) => part === p));
    return known && sizes.every((n) => Number.isInteger(n) && n >= 100) ? { parts, sizes } : undefined;
  } catch {
    return undefined;
  }
}

/** Runs what the wanted parts need, in order, and reports the wanted ones. */
async function bench(server: string, parts: readonly Part[], items: number): Promise<void> {
  const wants = (part: Part) => parts.includes(part);
  if (wants("sequence")) {
    const world = await openWorld(server);
    await sequenceEntries(world, items).finally(world.end);
  }
  if (parts.every((part) => ["sequence", "together", "draft", "redact"].includes(part))) return;
  const world = await openWorld(server);
  try {
    await importCompany(world, items, wants("import"));
    if (parts.every((part) => ["import", "sequence", "together", "draft", "redact"].includes(part))) return;
    const campaign = await launchCampaign(world, items, wants("launch"));
    if (wants("worklist")) await readWorklist(world, campaign, items);
    const packed = wants("export") || wants("verify");
    if (wants("decide") || packed) await decideItems(world, campaign, items, wants("decide"));
    if (!packed) return;
    const pack = await exportPack(world, campaign, items, wants("export"));
    if (wants("verify")) await verifyPack(world, pack, campaign, items);
  } finally {
    await world.end();
  }
}

/** Drafts are measured on campaigns of one size, whatever size the other figures are asked for. */
async function benchDrafts(server: string): Promise<void> {
  const world = await openWorld(server);
  try {
    await importCompany(world, DRAFT_ITEMS, false);
    await draftItems(world);
  } finally {
    await world.end();
  }
}

/** In a company of its own, of one size: what is alike does not grow with the number of items. */
async function benchTogether(server: string): Promise<void> {
  const world = await openWorld(server);
  await decideTogether(world).finally(world.end);
}

process.env.LOG_LEVEL ??= "error";
const wanted = asked();
if (!wanted) {
  say(USAGE);
  process.exitCode = 2;
} else if (wanted.parts.every((part) => part === "redact")) {
  await redactTexts();
} else {
  const server = await postgresServer();
  if (!server) {
    say("There is no PostgreSQL to measure on: set TEST_DATABASE_URL, or install postgresql.");
    process.exitCode = 1;
  } else {
    try {
      for (const items of wanted.sizes) await bench(server.url, wanted.parts, items);
      if (wanted.parts.includes("together")) await benchTogether(server.url);
      if (wanted.parts.includes("draft")) await benchDrafts(server.url);
      if (wanted.parts.includes("redact")) await redactTexts();
    } finally {
      await server.stop();
    }
  }
}
