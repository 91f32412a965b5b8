/** What a search has to show; the list is empty in every state but `found`. */
export type Found<T> = { state: "waiting" | "failed" | "found"; list: readonly T[] };

/** Of a query asked with `asked` while the field has `typed`: an answer to an earlier text is none to this one. */
export function foundOf<T>(
  query: { data: readonly T[] | undefined; isPlaceholderData: boolean; isError: boolean },
  asked: string,
  typed: string,
): Found<T> {
  if (asked !== typed || query.isPlaceholderData) return { state: "waiting", list: [] };
  if (query.data) return { state: "found", list: query.data };
  return { state: query.isError ? "failed" : "waiting", list: [] };
}
