"use client";

import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { openPalette } from "./palette";

export function SearchButton() {
  return (
    <Button onClick={openPalette} aria-keyshortcuts="Meta+K Control+K" className="max-md:size-8 max-md:p-0">
      <Search aria-hidden className="size-4 md:hidden" strokeWidth={1.75} />
      <span className="max-md:sr-only">Search</span>
      <Kbd aria-hidden className="max-md:hidden">
        ⌘K
      </Kbd>
    </Button>
  );
}
