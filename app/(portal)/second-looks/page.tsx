import type { Metadata } from "next";
import { LooksForYou } from "@/components/second-looks/looks-for-you";
import { PageHeader } from "@/components/ui/page-header";
import { ask } from "@/lib/http";
import { looks } from "@/lib/reviews/second-look-queries";

export const metadata: Metadata = { title: "Second looks for you" };

export default async function SecondLooksPage() {
  const { rows } = await ask(looks, {});
  return (
    <>
      <PageHeader
        title="Second looks for you"
        description="What others decided to keep, and a second person has to look at before it counts."
      />
      <LooksForYou rows={rows} />
    </>
  );
}
