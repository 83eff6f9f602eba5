import pytest

from policies.guardrails.access import DECLARED, GUARDRAIL
from tests.policies.judging import UNKNOWN, Given, judge_stack
from tests.policies.manifests import NAMESPACE, asked, given, release, text, workload

RBAC = "rbac.authorization.k8s.io/v1"
ACCOUNT = "seldon-monitoring-prometheus"
# What kube-prometheus-stack gives its Prometheus.
READS = [
    {
        "apiGroups": [""],
        "resources": ["nodes", "nodes/metrics", "services", "endpoints", "pods"],
        "verbs": ["get", "list", "watch"],
    },
    {"nonResourceURLs": ["/metrics", "/metrics/cadvisor"], "verbs": ["get"]},
]


def role(*rules, kind="ClusterRole"):
    return given(kind, RBAC, name="reads", rules=[*rules])


def binding(account=ACCOUNT, name="reads", kind="ClusterRoleBinding", to="ClusterRole"):
    return given(
        kind,
        RBAC,
        name="binds",
        roleRef={"kind": to, "name": name},
        subjects=[{"kind": "ServiceAccount", "name": account, "namespace": NAMESPACE}],
    )


def prometheus(**spec):
    return given("Prometheus", spec={"serviceAccountName": ACCOUNT, **spec})


def rendered(chart, *objects):
    chart.append(text(*objects))
    return asked(GUARDRAIL, release())


@pytest.mark.parametrize("reference", [":v3.14.0", "@sha256:" + "0" * 64])
def test_a_workload_of_prometheus_is_known_by_its_image(chart, reference):
    pod = {
        "serviceAccountName": ACCOUNT,
        "containers": [{"image": f"quay.io/prometheus/prometheus{reference}"}],
    }
    server = given("Deployment", "apps/v1", spec={"template": {"spec": pod}})
    rule = {"resources": ["secrets"], "verbs": ["create"]}

    (said,) = rendered(chart, server, role(rule), binding()).complaints

    assert "lets Prometheus create secrets" in said


def test_reading_passes(chart):
    assert rendered(chart, prometheus(), role(*READS), binding()) == ([], None)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {"resources": ["secrets"], "verbs": ["get", "create"]},
            "lets Prometheus create secrets; take away all but get, list, watch",
        ),
        ({"resources": ["*"], "verbs": ["*"]}, "lets Prometheus * *"),
        (
            {"resources": ["pods"], "verbs": ["patch", "delete"]},
            "lets Prometheus delete, patch pods",
        ),
        (
            {"nonResourceURLs": ["/-/reload"], "verbs": ["post"]},
            "lets Prometheus post /-/reload; take away all but get",
        ),
        ({"nonResourceURLs": ["/a"], "verbs": ["list"]}, "lets Prometheus list /a"),
    ],
)
def test_writing_is_refused(chart, rule, said):
    (complaint,) = rendered(
        chart, prometheus(), role(*READS, rule), binding()
    ).complaints

    assert said in complaint


def test_a_role_that_nobody_declares_is_refused(chart):
    (said,) = rendered(chart, prometheus(), binding(name="cluster-admin")).complaints

    assert "the ClusterRole cluster-admin, which is not declared here" in said


def test_a_role_of_kubernetes_that_only_reads_passes(chart):
    assert rendered(chart, prometheus(), binding(name="view")) == ([], None)


def test_what_others_may_do_is_not_its_business(chart):
    writes = role({"resources": ["pods"], "verbs": ["*"]})
    pod = {
        "serviceAccountName": "operator",
        "containers": [{"name": "o", "image": "quay.io/prometheus-operator:v0.93.1"}],
    }
    operator = given("Deployment", "apps/v1", spec={"template": {"spec": pod}})

    assert rendered(chart, prometheus(), operator, writes, binding("operator")) == (
        [],
        None,
    )


def test_a_user_of_the_accounts_name_is_somebody_else(chart):
    writes = role({"resources": ["pods"], "verbs": ["*"]})
    bound = binding()
    bound.properties["subjects"][0]["kind"] = "User"

    assert rendered(chart, prometheus(), writes, bound) == ([], None)


def test_a_role_that_is_not_bound_to_it_is_not_its_business(chart):
    other = given(
        "ClusterRole",
        RBAC,
        name="operator",
        rules=[{"resources": ["pods"], "verbs": ["*"]}],
    )

    assert rendered(chart, prometheus(), role(*READS), other, binding()) == ([], None)


def test_a_role_in_a_namespace_counts(chart):
    writes = role({"resources": ["pods"], "verbs": ["delete"]}, kind="Role")
    bound = binding(kind="RoleBinding", to="Role")

    assert len(rendered(chart, prometheus(), writes, bound).complaints) == 1


def test_without_an_account_it_is_the_namespaces_default(chart):
    writes = role({"resources": ["pods"], "verbs": ["delete"]})
    found = given("Prometheus", spec={})

    assert len(rendered(chart, found, writes, binding("default")).complaints) == 1


def test_a_release_without_prometheus_passes(chart):
    writes = role({"resources": ["pods"], "verbs": ["delete"]})

    assert rendered(chart, writes, binding()) == ([], None)


def test_accounts_that_are_declared_one_by_one_are_judged_together():
    pod = {
        "serviceAccountName": ACCOUNT,
        "containers": [{"name": "p", "image": "quay.io/prometheus/prometheus:v3.0.0"}],
    }
    server = given("Deployment", "apps/v1", spec={"template": {"spec": pod}})
    writes = role({"resources": ["pods"], "verbs": ["delete"]})

    (said,) = judge_stack(DECLARED, [server, writes, binding()]).complaints

    assert "lets Prometheus delete pods" in said
    assert judge_stack(DECLARED, [server, role(*READS), binding()]) == ([], None)
    assert judge_stack(DECLARED, [writes, binding()]) == ([], None)


def test_an_exception_names_the_role():
    writes = role({"resources": ["pods"], "verbs": ["delete"]})
    until = {"reason": "goes with the old cluster", "until": "2026-12-31"}
    config = {"exceptions": [{"resource": "ClusterRole/reads", **until}]}

    whole = [prometheus(), writes, binding()]
    assert judge_stack(DECLARED, whole, config) == ([], None)
    assert judge_stack(DECLARED, whole).complaints != []


def test_unknown_verbs_are_left_to_the_update():
    unknown = role({"resources": ["pods"], "verbs": [UNKNOWN]})

    verdict = judge_stack(DECLARED, [prometheus(), unknown, binding()])

    assert verdict.complaints == []
    assert verdict.unknown is not None


@pytest.mark.parametrize("body", [{}, {"rules": None}, {"rules": [None, {}]}])
def test_a_role_without_rules_passes(body):
    empty = given("ClusterRole", RBAC, name="reads", **body)

    assert judge_stack(DECLARED, [prometheus(), empty, binding()]) == ([], None)


def test_what_is_no_kubernetes_object_passes():
    assert judge_stack(DECLARED, [Given("seldon-monitoring:index:X", {})]) == ([], None)
    assert asked(GUARDRAIL, workload("quay.io/a:1.0.0")) == ([], None)
