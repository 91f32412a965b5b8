"use client";

import { useQuery } from "@tanstack/react-query";
import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { campaignMailOptions } from "@/lib/mail/client";
import { kindWords, type CampaignMail as Mail, type MailKind } from "@/lib/mail/schema";

interface CampaignMailProps {
  campaign: string;
  /** What this campaign sends, frozen at launch. */
  wants: { invitations: boolean; reminderDays: readonly number[] } | undefined;
}

/** What was sent for a campaign, and what failed. */
export function CampaignMail({ campaign, wants }: CampaignMailProps) {
  const { data, isError, error } = useQuery(campaignMailOptions(campaign));
  return (
    <section aria-labelledby="mail" className="grid max-w-[44rem] gap-2">
      <h2 id="mail" className="text-base">
        Mail
      </h2>
      {isError ? (
        <Callout tone="finding" title="Not loaded">
          {error.message}
        </Callout>
      ) : data ? (
        <Sent mail={data} wants={wants} />
      ) : (
        <Loading label="Mail is being loaded">
          <Skeleton className="w-64" />
        </Loading>
      )}
    </section>
  );
}

const order: readonly MailKind[] = ["invitation", "reminder", "question", "answer", "figures"];

function Sent({ mail, wants }: { mail: Mail; wants: CampaignMailProps["wants"] }) {
  const rows = order.flatMap((kind) => mail.kinds.filter((k) => k.kind === kind));
  return (
    <>
      {mail.set ? (
        <p className="text-ink-2">{wantWords(wants)}</p>
      ) : (
        <p className="text-ink-2">
          E-mail is not set up here, so nothing is sent. Reviewers find their list and questions when they
          sign in. Whoever runs this server sets SMTP_URL to change that.
        </p>
      )}
      {mail.set && mail.noAddress > 0 ? (
        <p className="text-ink-2">
          {mail.noAddress === 1 ? "1 reviewer has" : `${mail.noAddress} reviewers have`} no e-mail address
          here: nothing reaches them by mail.
        </p>
      ) : null}
      {rows.length > 0 ? (
        <Table caption="Mail of this campaign">
          <TableHead>
            <HeadCell>What</HeadCell>
            <HeadCell numeric>Sent</HeadCell>
            <HeadCell numeric>Waiting</HeadCell>
            <HeadCell numeric>Failed</HeadCell>
            <HeadCell numeric>No longer due</HeadCell>
            <HeadCell className="sm:pl-6">Last sent</HeadCell>
          </TableHead>
          <TableBody>
            {rows.map((k) => (
              <TableRow key={k.kind}>
                <Cell label="What">{kindWords[k.kind]}</Cell>
                <Cell label="Sent" numeric>
                  {k.sent}
                </Cell>
                <Cell label="Waiting" numeric>
                  {k.queued}
                </Cell>
                <Cell label="Failed" numeric className={k.failed > 0 ? "text-finding" : ""}>
                  {k.failed}
                </Cell>
                <Cell label="No longer due" numeric>
                  {k.dropped}
                </Cell>
                <Cell label="Last sent" className="sm:pl-6">
                  {k.last ? calendarDate(k.last) : "–"}
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      ) : null}
      {mail.problems.length > 0 ? (
        <Disclosure
          summary={
            mail.problems.length === 1
              ? "1 mail with a problem"
              : `${mail.problems.length} mails with a problem`
          }
        >
          <ul className="divide-y divide-line border-y border-line">
            {mail.problems.map((p) => (
              <li key={p.id} className="py-1.5">
                {p.to}: {p.problem}
                <span className="block text-sm text-ink-3">
                  {kindWords[p.kind]}, {p.attempts === 1 ? "tried once" : `tried ${p.attempts} times`}, last
                  on {calendarDate(p.at)}; {p.state === "failed" ? "given up" : "it is tried again"}
                </span>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </>
  );
}

/** "Each reviewer gets an invitation, and reminders 7 and 2 days before the due date while items are open." */
export function wantWords(wants: CampaignMailProps["wants"]): string {
  const days = [...(wants?.reminderDays ?? [])].sort((a, b) => b - a);
  const before =
    days.length === 0
      ? ""
      : `${days.length === 1 ? "a reminder" : "reminders"} ${days.join(" and ").replace(/ and (?=.* and )/gu, ", ")} ${days.at(-1) === 1 && days.length === 1 ? "day" : "days"} before the due date while items are open`;
  if (wants?.invitations && before) return `Each reviewer gets an invitation, and ${before}.`;
  if (wants?.invitations) return "Each reviewer gets an invitation, and no reminder.";
  if (before) return `Reviewers get no invitation, and ${before}.`;
  return "Reviewers get no invitation and no reminder. Questions are still sent.";
}
