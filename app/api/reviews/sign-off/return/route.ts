import { currentCtx } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { answer } from "@/lib/http";
import { endSignOff } from "@/lib/reviews/sign-off-trip";

/** Where the identity provider sends the browser back to: a page says what came of it. */
export const GET = answer("reviews.end_sign_off", async (request) => {
  const { review, refused } = await ended(new URL(request.url).searchParams);
  const why = refused ? `?refused=${refused}` : "";
  return new Response(null, {
    status: 303,
    headers: {
      location: new URL(review ? `/reviews/${review}/sign-off${why}` : `/reviews${why}`, env().url).href,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
});

async function ended(search: URLSearchParams): Promise<{ review: string | null; refused: string | null }> {
  try {
    const { review, refused } = await endSignOff(await currentCtx(), search);
    return { review, refused: refused?.slug ?? null };
  } catch (error) {
    if (error instanceof AppError) return { review: null, refused: error.slug };
    throw error;
  }
}
