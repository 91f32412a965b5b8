import { queryOptions } from "@tanstack/react-query";
import { getJson } from "@/lib/fetch";
import type { NeedAnswer, WeightsView } from "./need-queries";

export { wilson } from "./interval";

/** How strongly an item's facts speak for need: asked for only when somebody opens it. */
export const needOptions = (item: string) =>
  queryOptions({
    queryKey: ["items", "need", item],
    queryFn: ({ signal }) => getJson<NeedAnswer>(`/api/items/need?${new URLSearchParams({ item })}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The weights in force. */
export const weightsOptions = () =>
  queryOptions({
    queryKey: ["evidence", "weights"],
    queryFn: ({ signal }) => getJson<WeightsView>("/api/evidence/weights", signal),
  });
