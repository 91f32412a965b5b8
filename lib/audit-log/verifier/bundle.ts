/**
 * Makes verify.mjs, the verifier as one file for a bare Node, and verify.html, the same as one page: `tsx
 * lib/audit-log/verifier/bundle.ts` writes them beside this file, and a test holds them to the sources. The same sources always
 * give the same bytes.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PAGE_FILE, VERIFIER_FILE } from "@/lib/audit-log/verifier/source";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

const HEADER = `// biome-ignore-all lint: made from the sources named below
// biome-ignore-all format: made from the sources named below
// biome-ignore-all assist: made from the sources named below
//
`;

/** The part of esbuild's interface that is used here. */
type Esbuild = {
  build(options: object): Promise<{
    outputFiles: { text: string }[];
    metafile: { outputs: Record<string, { imports: { path: string; external?: boolean }[] }> };
  }>;
};

/** The text of verify.mjs. */
export function bundleVerifier(): Promise<string> {
  return bundleProgram(
    "lib/audit-log/verifier/main.ts",
    "verify.mjs",
    "Countersign: verifies an evidence pack. It needs nothing but Node 20 or later, no network and no server.",
  );
}

/** The text of verify.html: one page that holds all it needs and may load nothing. */
export async function bundlePage(): Promise<string> {
  const { outputFiles, metafile } = await loadEsbuild().build({
    absWorkingDir: ROOT,
    entryPoints: ["lib/audit-log/verifier/page/main.ts"],
    outfile: "verify.js",
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
  });
  const foreign = Object.values(metafile.outputs).flatMap((output) => output.imports);
  if (foreign.length > 0)
    throw new Error(`The page would load ${foreign.map(({ path }) => path).join(", ")}.`);
  const at = (name: string) => readFile(path.join(ROOT, "lib/audit-log/verifier/page", name), "utf8");
  const script = outputFiles.map((file) => file.text).join("");
  if (/<\/script|<!--/i.test(script)) throw new Error("The page's script would end its own element.");
  const style = await at("page.css");
  const parts: Record<string, string> = {
    "SCRIPT-HASH": hashOf(script),
    "STYLE-HASH": hashOf(style),
    "/* STYLE */": style,
    "/* SCRIPT */": script,
  };
  return (await at("page.html")).replace(
    /SCRIPT-HASH|STYLE-HASH|\/\* (?:SCRIPT|STYLE) \*\//g,
    (name) => parts[name] ?? "",
  );
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64");

/**
 * The text of a program as one file; throws if it would import anything but Node's own modules.
 * @param entry its source, from the root of the repository
 * @param about one line on what it is, for its head
 */
export async function bundleProgram(entry: string, file: string, about: string): Promise<string> {
  const { outputFiles, metafile } = await loadEsbuild().build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "node20",
    charset: "utf8",
    legalComments: "inline",
    plugins: [keepComments],
  });
  const foreign = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((imported) => !imported.path.startsWith("node:"));
  if (foreign.length > 0)
    throw new Error(`${file} would import ${foreign.map(({ path }) => path).join(", ")}.`);
  const text = outputFiles.map((file) => file.text).join("");
  return `${HEADER}// ${about}\n${withComments(text)}`
    .replaceAll("void 0", "undefined")
    .replaceAll("/* @__PURE__ */ ", "");
}

/**
 * esbuild drops comments, save those marked as legal. So each doc comment is marked, with the name it belongs
 * to, and afterwards kept if it still stands before that name and dropped if its declaration is gone.
 */
const keepComments = {
  name: "keep-comments",
  setup(build: {
    onLoad(
      filter: { filter: RegExp },
      load: (file: { path: string }) => Promise<{ contents: string; loader: "ts" }>,
    ): void;
  }) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(
        DOC_COMMENT,
        (found, _, name: string) => `/*!@${name}${found.slice(3)}`,
      ),
      loader: "ts",
    }));
  },
};

/** A doc comment and the name on the line below it; none for the comment that opens a file. */
const DOC_COMMENT =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s*(?:(?:export|async|function\*?|const|class|type|static|readonly|private|get) )*(\w*)/g;
const MARKED_COMMENT = /^( *)\/\*!@(\w*)((?:(?!\*\/)[\s\S])*\*\/\n)(?=(.*))/gm;

function withComments(text: string): string {
  return text.replace(MARKED_COMMENT, (_, indent: string, name: string, comment: string, below: string) =>
    name === "" || name === "import" || below.includes(name) ? `${indent}/**${comment}` : "",
  );
}

/** esbuild comes with tsx, which runs this file; it is no dependency of ours by name. */
function loadEsbuild(): Esbuild {
  const fromTsx = createRequire(createRequire(import.meta.url).resolve("tsx"));
  return fromTsx("esbuild");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(path.join(ROOT, VERIFIER_FILE), await bundleVerifier());
  await writeFile(path.join(ROOT, PAGE_FILE), await bundlePage());
}
