import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** How many are drawn, and with which seed. */
export function SampleFields() {
  return (
    <>
      <Field label="Sample size" required>
        {(c) => <Input {...c} name="size" type="number" min={1} max={500} defaultValue={25} />}
      </Field>
      <Field label="Seed" required>
        {(c) => (
          <Input
            {...c}
            name="seed"
            autoComplete="off"
            spellCheck={false}
            minLength={4}
            maxLength={64}
            placeholder="any word, kept with the sample"
          />
        )}
      </Field>
    </>
  );
}
