/** Rows of a `|`-separated text table: blank lines skipped, cells trimmed. The demo data is written this way. */
export function table(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.split("|").map((cell) => cell.trim()));
}

/** The words of a text, separated by white space. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
