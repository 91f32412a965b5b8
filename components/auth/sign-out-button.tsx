"use client";

import type { ComponentProps } from "react";
import { announce } from "@/components/shell/announce";
import { signOut } from "@/lib/auth/client";

/** Ends the session and goes to the sign-in page; a full load, so that nothing of this person stays in the window. */
export function SignOutButton({ onClick, ...rest }: ComponentProps<"button">) {
  return (
    <button
      type="button"
      {...rest}
      onClick={async (event) => {
        onClick?.(event);
        try {
          await signOut();
          location.assign("/sign-in");
        } catch {
          announce("You are still signed in: the server could not be reached. Try again.", "assertive");
        }
      }}
    >
      Sign out
    </button>
  );
}
