/** The page's own part: a place to drop files on, and the verdict. */
import { linesFor } from "@/lib/audit-log/verifier/lines";
import { type Given, verifyBytes } from "@/lib/audit-log/verifier/page/core";

function element<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page lacks ${id}.`);
  return found;
}

async function textOf(id: string): Promise<string | undefined> {
  return element(id, HTMLInputElement).files?.[0]?.text();
}

async function given(): Promise<Given> {
  const [vkey, previous, witness] = [await textOf("vkey"), await textOf("previous"), await textOf("witness")];
  return {
    ...(vkey === undefined ? {} : { vkey }),
    ...(previous === undefined ? {} : { previous }),
    ...(witness === undefined ? {} : { witnesses: [witness] }),
  };
}

function show(lines: readonly string[]): void {
  const list = lines.map((text) => {
    const line = document.createElement("div");
    line.textContent = text;
    if (/^ {2}(holds|open|WRONG)/.test(text)) line.className = text.slice(2, 7).trim().toLowerCase();
    return line;
  });
  element("verdict", HTMLElement).replaceChildren(...list);
}

let asked = 0;

async function verify(file: File): Promise<void> {
  const mine = ++asked;
  const say = (text: string) => {
    if (mine === asked) element("progress", HTMLElement).textContent = text;
  };
  show([]);
  say(`Reading ${file.name}`);
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const verdict = await verifyBytes(bytes, await given(), (name) => say(`Checking ${name}`));
    if (mine === asked) show(linesFor(file.name, verdict));
  } catch (error) {
    if (mine === asked) show([`Cannot verify: ${error instanceof Error ? error.message : String(error)}`]);
  }
  say("");
}

function start(): void {
  const place = element("place", HTMLElement);
  const input = element("pack", HTMLInputElement);
  const again = () => {
    const file = input.files?.[0];
    if (file) void verify(file);
  };
  for (const id of ["pack", "vkey", "previous", "witness"])
    element(id, HTMLInputElement).addEventListener("change", again);
  for (const type of ["dragenter", "dragover"])
    document.addEventListener(type, (event) => {
      event.preventDefault();
      place.classList.add("over");
    });
  document.addEventListener("dragleave", () => place.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    const files = event.dataTransfer?.files;
    if (files?.[0]) {
      input.files = files;
      again();
    }
  });
}

if (typeof document === "object") start();
