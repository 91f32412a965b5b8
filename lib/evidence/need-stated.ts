import type { FactWeights } from "./need";
import type { FactKind } from "./schema";

/**
 * Parts set by hand for facts of which no labelled review tells anything: a stated opinion, shown as "not fitted", never more
 * than half a unit either way, and never enough for a score by itself. A family that was fitted is left out here.
 *
 * Whence the signs: use speaks for need and a long time without it against; so do a role's baseline, and what nearly every
 * colleague of the same job holds. An earlier removal counts against; an earlier keep counts for only where it was honestly
 * made (blind, second-read, or with a substantive reason), and together with many others not at all.
 */
type Stated = Pick<FactWeights, "field" | "bins"> & { kind: FactKind; family: string };

type Steps = readonly (readonly [upTo: number | null, weight: number])[];
const none = { fitted: false, n: 0, revoked: 0 } as const;
const steps = (kind: FactKind, family: string, field: string, bins: Steps): Stated => ({
  kind,
  family,
  field,
  bins: bins.map(([upTo, weight]) => ({ upTo, weight, ...none })),
});
const there = (kind: FactKind, family: string, weight: number): Stated => ({
  kind,
  family,
  field: null,
  bins: [{ value: true, weight, ...none }],
});

const choices = (kind: FactKind, family: string, field: string, bins: Record<string, number>): Stated => ({
  kind,
  family,
  field,
  bins: Object.entries(bins).map(([value, weight]) => ({ value, weight, ...none })),
});

const share: Steps = [
  [0, -300],
  [9, -150],
  [49, 0],
  [79, 150],
  [null, 300],
];

export const statedParts: readonly Stated[] = [
  steps("use.last", "use", "days", [
    [30, 500],
    [90, 200],
    [180, -200],
    [null, -400],
  ]),
  steps("use.never", "use", "granted_days", [
    [30, 0],
    [90, -100],
    [null, -400],
  ]),
  steps("use.after_move", "use after a move", "uses", [
    [0, -300],
    [null, 300],
  ]),
  there("role.includes", "role", 400),
  there("role.excludes", "role", -300),
  there("role.birthright", "how common", 400),
  steps("peers.title", "people of the same job", "holders/others", share),
  there("account.dormant", "sign-in", -300),
  there("account.disabled", "account", -300),
  there("identity.left", "employment", -500),
  there("identity.not_in_directory", "employment", -300),
  choices("history.decided", "earlier decision", "outcome", {
    certify: 300,
    certify_until: 150,
    revoke: -400,
    modify: 0,
  }),
  there("history.revoked_before", "earlier removal", -400),
  there("history.returned", "earlier removal", -200),
];
