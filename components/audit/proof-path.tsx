import { Disclosure } from "@/components/ui/disclosure";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { CheckedProof } from "@/lib/audit-log/client";

/** The way from an entry to the root: with what each hash is joined, on which side, and what comes of it. */
export function ProofPath({ proof }: { proof: Pick<CheckedProof, "path" | "leafHash" | "root"> }) {
  const n = proof.path.length;
  const joined = n === 1 ? "1 hash" : `${n} hashes`;
  return (
    <Disclosure summary={`The way from the entry to the root: ${joined}`}>
      <Table caption="The way from the entry to the root">
        <TableHead>
          <HeadCell>Step</HeadCell>
          <HeadCell>Joined with</HeadCell>
          <HeadCell>On its</HeadCell>
          <HeadCell>Gives</HeadCell>
        </TableHead>
        <TableBody>
          <TableRow>
            <Cell>Entry</Cell>
            <Cell label="Joined with">nothing</Cell>
            <Cell label="On its">–</Cell>
            <Cell label="Gives">
              <Hash text={proof.leafHash} />
            </Cell>
          </TableRow>
          {proof.path.map((step, at) => (
            <TableRow key={step.hash}>
              <Cell>{at + 1}</Cell>
              <Cell label="Joined with">
                <Hash text={step.sibling} />
              </Cell>
              <Cell label="On its">{step.side}</Cell>
              <Cell label="Gives">
                <Hash text={step.hash} />
                {step.hash === proof.root ? <span className="block text-sm text-ink-2">the root</span> : null}
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Disclosure>
  );
}

function Hash({ text }: { text: string }) {
  return <code className="text-sm [overflow-wrap:anywhere]">{text}</code>;
}
