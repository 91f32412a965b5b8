import { useMutation } from "@tanstack/react-query";
import { postJson } from "@/lib/fetch";

/** Marks a removal or change as done in the target system. */
export function useApply() {
  return useMutation({
    mutationFn: (input: { task: string; key: string; words?: string }) =>
      postJson<{ task: string; state: "applied" }>("/api/remediation/apply", input),
  });
}
