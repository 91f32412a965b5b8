/** A run of words that both versions have, or that only one has. */
export type Run = { is: "same" | "added" | "removed"; text: string };

/**
 * What changed from one text to the next, word by word: the longest common row of words stays, the rest was removed or
 * added. O(n·m) over words, for texts of a few hundred characters.
 */
export function wordDiff(before: string, after: string): Run[] {
  const a = before.split(" ").filter(Boolean);
  const b = after.split(" ").filter(Boolean);
  const common = longest(a, b);
  const runs: Run[] = [];
  const put = (is: Run["is"], word: string) => {
    const last = runs.at(-1);
    if (last?.is === is) last.text += ` ${word}`;
    else runs.push({ is, text: word });
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      put("same", left);
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(common, i + 1, j) >= at(common, i, j + 1))) {
      put("removed", left);
      i += 1;
    } else if (right !== undefined) {
      put("added", right);
      j += 1;
    }
  }
  return runs;
}

/** common[i][j]: length of the longest common row of a from i and b from j. */
function longest(a: readonly string[], b: readonly string[]): number[][] {
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row)
        row[j] =
          a[i] === b[j] ? at(common, i + 1, j + 1) + 1 : Math.max(at(common, i + 1, j), at(common, i, j + 1));
    }
  return common;
}

function at(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}
