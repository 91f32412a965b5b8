import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useFreeze, useFreezePaper } from "./workpaper-client";

afterEach(() => void vi.unstubAllGlobals());

/** What a hook gives when a component calls it. */
function called<T>(hook: () => T): T {
  const got: T[] = [];
  const Calls = () => {
    got.push(hook());
    return null;
  };
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <Calls />
    </QueryClientProvider>,
  );
  const [first] = got;
  if (first === undefined) throw new Error("The hook was not called.");
  return first;
}

describe("what is frozen once", () => {
  it.each([
    ["a workpaper", useFreezePaper],
    ["a sample decided again", useFreeze],
  ])("%s is asked for with the same key again after a lost answer", async (_, hook) => {
    const keys: string[] = [];
    vi.stubGlobal("fetch", async (_url: string, init: { body: string }) => {
      keys.push(JSON.parse(init.body).key);
      if (keys.length === 1) throw new TypeError("Failed to fetch");
      return Response.json({});
    });
    const { mutateAsync } = called(() => hook("018f0000-0000-7000-8000-000000000001"));
    await expect(mutateAsync()).rejects.toThrow("could not be reached");
    await expect(mutateAsync()).resolves.toEqual({});
    expect(keys[0]).toMatch(/018f0000/);
    expect(keys[1]).toBe(keys[0]);
  });
});
