import { useMutation } from "@tanstack/react-query";
import { postJson } from "@/lib/fetch";
import type { CadenceInput } from "./calendar-schema";

export const useSetCadence = () =>
  useMutation({ mutationFn: (input: CadenceInput) => postJson<unknown>("/api/controls/cadence", input) });
