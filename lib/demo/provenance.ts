import type { Account } from "@/lib/demo/accounts";
import type { Application } from "@/lib/demo/applications";
import type { Entitlement } from "@/lib/demo/catalogue";
import type { Identity, People } from "@/lib/demo/people";
import type { Draws } from "@/lib/demo/random";
import { type Plant, TICKETS } from "@/lib/demo/story";

/** An access request; `ago` is its day. */
export type Request = {
  id: string;
  application: Application;
  by: string;
  approvedBy: string;
  ago: number;
  text: string;
};

/** Identity ids ("" or a word for unknown) of who granted, asked and approved, and the request if one is on file. */
export type Provenance = {
  grantedBy: string;
  requestedBy: string;
  approvedBy: string;
  request: Request | null;
};

/** Tells for each grant how it came about, and keeps the requests it names. */
export function provenanceOf(people: People) {
  const requests: Request[] = [];
  const administrators = people.all.filter(({ department }) => department === "Identity and access");
  const nobody = { requestedBy: "", approvedBy: "", request: null };
  const birthright: Provenance = { ...nobody, grantedBy: people.provisioning };

  /** The id, unless that person came later: then it is not known who it was. */
  const ifThere = (id: string, since: number | null) =>
    (people.byId.get(id)?.started ?? 9999) < (since ?? 1500) ? "" : id;

  /** Privileged access is approved by the application's owner, the rest mostly further up, sometimes by nobody. */
  const approver = (draw: Draws, self: Identity, right: Entitlement) => {
    const owner = people.resolve(right.application.owner);
    const chance = draw.next();
    if (owner !== self.id && (right.privilege === "privileged" || chance < 0.25)) return owner;
    if (chance < 0.65) return people.byId.get(self.managerId)?.managerId ?? "";
    return chance < 0.8 ? self.managerId : draw.pick(["", "", "unknown"]);
  };

  const tell = (draw: Draws, { account, right, since }: Subject, hint: Partial<Plant>): Provenance => {
    const self = account.identity;
    const administrator = draw.chance(0.07) ? draw.pick(["", "unknown"]) : draw.pick(administrators).id;
    if (!self || self.machine) return { ...nobody, grantedBy: ifThere(administrator, since) };
    // Now and then somebody approves their own access, or a manager gives it with their own hands.
    const odd = draw.next();
    const granter = odd > 0.998 ? self.managerId : administrator;
    const approving = odd < 0.003 ? self.id : approver(draw, self, right);
    const grantedBy = hint.grantedBy ? people.resolve(hint.grantedBy) : ifThere(granter, since);
    const approvedBy = hint.approvedBy ? people.resolve(hint.approvedBy) : ifThere(approving, since);
    if (!hint.ticket && !hint.requestedAgo && (since === null || draw.chance(0.5))) {
      return { ...nobody, grantedBy, approvedBy };
    }
    const ago = hint.requestedAgo ?? (since ?? 0) + draw.int(1, 9);
    const requestedBy = draw.chance(0.75) && ago <= self.started ? self.id : draw.pick([self.managerId, ""]);
    const text = draw.pick(TICKETS).replace("{team}", self.department).replace("{job}", self.title);
    const request = {
      id: `REQ-${20001 + requests.length}`,
      application: right.application,
      by: requestedBy,
      approvedBy,
      ago,
      text: hint.ticket ?? text,
    };
    requests.push(request);
    return { grantedBy, requestedBy, approvedBy, request };
  };

  return { requests, birthright, tell };
}

type Subject = { account: Account; right: Entitlement; since: number | null };
