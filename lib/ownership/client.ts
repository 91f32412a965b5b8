import { useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import { postJson } from "@/lib/fetch";
import type { offerState } from "./schema";

/** A request key for one act: a retry carries the same, so nothing is asked twice. */
export const newKey = () => crypto.randomUUID();

/** Asks a person to answer for an identity. */
export function useOffer() {
  return useMutation({
    mutationFn: (input: { source: number; id: string; to: string; reason: string; key: string }) =>
      postJson<{ offer: string; to: string; identity: string }>("/api/ownership/offer", input),
  });
}

/** Takes an unanswered question back. */
export function useWithdraw() {
  return useMutation({
    mutationFn: (input: { offer: string; key: string }) =>
      postJson<{ offer: string; state: "withdrawn" }>("/api/ownership/withdraw", input),
  });
}

/** Says yes or no to a question. */
export function useAnswer() {
  return useMutation({
    mutationFn: (input: { offer: string; answer: "accept" | "decline"; words?: string; key: string }) =>
      postJson<{ offer: string; state: z.infer<typeof offerState> }>("/api/ownership/answer", input),
  });
}
