import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OversightLater, OversightScreen } from "@/components/oversight/oversight-screen";
import { Opened } from "@/components/shell/opened";
import { AppError } from "@/lib/errors";
import { ask } from "@/lib/http";
import { figureSections, reasonsSection } from "@/lib/oversight/figure-sections";
import { figuresOf } from "@/lib/oversight/queries";
import { reasonsOf } from "@/lib/oversight/reasons";
import { responsesOf } from "@/lib/oversight/responding";
import { figuresInput } from "@/lib/oversight/schema";

export const metadata: Metadata = { title: "Whether people reviewed" };

export default async function OversightPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!figuresInput.safeParse({ id }).success) notFound();
  const found = await figuresOrLater(id);
  return "later" in found ? (
    <OversightLater campaign={id} sentence={found.later} />
  ) : (
    <>
      <OversightScreen
        figures={found.figures}
        sections={[...figureSections(found.figures), reasonsSection(id, await ask(reasonsOf, { id }))]}
        given={await ask(responsesOf, { id })}
      />
      {found.figures.people.length > 0 ? (
        <Opened at={`/api/campaigns/${id}/oversight/opened`} of={{ id }} />
      ) : null}
    </>
  );
}

/** The figures, or the sentence that says until when this person is not given any. */
async function figuresOrLater(id: string) {
  try {
    return { figures: await ask(figuresOf, { id }) };
  } catch (error) {
    if (error instanceof AppError && error.slug === "blind-items-left") return { later: error.message };
    throw error;
  }
}
