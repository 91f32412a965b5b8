import Link from "next/link";
import { Copyable } from "@/components/ui/copyable";
import { DefinitionList } from "@/components/ui/definition-list";
import { Disclosure } from "@/components/ui/disclosure";
import { OwnWords } from "@/components/ui/own-words";
import { Paragraphs } from "@/components/ui/paragraphs";
import { calendarDate, timeDistance } from "@/components/ui/time-distance";
import type { CampaignView } from "@/lib/campaigns/schema";
import { drawnWords } from "./arm-words";
import {
  draftingWords,
  figuresWords,
  lendingWords,
  removalWords,
  reviewerWords,
  secondLookWords,
  signOffWords,
  togetherWords,
} from "./words";

/** What was frozen at launch. */
export function CampaignConditions({ campaign: c }: { campaign: CampaignView }) {
  return (
    <section aria-labelledby="conditions" className="grid gap-2">
      <h2 id="conditions" className="text-base">
        Conditions, frozen at launch
      </h2>
      <DefinitionList
        className="[overflow-wrap:anywhere]"
        items={[
          { term: "Scope", value: c.scope === "" ? "Everything in these sources" : <code>{c.scope}</code> },
          {
            term: "Sources",
            value: (
              <ul>
                {c.sources.map((s) => (
                  <li key={s.id}>
                    {s.name}, snapshot {s.snapshot} of {calendarDate(s.asOf)}
                  </li>
                ))}
              </ul>
            ),
          },
          { term: "Reviewer", value: reviewerWords(c) },
          { term: "Due", value: `The end of ${calendarDate(c.dueDate)} (${c.timeZone})` },
          {
            term: "Built by",
            value: `${c.builtBy}, ${timeDistance(c.createdAt, c.now)}; reviews nothing in it`,
          },
          ...(c.accepted.length > 0
            ? [
                {
                  term: "Accepted",
                  value: (
                    <ul>
                      {c.accepted.map((a) => (
                        <li key={a.finding}>
                          {a.finding} Accepted by {a.by}
                          {a.reason ? (
                            <>
                              : <OwnWords text={a.reason} />
                            </>
                          ) : null}
                        </li>
                      ))}
                    </ul>
                  ),
                },
              ]
            : []),
          ...(c.settings.rules
            ? [
                {
                  term: "Rules",
                  value: (
                    <>
                      <Link href={`/rules/${c.settings.rules.version}`} className="text-accent underline">
                        Version {c.settings.rules.version}
                      </Link>
                      {c.launchedAt ? (
                        <>
                          ,{" "}
                          <Link
                            href={`/rules/coverage?campaign=${c.campaign}`}
                            className="text-accent underline"
                          >
                            how far each could be checked
                          </Link>
                        </>
                      ) : null}
                    </>
                  ),
                },
              ]
            : []),
          {
            term: "Drafts",
            value: (
              <ul>
                {draftingWords(c.settings).map((words) => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            ),
          },
          { term: "Alike items", value: togetherWords(c.settings.together) },
          { term: "Second looks", value: secondLookWords(c.settings) },
          { term: "Removals and changes", value: removalWords(c.settings) },
          { term: "Lending", value: lendingWords(c.settings) },
          { term: "Signing off", value: signOffWords(c.settings) },
          { term: "Figures on people", value: figuresWords(c.settings) },
          {
            term: "Read first",
            value: (
              <Disclosure summary="What reviewers read before they begin">
                <div className="mt-1 grid gap-2">
                  <Paragraphs text={c.settings.briefing.text} />
                </div>
              </Disclosure>
            ),
          },
          ...(c.arms ? [{ term: "Drawn by lot", value: <Drawn arms={c.arms} /> }] : []),
          { term: "Settings", value: <Copyable text={c.settingsHash} what="settings hash" /> },
          ...(c.root
            ? [{ term: "Items' root", value: <Copyable text={c.root} what="root of the items" /> }]
            : []),
        ]}
      />
    </section>
  );
}

/** How many were drawn, and what the log holds of it; which they are stands with the items once the campaign has ended. */
function Drawn({ arms }: { arms: NonNullable<CampaignView["arms"]> }) {
  return (
    <>
      {drawnWords(arms)} The log committed to the lots at launch{" "}
      <Copyable text={arms.commitment} what="SHA-256 of the secret" />
      {arms.revealed
        ? " and has said their secret since the end."
        : " and shows the secret behind it when the campaign ends."}
    </>
  );
}
