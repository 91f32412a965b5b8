import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DrafterVersionScreen } from "@/components/drafts/drafter-version-screen";
import { drafterOptions, draftersOptions } from "@/lib/drafting/client";
import { page, version } from "@/lib/drafting/drafter-queries";
import { versionInput } from "@/lib/drafting/drafter-schema";
import { ask } from "@/lib/http";

interface VersionPageProps {
  params: Promise<{ version: string }>;
}

export async function generateMetadata({ params }: VersionPageProps): Promise<Metadata> {
  return { title: `Drafter, version ${(await params).version}` };
}

export default async function DrafterVersionPage({ params }: VersionPageProps) {
  const asked = versionInput.safeParse(await params);
  if (!asked.success) notFound();
  const client = new QueryClient();
  client.setQueryData(draftersOptions().queryKey, await ask(page, {}));
  const own = await ask(version, asked.data);
  client.setQueryData(drafterOptions(own.version).queryKey, own);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DrafterVersionScreen version={own.version} />
    </HydrationBoundary>
  );
}
