import { AppShell } from "@/components/shell/app-shell";
import { PageHeader } from "@/components/ui/page-header";
import { Gallery } from "./gallery";

const NAV = [
  { label: "Reviews", href: "/kit", badge: { text: "86", meaning: "open items" } },
  { label: "Campaigns", href: "/kit/ui" },
  { label: "Sources", href: "/sources" },
  { label: "People", href: "/people" },
  { label: "Audit", href: "/audit" },
];
export default function Page() {
  return (
    <AppShell demo nav={NAV} person={{ name: "Ana Duarte" }} signOut={<a href="/sign-out">Sign out</a>}>
      <PageHeader
        title="Q4 SOX review, Finance applications"
        crumbs={[
          { label: "Campaigns", href: "/c" },
          { label: "Finance", href: "/d" },
        ]}
        description="Due Fri 27 Nov 2026, in 5 days. Approved by Helena Prado."
      />
      <Gallery />
    </AppShell>
  );
}
