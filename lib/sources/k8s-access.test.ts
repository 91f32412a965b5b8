import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { k8sAccess, k8sRules, k8sVerbsAccess, levelOf } from "./k8s-access";

describe("the level of a verb", () => {
  test.each([
    ["get", "pods", "read"],
    ["watch", "secrets", "read"],
    ["create", "pods", "write"],
    ["deletecollection", "pods", "write"],
    ["frobnicate", "pods", "write"],
    ["bind", "clusterroles", "permissions"],
    ["escalate", "roles", "permissions"],
    ["impersonate", "users", "permissions"],
    ["update", "rolebindings", "permissions"],
    ["create", "serviceaccounts/token", "permissions"],
    ["get", "clusterroles", "read"],
  ])("%s %s is %s", (verb, on, level) => expect(levelOf(verb, on)).toBe(level));

  test("only get, list and watch read", () =>
    fc.assert(
      fc.property(fc.string(), (verb) => {
        if (!["get", "list", "watch"].includes(verb)) expect(levelOf(verb, "pods")).not.toBe("read");
      }),
    ));
});

/** From the kube-prometheus manifests, by hand. */
const kubeStateMetrics = [
  { apiGroups: [""], resources: ["configmaps", "secrets", "nodes", "pods"], verbs: ["list", "watch"] },
  { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
];
const prometheusOperator = [
  { apiGroups: ["monitoring.coreos.com"], resources: ["alertmanagers", "prometheuses"], verbs: ["*"] },
  { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["*"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "delete"] },
];
const metricsServer = [{ apiGroups: ["metrics.k8s.io"], resources: ["*"], verbs: ["*"] }];

describe("rules", () => {
  const access = (rules: unknown) => k8sAccess(k8sRules(rules) ?? []);

  test("a reader of everything but for one right", () => {
    const a = access({ kind: "ClusterRole", rules: kubeStateMetrics });
    expect(a.groups.map((g) => `${g.level} ${g.on}`)).toEqual([
      "write tokenreviews",
      "read configmaps",
      "read nodes",
      "read pods",
      "read secrets",
    ]);
    expect(a.riskiest).toEqual(["list secrets", "watch secrets"]);
  });

  test("every verb on a kind is the whole of it", () => {
    const a = access(prometheusOperator);
    expect(a).toMatchObject({
      everything: false,
      whole: ["alertmanagers", "configmaps", "prometheuses", "secrets"],
    });
    expect(a.riskiest[0]).toBe("* secrets");
  });

  test("every kind of one API group is not everything", () => {
    expect(access(metricsServer)).toMatchObject({ everything: false, whole: ["*.metrics.k8s.io"] });
    expect(access([{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }])).toMatchObject({
      everything: true,
    });
  });

  test("addresses that are no resource", () => {
    expect(access([{ nonResourceURLs: ["/metrics"], verbs: ["get"] }]).groups).toMatchObject([
      { level: "read", on: "/metrics" },
    ]);
  });

  test("a role without rules allows nothing, and another document is none", () => {
    expect(k8sRules({ rules: null })).toEqual([]);
    expect(k8sRules({ Statement: [] })).toBeUndefined();
    expect(k8sRules("text")).toBeUndefined();
  });

  test("verbs alone, as a list of them comes from an export", () => {
    expect(k8sVerbsAccess(["get", "list", "watch"])?.groups).toMatchObject([
      { level: "read", on: "objects" },
    ]);
    expect(k8sVerbsAccess(["get", "s3:GetObject"])).toBeUndefined();
    expect(k8sVerbsAccess([])).toBeUndefined();
  });
});
