import { PersonSearch, type PersonSearchProps } from "@/components/reviews/person-search";
import { performersOptions } from "@/lib/oversight/workpaper-client";

type PerformerSearchProps = Pick<PersonSearchProps, "control" | "chosen" | "onChoose"> & { campaign: string };

/** Finds somebody who had no part in a campaign; nobody is chosen until a person is. */
export function PerformerSearch({ campaign, ...search }: PerformerSearchProps) {
  return (
    <PersonSearch
      {...search}
      find={(q) => performersOptions(campaign, q)}
      nobody="Nobody found who can sign in and had no part in this campaign."
    />
  );
}
