import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, ProblemError, postJson } from "@/lib/fetch";
import type { IdentityChoice, ImportJobWire, SourceWire } from "./schema";
import type { MappingDraft, UploadView } from "./uploads";

export { type CsvField, csvFieldNames, csvFields, mapping, type Shape, separators, shapes } from "./mapping";
export type { MappingDraft, UploadView } from "./uploads";

/** Every source, looked at again while one is being imported. */
export const sourcesOptions = () =>
  queryOptions({
    queryKey: ["sources"],
    queryFn: async ({ signal }) => (await getJson<{ sources: SourceWire[] }>("/api/sources", signal)).sources,
    refetchInterval: ({ state }) => (state.data?.some((s) => s.running) ? 2_000 : false),
  });

/** Whether anything of a source may go to a model. */
export function useSetSourceModel(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (model: "on" | "off") =>
      postJson<{ model: "on" | "off" }>(`/api/sources/${id}/model`, { model }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}

/** One import, looked at again until it has ended. */
export const importOptions = (id: string) =>
  queryOptions({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => getJson<ImportJobWire>(`/api/sources/imports/${id}`, signal),
    refetchInterval: ({ state }) =>
      state.data && ["done", "refused"].includes(state.data.state) ? false : 700,
    refetchIntervalInBackground: true,
    staleTime: 0,
  });

/** Identities that an account can be matched with. */
export const identitiesOptions = (q: string) =>
  queryOptions({
    queryKey: ["sources", "identities", q],
    queryFn: async ({ signal }) => {
      const search = new URLSearchParams({ q });
      const found = await getJson<{ identities: IdentityChoice[] }>(
        `/api/sources/identities?${search}`,
        signal,
      );
      return found.identities;
    },
    enabled: q.trim().length >= 2,
    staleTime: 60_000,
  });

type ViewInput = { upload: string; source?: string; mapping?: MappingDraft };

/** What an upload is and how its first rows would be read; the view before stays in sight meanwhile. */
export const viewOptions = ({ upload, ...input }: ViewInput) =>
  queryOptions({
    queryKey: ["uploads", upload, input],
    queryFn: () => postJson<UploadView>(`/api/uploads/${upload}/view`, input),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** How much of the chosen files has been sent, in bytes. */
export type Sent = { bytes: number; of: number; file: string };

/**
 * Sends files one after the other into one upload, each as its bytes and nothing else.
 * @returns the upload's id
 * @throws ProblemError; DOMException `AbortError` if it was called off
 */
export async function sendFiles(
  files: readonly File[],
  onSent: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<string> {
  const of = files.reduce((sum, f) => sum + f.size, 0);
  const { id } = await postJson<{ id: string }>("/api/uploads", {});
  let before = 0;
  for (const file of files) {
    await sendFile(id, file, (bytes) => onSent({ bytes: before + bytes, of, file: file.name }), signal);
    before += file.size;
  }
  return id;
}

/** `fetch` does not say how much it has sent, so this is the older request. */
function sendFile(
  upload: string,
  file: File,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new DOMException("Called off", "AbortError"));
    const request = new XMLHttpRequest();
    request.open("POST", `/api/uploads/${upload}/files?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(refusalOf(request.status, request.responseText));
    request.onerror = () => reject(unreached(file.name));
    request.onabort = () => reject(new DOMException("Called off", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function refusalOf(status: number, text: string): ProblemError {
  const known = problemIn(text);
  return new ProblemError(
    known ?? {
      status,
      code: "unavailable",
      slug: "unexplained",
      detail: `The server answered ${status} without saying why. Choose the files again.`,
    },
  );
}

/** The problem in a response; an answer with a slug is one of ours, and those have all its fields. */
function problemIn(text: string): ProblemError["problem"] | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "slug" in body && "detail" in body)
      return body as ProblemError["problem"];
  } catch {
    return undefined;
  }
  return undefined;
}

const unreached = (name: string) =>
  new ProblemError({
    status: 0,
    code: "unavailable",
    slug: "offline",
    detail: `The connection broke while ${name} was being sent, or the file changed meanwhile. Choose the files again.`,
  });

/** Starts the import of what was sent. */
export function useStartImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      upload,
      ...input
    }: {
      upload: string;
      source: string;
      format: string;
      asOf: string;
      mapping?: MappingDraft;
    }) => postJson<{ job: string }>(`/api/uploads/${upload}/start`, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}

/** Says who holds an account that nothing else matched. */
export function useMatch() {
  return useMutation({
    mutationFn: (input: {
      source: number;
      account: string;
      identitySource: number;
      identity: string;
      reason: string;
      key: string;
    }) => postJson<{ how: "manual" }>("/api/sources/match", input),
  });
}
