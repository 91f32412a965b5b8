import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { TimeDistance } from "@/components/ui/time-distance";
import { roleLabels } from "@/lib/auth/schema";
import type { PersonRow } from "@/lib/people/schema";
import { ChangeAccess } from "./change-access";

interface PeopleTableProps {
  people: readonly PersonRow[];
  /** Who looks at it, and whether they may change anything. */
  viewer: { id: string; manages: boolean };
  /** ISO instant the distances count to. */
  asOf: string;
}

export function PeopleTable({ people, viewer, asOf }: PeopleTableProps) {
  return (
    <Table caption="People">
      <TableHead>
        <HeadCell>Person</HeadCell>
        <HeadCell>In the directory</HeadCell>
        <HeadCell>Roles</HeadCell>
        <HeadCell>Last sign-in</HeadCell>
        {viewer.manages ? (
          <HeadCell>
            <span className="sr-only">Change</span>
          </HeadCell>
        ) : null}
      </TableHead>
      <TableBody>
        {people.map((person) => (
          <TableRow key={person.id}>
            <Cell>
              <span className="[overflow-wrap:anywhere]">
                <span className="font-medium">{person.name}</span>
                {person.id === viewer.id ? <span className="text-ink-2"> (you)</span> : null}
                {person.status === "disabled" ? (
                  <Badge tone="attention" className="ml-2">
                    Access ended
                  </Badge>
                ) : null}
                {person.kind === "simulated" ? <Badge className="ml-2">Simulated</Badge> : null}
                <span className="block text-sm text-ink-2">{person.email ?? "No e-mail"}</span>
              </span>
            </Cell>
            <Cell label="In the directory">
              <Identity person={person} />
            </Cell>
            <Cell label="Roles">
              {person.roles.length > 0 ? (
                <span className="inline-flex flex-wrap gap-1">
                  {person.roles.map((role) => (
                    <Badge key={role}>{roleLabels[role]}</Badge>
                  ))}
                </span>
              ) : (
                <span className="text-ink-3">None</span>
              )}
            </Cell>
            <Cell label="Last sign-in">
              <LastSignIn person={person} asOf={asOf} />
            </Cell>
            {viewer.manages ? (
              <Cell>
                <span className="flex justify-end">
                  {person.kind === "person" ? (
                    <ChangeAccess person={person} own={person.id === viewer.id} />
                  ) : null}
                </span>
              </Cell>
            ) : null}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Identity({ person }: { person: PersonRow }) {
  if (person.kind === "operator") return <span className="text-ink-2">The command line of this server</span>;
  if (!person.identity) return <span className="text-ink-2">Not matched</span>;
  return (
    <span className="[overflow-wrap:anywhere]">
      {person.identity.name ?? person.identity.id}
      <span className="block text-sm text-ink-2">
        {person.identity.source}, {person.identity.id}
      </span>
    </span>
  );
}

function LastSignIn({ person, asOf }: { person: PersonRow; asOf: string }) {
  if (person.lastSignIn) return <TimeDistance date={person.lastSignIn} asOf={asOf} />;
  return <span className="text-ink-3">{person.kind === "person" ? "Never" : "Does not sign in"}</span>;
}
