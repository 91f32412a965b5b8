import { useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import { postJson } from "@/lib/fetch";
import type { respondInput, withholdInput } from "./response-schema";

type Response = Omit<z.input<typeof respondInput>, "id">;
type Withholding = Omit<z.input<typeof withholdInput>, "id">;

/** Records what is done about a campaign's figures. */
export const useRespond = (campaign: string) =>
  useMutation({
    mutationFn: (input: Response) =>
      postJson<unknown>(`/api/campaigns/${campaign}/oversight/response`, input),
  });

/** Leaves a section of a campaign's figures out. */
export const useWithhold = (campaign: string) =>
  useMutation({
    mutationFn: (input: Withholding) =>
      postJson<unknown>(`/api/campaigns/${campaign}/oversight/withheld`, input),
  });
