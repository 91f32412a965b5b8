import { ReviewProgress, ReviewTitle } from "@/components/reviews/review-progress";
import { AppShell } from "@/components/shell/app-shell";
import { KitScreen } from "./kit-screen";

const NAV = [
  { label: "Reviews", href: "/kit", badge: { text: "86", meaning: "open items" } },
  { label: "Campaigns", href: "/campaigns" },
  { label: "Sources", href: "/sources" },
  { label: "People", href: "/people" },
  { label: "Audit", href: "/audit" },
];

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string>> }) {
  const q = await searchParams;
  return (
    <AppShell
      demo={q.demo === "1"}
      fill
      nav={NAV}
      title={<ReviewTitle name="Q4 SOX review, Finance applications" due="due Fri 27 Nov, in 5 days" />}
      status={<ReviewProgress decided={38} total={124} sentence="38 of 124 decided, about 50 minutes left" />}
      person={{ name: "Ana Duarte", email: "ana.duarte@example.test", roles: "Reviewer" }}
      signOut={<a href="/sign-out">Sign out</a>}
    >
      <KitScreen state={q.state ?? "normal"} compact={q.compact === "1"} />
    </AppShell>
  );
}
