import { keepPreviousData, QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { foundOf } from "./found";

const people = ["Anna", "Mira"];

it("has nobody to take while the answer is to what was typed before, and says where there is none", async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const asking = (q: string) => ({
    queryKey: ["people", q],
    queryFn: async () => {
      if (q === "?") throw new Error("Not reached.");
      return people.filter((p) => p.startsWith(q));
    },
    placeholderData: keepPreviousData,
  });
  const observer = new QueryObserver(client, asking(""));
  const end = observer.subscribe(() => undefined);
  const settled = () => expect.poll(() => observer.getCurrentResult().isFetching).toBe(false);
  await settled();
  expect(foundOf(observer.getCurrentResult(), "", "")).toEqual({ state: "found", list: people });

  // Typed and not asked yet; asked and not answered yet, with the whole list still at hand.
  expect(foundOf(observer.getCurrentResult(), "", "Mira")).toEqual({ state: "waiting", list: [] });
  observer.setOptions(asking("Mira"));
  expect(observer.getCurrentResult().data).toEqual(people);
  expect(foundOf(observer.getCurrentResult(), "Mira", "Mira")).toEqual({ state: "waiting", list: [] });
  await settled();
  expect(foundOf(observer.getCurrentResult(), "Mira", "Mira")).toEqual({ state: "found", list: ["Mira"] });

  observer.setOptions(asking("?"));
  await settled();
  expect(foundOf(observer.getCurrentResult(), "?", "?")).toEqual({ state: "failed", list: [] });
  end();
  client.clear();
});
