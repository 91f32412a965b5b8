import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { VersionScreen } from "@/components/rules/version-screen";
import { ask } from "@/lib/http";
import { rulesOptions, versionOptions } from "@/lib/rules/client";
import { page, version } from "@/lib/rules/queries";
import { versionInput } from "@/lib/rules/schema";

export async function generateMetadata({
  params,
}: {
  params: Promise<{ version: string }>;
}): Promise<Metadata> {
  return { title: `Rules, version ${(await params).version}` };
}

export default async function VersionPage({ params }: { params: Promise<{ version: string }> }) {
  const asked = versionInput.safeParse(await params);
  if (!asked.success) notFound();
  const client = new QueryClient();
  const view = await ask(page, {});
  client.setQueryData(rulesOptions().queryKey, view);
  const own = await ask(version, asked.data);
  client.setQueryData(versionOptions(own.version).queryKey, own);
  if (own.basedOn !== null)
    client.setQueryData(versionOptions(own.basedOn).queryKey, await ask(version, { version: own.basedOn }));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <VersionScreen version={own.version} basedOn={own.basedOn} />
    </HydrationBoundary>
  );
}
