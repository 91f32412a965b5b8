import { parseArgs } from "node:util";
import { postgresServer } from "@/lib/testing/database";
import { decideOverHttp } from "./deciding";
import { DRAFT_ITEMS, draftItems } from "./drafting";
import { figuresAt } from "./figures";
import { verifyLeaves } from "./leaves";
import { importCompany, launchCampaign } from "./load";
import { say } from "./measure";
import { exportPack, sequenceEntries, verifyPack } from "./record";
import { redactTexts } from "./redacting";
import { decideItems } from "./reviewing";
import { measureScreen } from "./screen";
import { exportTable } from "./tables";
import { decideTogether } from "./together";
import { readWorklists } from "./worklist";
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
  "screen",
  "sequence",
  "export",
  "table",
  "figures",
  "verify",
  "leaves",
  "draft",
  "redact",
] as const;
type Part = (typeof PARTS)[number];
const USAGE = `Usage: npm run bench [-- PART…] [-- --items N]…

  PART       ${PARTS.join(", ")}; all where none is named
  --items N  10000 and 100000 where none is given`;

type Asked = { parts: readonly Part[]; sizes: readonly number[] };

function asked(): Asked | undefined {
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

/** Parts of one company and one campaign, each of which needs what the ones before it make. */
const STEPS: readonly Part[] = ["import", "launch", "decide", "export", "verify"];

/** Makes a company of this size and goes as far as the last step wanted, reporting the wanted ones. */
async function bench(server: string, parts: readonly Part[], items: number): Promise<void> {
  const wants = (...of: Part[]) => of.some((part) => parts.includes(part));
  if (!wants(...STEPS)) return;
  const world = await openWorld(server);
  try {
    await importCompany(world, items, wants("import"));
    if (!wants("launch", "decide", "export", "verify")) return;
    const campaign = await launchCampaign(world, items, wants("launch"));
    if (!wants("decide", "export", "verify")) return;
    await decideItems(world, campaign, items, wants("decide"));
    if (wants("decide")) await decideOverHttp(world, campaign, items);
    if (!wants("export", "verify")) return;
    const pack = await exportPack(world, campaign, items, wants("export"));
    if (wants("verify")) await verifyPack(world, pack, campaign, items);
  } finally {
    await world.end();
  }
}

async function benchSequence(server: string, items: number): Promise<void> {
  const world = await openWorld(server);
  await sequenceEntries(world, items).finally(world.end);
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

/** Parts that need no database. */
async function benchAlone({ parts, sizes }: Asked): Promise<void> {
  if (parts.includes("leaves")) for (const items of sizes) await verifyLeaves(items);
  if (parts.includes("redact")) await redactTexts();
}

async function benchOn(server: string, { parts, sizes }: Asked): Promise<void> {
  for (const items of sizes) {
    if (parts.includes("sequence")) await benchSequence(server, items);
    await bench(server, parts, items);
    if (parts.includes("table")) await exportTable(server, items);
    if (parts.includes("figures")) await figuresAt(server, items);
  }
  if (parts.includes("worklist")) await readWorklists(server, sizes);
  if (parts.includes("together")) await benchTogether(server);
  if (parts.includes("screen")) await measureScreen(server);
  if (parts.includes("draft")) await benchDrafts(server);
}

process.env.LOG_LEVEL ??= "error";
const wanted = asked();
if (!wanted) {
  say(USAGE);
  process.exitCode = 2;
} else {
  await benchAlone(wanted);
  if (wanted.parts.some((part) => part !== "leaves" && part !== "redact")) {
    const server = await postgresServer();
    if (server) await benchOn(server.url, wanted).finally(server.stop);
    else {
      say("There is no PostgreSQL to measure on: set TEST_DATABASE_URL, or install postgresql.");
      process.exitCode = 1;
    }
  }
}
