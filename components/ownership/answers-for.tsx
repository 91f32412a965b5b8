import { Badge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { calendarDate } from "@/components/ui/time-distance";
import type { IdentityDetail, Named } from "@/lib/ownership/schema";
import { Panel, Unknown } from "./panel";
import { askWords, listed, offerWords } from "./words";

/** Who answers for it, who else has a say, and what is asked of whom. */
export function AnswersFor({ of }: { of: IdentityDetail }) {
  const { owner, backup, agent, offer } = of;
  const unknown = <Unknown>{askWords(of)}</Unknown>;
  const name = (who: Named | null) => who?.name ?? unknown;
  return (
    <Panel title="Who answers for it">
      <DefinitionList
        items={[
          {
            term: "Owner",
            value: owner ? (
              <>
                <span className="font-medium">{owner.name}</span>{" "}
                {owner.left ? <Badge tone="finding">has left</Badge> : null}
                <span className="block text-sm text-ink-3">
                  {owner.basis === "accepted"
                    ? `accepted here${owner.acceptedAt ? ` on ${calendarDate(owner.acceptedAt)}` : ""}`
                    : `named by ${of.sourceName}`}
                </span>
              </>
            ) : (
              <>
                <Badge tone="finding">nobody</Badge>{" "}
                <span className="text-sm text-ink-2">
                  {of.reportsOwners
                    ? `${of.sourceName} names owners of others, and none here.`
                    : `${of.sourceName} names no owners.`}
                </span>
              </>
            ),
          },
          ...(offer && offer.state !== "accepted"
            ? [{ term: "Asked", value: <span className="text-sm">{offerWords(offer)}</span> }]
            : []),
          {
            term: "Backup",
            value: backup ? (
              <>
                {backup.name} {backup.left ? <Badge tone="finding">has left</Badge> : null}
              </>
            ) : (
              <Unknown>Nobody is named.</Unknown>
            ),
          },
          ...(of.kind === "ai_agent" || agent.sponsor
            ? [{ term: "Sponsor", value: name(agent.sponsor) }]
            : []),
          {
            term: "On whose behalf",
            value:
              agent.actsFor.length > 0 || agent.delegation ? (
                <>
                  {agent.actsFor.length > 0 ? listed(agent.actsFor) : <Unknown>not said for whom</Unknown>}
                  <span className="block text-sm text-ink-3">
                    {agent.delegation === "delegated"
                      ? "with the rights of whom it acts for"
                      : agent.delegation === "own"
                        ? "with rights of its own"
                        : `with whose rights is not reported by ${of.sourceName}`}
                  </span>
                </>
              ) : (
                unknown
              ),
          },
          ...(of.kind === "ai_agent"
            ? [{ term: "Can change its instructions", value: name(agent.instructionsBy) }]
            : []),
          ...(agent.createdBy ? [{ term: "Made by", value: agent.createdBy.name }] : []),
          ...(of.since ? [{ term: "Since", value: calendarDate(of.since) }] : []),
        ]}
      />
    </Panel>
  );
}
