/**
 * Makes verify.mjs, the verifier as one file for a bare Node: `tsx lib/audit-log/verifier/bundle.ts` writes it
 * beside this file, and a test holds it to the sources. The same sources always give the same bytes.
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { VERIFIER_FILE } from "@/lib/audit-log/verifier/source";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

const HEADER = `// biome-ignore-all lint: made from the sources named below
// biome-ignore-all format: made from the sources named below
// biome-ignore-all assist: made from the sources named below
//
// Countersign: verifies an evidence pack. It needs nothing but Node 20 or later, no network and no server.
`;

/** The part of esbuild's interface that is used here. */
type Esbuild = {
  build(options: object): Promise<{
    outputFiles: { text: string }[];
    metafile: { outputs: Record<string, { imports: { path: string; external?: boolean }[] }> };
  }>;
};

/** The text of verify.mjs; throws if it would import anything but Node's own modules. */
export async function bundleVerifier(): Promise<string> {
  const { outputFiles, metafile } = await loadEsbuild().build({
    absWorkingDir: ROOT,
    entryPoints: ["lib/audit-log/verifier/main.ts"],
    outfile: "verify.mjs",
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
    throw new Error(`verify.mjs would import ${foreign.map(({ path }) => path).join(", ")}.`);
  const text = outputFiles.map((file) => file.text).join("");
  return HEADER + withComments(text).replaceAll("void 0", "undefined").replaceAll("/* @__PURE__ */ ", "");
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

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(path.join(ROOT, VERIFIER_FILE), await bundleVerifier());
