/** What a reviewer gives their word for, in the words they see. A change of it is a new version. */
export const attestation = {
  version: 1,
  text: "I looked at the evidence of each item and decided it myself.",
} as const;
