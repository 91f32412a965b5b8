import { SMALLEST_GROUP } from "./rules";

/** What so many of a hundred of a group hold is the group's usual access. */
export const BASELINE = 80;

/**
 * A simple role mining, where no role model covers an application: what at least 80 % of the people of one title and
 * department hold (else of one department, where the title's group is too small) is that group's usual access. The largest
 * of the "user-role mining by attributes" family, with no search in it, so that anybody can count it after us (cf. Vaidya,
 * Atluri and Guo, The role mining problem, SACMAT 2007: this is their problem with the users' groups given). It is found
 * from who holds what, so it repeats what is wrong everywhere; the sentence says that it is no role model.
 *
 * `ev_baseline`: of each group, in each application without a role model, how many entitlements its baseline has. An item is
 * told to be outside only where there is a baseline to be outside of. The subject is left out of its own item's share; of
 * the baseline's other entitlements the whole group counts.
 */
export const miningSql: readonly string[] = [
  `CREATE TEMP TABLE ev_baseline ON COMMIT DROP AS
    WITH grp AS (
      SELECT g_title AS g, max(size_title) AS size FROM ev_person WHERE g_title IS NOT NULL AND counts GROUP BY g_title
      UNION ALL SELECT g_department, max(size_department) FROM ev_person WHERE g_department IS NOT NULL AND counts GROUP BY g_department
    )
    SELECT x.g, e.snapshot_id, e.application_id, count(*)::int AS rights FROM grp
    JOIN ev_peer x ON x.g = grp.g AND x.holders * 100 >= grp.size * ${BASELINE}
    JOIN ev_entitlement e ON e.e = x.e AND e.staged
    JOIN ev_application ap ON ap.snapshot_id = e.snapshot_id AND ap.application_id = e.application_id AND NOT ap.role_modelled
    WHERE grp.size >= ${SMALLEST_GROUP}
    GROUP BY x.g, e.snapshot_id, e.application_id`,
  "CREATE UNIQUE INDEX ON ev_baseline (g, snapshot_id, application_id)",
  "ANALYZE ev_baseline",
];
