/** The pack's first page: what it is, how to check it, and what it does not prove. */
export function readme(of: { campaign: string; size: number; vkey: string; redacted: boolean }): string {
  return `Evidence pack: ${of.campaign}

What this is
  The record of one access review: what was to be reviewed, the evidence each reviewer was shown, the draft
  note beside it, every decision with the person who made it, and what was done about it. It was taken at the
  log's checkpoint of ${of.size} entries.

How to check it
  You need Node.js 20 or later and nothing else: no account, no server, no network.

    node verify.mjs .             in the unpacked folder, or
    node verify.mjs PACK.zip      with the verify.mjs of a copy you trust

  Give it the log's public key as you know it from elsewhere, and a checkpoint you kept from an earlier pack:

    node verify.mjs . --vkey KEYFILE --previous CHECKPOINT

  Or open verify.html, which can be had from the portal too, at /verify, and drop the pack on it: it says the same, and sends
  nothing anywhere.

  The key in this pack is only a claim of this pack:
    ${of.vkey}

Where to look
  report.html, .pdf what the review was and what became of it, with its limits; only where the pack was built at the log's end,
                    and not at an earlier checkpoint that somebody named
  oversight.json    figures on how people reviewed, what control owners answered to them, and which are withheld, by whom and why;
                    where the report has them too
  items.csv, .xlsx  every item, who it was with and how it ended
                    arm: whether it was decided before its draft was shown (blind), or never had one (undrafted); drawn by
                    lot from drawn_as and launch_reviewer_id, with the secret that arms.revealed says in the log
  decisions.csv     every decision, also those that were changed later; leaf_index is its place in the log
  counts.json       the figures of the report, each of which the tables and the log give again
  population.csv    every grant of the sources: an item, covered by an item, or left out and why
  tie-out.json      the equations of import, launch and close
  sources.json      where the data came from, with the hash of each file
  assignments.csv   who was given what, on which grounds, and who handed it on
  challenges.csv    items that were made up to test the review itself, where a control owner had allowed them: what each was, and
                    what its reviewer answered. They are no items of the campaign, and no decision is on one
  second-looks.csv  keeping privileged access that a second person looked at too: who, and what they said
  signoffs.jsonl    what each reviewer signed: a summary, the decisions it is over, and, where reviews are signed off at an
                    identity provider, its token with the keys it published then. The token's nonce is SHA-256 of the
                    checkpoint and the summary. Compare the keys with those your provider publishes
  exceptions.csv    what was kept although it breaks a rule: until when, who answers for it, who granted it
  remediation.csv   what was asked to be removed, and what a later export showed
  evidence.jsonl    the evidence packets, exactly as they were frozen
  drafts.jsonl      the drafts, what code kept of them and what it dropped, model and prompt
  payloads.jsonl    people's words, with the salts of their commitments
  rules/            the rules every item was checked against, who made and approved them, and what they covered; the
                    weights of the need score; models, prompts and versions of what drafted
  leaves.jsonl      the whole log: the hash of every entry, and the bytes of this campaign's
  roles.csv         who held which role in the portal while the campaign ran, with the places in the log
  proofs/           a receipt for each decision

${of.redacted ? withheld : ""}What this does not prove
  The log shows what was recorded and that nothing was changed or taken out since. It does not show that a
  person read what was put before them, and a server that was taken over could have recorded what never
  happened. What only this pack's manifest holds, as the report and a few columns, is named by the check "unbound".
  Sign-in records of your identity provider, and checkpoints kept elsewhere, corroborate it.
`;
}

const withheld = `What is left out of this copy
  This is a redacted pack. Names, e-mail addresses, words, facts and drafts are not in it; nor is the report. Evidence, drafts and
  words are there by their hashes. account_id, identity_id and credential_id hold a pseudonym, the same for the same id in every
  table here. People of the portal are named by its own ids. Applications and entitlements, and the rules and settings, are as they are.

  The log's entries (leaves.jsonl, proofs/) are what was signed, so none of their bytes can be left out or changed. They hold no
  words and no names of what was reviewed. In the clear they hold, beside ids of the portal and hashes:
    person.bound            the id, in its source, of the directory's record that a portal account belongs to
    ownership.offered       the id of the non-human identity that somebody was asked to answer for
    decision.recorded       eligibility.reviewer, on what grounds the item was with its reviewer: if it had been lent or handed
                            on, the name of who had it before
    campaign.staged         the scope as it was written, and catalogue.written the id of the entitlement that was described
  Whoever may not read these gets the tables, without leaves.jsonl and proofs/; those cannot be verified.

`;
