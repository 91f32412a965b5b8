import { mutationOptions } from "@tanstack/react-query";
import { postJson } from "@/lib/fetch";
import type { EntitlementKey, Risk } from "./schema";

/** Each act names the version it was made on; @throws ProblemError, 409 where that is not current any more. */
type WriteAct = EntitlementKey & {
  version: number;
  title: string;
  phrase: string;
  allows: string;
  risk: Risk | null;
};

export const writeWords = mutationOptions({
  mutationKey: ["catalogue", "write"],
  mutationFn: (act: WriteAct) => postJson<{ version: number }>("/api/catalogue/write", act),
});

export const verifyWords = mutationOptions({
  mutationKey: ["catalogue", "verify"],
  mutationFn: (act: EntitlementKey & { version: number }) =>
    postJson<{ version: number }>("/api/catalogue/verify", act),
});

export const nameOwner = mutationOptions({
  mutationKey: ["catalogue", "owner"],
  mutationFn: (act: EntitlementKey & { version: number; owner: string | null }) =>
    postJson<{ version: number; owner: string | null }>("/api/catalogue/owner", act),
});

/** Asks for proposals: for these, or for the first of the queue that nothing describes. */
export type ProposeAct =
  | { entitlements: readonly EntitlementKey[] }
  | { first: number; application?: string };

export const proposeWords = mutationOptions({
  mutationKey: ["catalogue", "propose"],
  mutationFn: (act: ProposeAct) => postJson<{ asked: number }>("/api/catalogue/propose", act),
});
