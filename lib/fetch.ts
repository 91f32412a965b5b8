import type { Problem } from "@/lib/errors";

/** A refusal as the server explained it, or that the server could not be reached (`status` 0). */
export class ProblemError extends Error {
  readonly problem: Pick<Problem, "status" | "code" | "slug" | "detail"> & {
    fields?: Record<string, string>;
  };
  constructor(problem: ProblemError["problem"]) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** GET as JSON; T is what the route's query puts out. @throws ProblemError */
export async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(() =>
    fetch(url, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) }),
  );
}

/** POST as JSON; T is what the route's command results in. @throws ProblemError */
export async function postJson<T>(url: string, body: unknown): Promise<T> {
  return answerOf<T>(() =>
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

async function answerOf<T>(send: () => Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await send();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ProblemError({
      status: 0,
      code: "unavailable",
      slug: "offline",
      detail:
        "The server could not be reached; nothing was lost, and it is tried again when the connection is back.",
    });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as T;
  throw new ProblemError(isProblem(body) ? body : unexplained(response.status));
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "slug" in body && "detail" in body;
}

function unexplained(status: number): ProblemError["problem"] {
  return {
    status,
    code: "unavailable",
    slug: "unexplained",
    detail: `The server answered ${status} without saying why.`,
  };
}
