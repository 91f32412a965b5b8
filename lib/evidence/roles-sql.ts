/**
 * The role model: `ev_role` every role, `ev_role_entitlement` what it includes, `ev_role_person` who has it,
 * `ev_role_names` a person's roles by name, `ev_included` the role that includes a staged item. Ids mean the role's own
 * snapshot if it has them, else any other: directories model applications that another source lists.
 */
export const rolesSql: readonly string[] = [
  `CREATE TEMP TABLE ev_role ON COMMIT DROP AS
    SELECT (row_number() OVER (ORDER BY r.snapshot_id, r.id))::int AS r, r.snapshot_id, r.id, coalesce(r.name, r.id) AS name
    FROM snap_role r JOIN ev_force f ON f.snapshot_id = r.snapshot_id`,
  "CREATE UNIQUE INDEX ON ev_role (snapshot_id, id)",
  "ANALYZE ev_role",
  `CREATE TEMP TABLE ev_role_entitlement ON COMMIT DROP AS
    SELECT DISTINCT r.r, e.e FROM snap_role_entitlement x
    JOIN ev_role r ON r.snapshot_id = x.snapshot_id AND r.id = x.role_id
    LEFT JOIN ev_entitlement own ON own.snapshot_id = x.snapshot_id AND own.entitlement_id = x.entitlement_id
    JOIN ev_entitlement e ON e.entitlement_id = x.entitlement_id AND (e.e = own.e OR own.e IS NULL)`,
  "CREATE INDEX ON ev_role_entitlement (e, r)",
  "ANALYZE ev_role_entitlement",
  `CREATE TEMP TABLE ev_role_person ON COMMIT DROP AS
    SELECT DISTINCT coalesce(own.p, i.p) AS p, r.r FROM snap_identity_role x
    JOIN ev_role r ON r.snapshot_id = x.snapshot_id AND r.id = x.role_id
    LEFT JOIN ev_person own ON own.snapshot_id = x.snapshot_id AND own.id = x.identity_id
    LEFT JOIN ev_id i ON i.id = x.identity_id
    WHERE coalesce(own.p, i.p) IS NOT NULL`,
  "CREATE INDEX ON ev_role_person (p, r)",
  "ANALYZE ev_role_person",
];

export const roleFactsSql: readonly string[] = [
  `CREATE TEMP TABLE ev_role_names ON COMMIT DROP AS
    SELECT x.p, (array_agg(r.name ORDER BY r.name COLLATE "C", r.r))[1:5] AS names
    FROM ev_role_person x JOIN ev_role r ON r.r = x.r GROUP BY x.p`,
  "CREATE UNIQUE INDEX ON ev_role_names (p)",
  "ANALYZE ev_role_names",
  `CREATE TEMP TABLE ev_included ON COMMIT DROP AS
    SELECT i.n, (array_agg(r.name ORDER BY r.name COLLATE "C", r.r))[1] AS role, min(r.snapshot_id) AS snapshot_id
    FROM ev_item i
    JOIN ev_role_person x ON x.p = i.p
    JOIN ev_role_entitlement y ON y.r = x.r AND y.e = i.e
    JOIN ev_role r ON r.r = x.r
    GROUP BY i.n`,
  "CREATE UNIQUE INDEX ON ev_included (n)",
  "ANALYZE ev_included",
];
