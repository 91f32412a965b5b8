import { mutationOptions } from "@tanstack/react-query";
import type { Role } from "@/lib/auth/actor";
import { postJson } from "@/lib/fetch";
import type { SettleInput } from "./schema";

const url = (person: string, act: string) => `/api/people/${person}/${act}`;

/** What an admin does to one person's access. */
export type AccessChange =
  | { act: "grant" | "revoke"; person: string; role: Role }
  | { act: "disable" | "enable"; person: string };

/** @throws ProblemError */
export const changeAccess = mutationOptions({
  mutationKey: ["people", "access"],
  mutationFn: (change: AccessChange) =>
    postJson(url(change.person, change.act), "role" in change ? { role: change.role } : {}),
});

/** An admin's answer to a queued sign-in. */
export type BindingAnswer = { binding: string; as: SettleInput["as"] | { kind: "dismiss" } };

/** @throws ProblemError */
export const answerBinding = mutationOptions({
  mutationKey: ["people", "binding"],
  mutationFn: ({ binding, as }: BindingAnswer) =>
    as.kind === "dismiss"
      ? postJson(`/api/people/bindings/${binding}/dismiss`, {})
      : postJson(`/api/people/bindings/${binding}/settle`, { as }),
});
