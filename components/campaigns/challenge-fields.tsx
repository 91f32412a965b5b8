"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormContext, useWatch } from "react-hook-form";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { calendarDate } from "@/components/ui/time-distance";
import { challengeLeavesOptions, newKey, useChallengeLeave } from "@/lib/campaigns/client";
import { challengeNotice } from "@/lib/campaigns/schema";
import type { Conditions } from "./conditions";

/** Items made up to test the review itself: allowed by a control owner for one campaign by its name, put in by whoever launches it. */
export function ChallengeFields({ mayLaunch }: { mayLaunch: boolean }) {
  const { register, control } = useFormContext<Conditions>();
  const name = useWatch({ control, name: "name" }).trim();
  const { data } = useQuery(challengeLeavesOptions());
  const leave = useChallengeLeave();
  const fits = (campaign: string) => campaign.toLowerCase() === name.toLowerCase();
  const given = data?.rows.find((l) => fits(l.campaign) && !l.mine);
  const mine = data?.rows.filter((l) => l.mine) ?? [];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">Challenge items</legend>
      <p className="mb-3 text-sm text-ink-2">
        Made-up items, one to every twenty of a list at most, show whether a review would notice what is
        wrong. Each is revealed as soon as it is answered. None of them counts as an item, and nothing is ever
        decided or removed by one. Reviewers read before they start: “{challengeNotice}”
      </p>
      {mayLaunch ? (
        <Checkbox
          label="Put challenge items in"
          hint={
            given
              ? `${given.by} allowed them for a campaign of this name on ${calendarDate(given.at.slice(0, 10))}.`
              : name === ""
                ? "A control owner has to allow them for this campaign by its name first. Name it to see whether one has."
                : `No control owner has allowed them for “${name}” yet. They do it on this page, under the same name.`
          }
          disabled={!given}
          {...register("challengeItems", { disabled: !given })}
        />
      ) : null}
      {data?.mayAllow ? (
        <div className="grid gap-2">
          <Button
            className="w-fit"
            disabled={name === "" || leave.isPending || mine.some((l) => fits(l.campaign))}
            onClick={() =>
              leave.mutate(
                { allow: name, key: newKey() },
                { onSuccess: () => announce(`Allowed for ${name}`) },
              )
            }
          >
            {name === "" ? "Name a campaign to allow them for" : `Allow them for “${name}”`}
          </Button>
          <p className="text-sm text-ink-2">
            Somebody else launches it. Your leave is good for one campaign of that name and stands in the log.
          </p>
          {mine.length > 0 ? (
            <ul className="grid gap-1" aria-label="Leaves you gave">
              {mine.map((l) => (
                <li key={l.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="[overflow-wrap:anywhere]">
                    Allowed for “{l.campaign}” on {calendarDate(l.at.slice(0, 10))}, not used yet
                  </span>
                  <Button
                    size="sm"
                    disabled={leave.isPending}
                    onClick={() =>
                      leave.mutate(
                        { takeBack: l.id, key: newKey() },
                        { onSuccess: () => announce(`Taken back for ${l.campaign}`) },
                      )
                    }
                  >
                    Take back
                  </Button>
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
      {leave.isError ? <p role="alert">Not recorded: {leave.error.message}</p> : null}
    </fieldset>
  );
}
