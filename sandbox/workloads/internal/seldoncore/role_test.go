package seldoncore

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seldon-monitoring/sandbox/workloads/internal/mode"
)

// started runs a role by hand and returns its turn and what a scrape shows.
func started(name string, chosen *mode.Mode) (turn func(), scrape func() string) {
	registry := prometheus.NewRegistry()
	turn = Roles[name].Start(registry, chosen)
	return turn, func() string {
		recorder := httptest.NewRecorder()
		promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(recorder, httptest.NewRequest("GET", "/", nil))
		return recorder.Body.String()
	}
}

func set(chosen *mode.Mode, name string) int {
	recorder := httptest.NewRecorder()
	chosen.ServeHTTP(recorder, httptest.NewRequest("POST", "/sandbox/mode?mode="+name, nil))
	return recorder.Code
}

func expect(t *testing.T, scraped string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(scraped, line+"\n") {
			t.Errorf("no line %s in\n%s", line, scraped)
		}
	}
}

func TestExecutorCountsByCodeAndLatency(t *testing.T) {
	chosen := mode.New(Roles["executor"].Modes...)
	turn, scrape := started("executor", chosen)
	turn()
	for _, name := range []string{"fail", "slow", "reject", "idle", "ok"} {
		if code := set(chosen, name); code != 200 {
			t.Fatalf("mode %s answered %d", name, code)
		}
		turn()
	}
	line := func(kind, code, more string, value int) string {
		return fmt.Sprintf(`seldon_api_executor_server_requests_seconds_%s{code="%s",deployment_name="iris",`+
			`method="post",predictor_name="default",predictor_version="",service="predictions"%s} %d`,
			kind, code, more, value)
	}
	expect(t, scrape(),
		line("count", "200", "", 3),
		line("count", "500", "", 1),
		line("count", "400", "", 1),
		line("bucket", "200", `,le="2.5"`, 2), // the slow one is beyond
		line("bucket", "200", `,le="5"`, 3),
		line("bucket", "500", `,le="0.1"`, 1))
}

func TestDriftIsCountedWhileItLasts(t *testing.T) {
	chosen := mode.New(Roles["drift-detector"].Modes...)
	turn, scrape := started("drift-detector", chosen)
	turn()
	before := scrape()
	set(chosen, "drift")
	turn()
	turn()
	if value(before, "seldon_metric_drift_counter_total") != "0" || value(before, "seldon_metric_drift_is_drift") != "0" {
		t.Errorf("drift at the start:\n%s", before)
	}
	if value(scrape(), "seldon_metric_drift_counter_total") != "2" || value(scrape(), "seldon_metric_drift_is_drift") != "1" {
		t.Errorf("no drift:\n%s", scrape())
	}
}

func TestMisjudgingTurnsTheVerdictsRound(t *testing.T) {
	chosen := mode.New(Roles["metrics-server"].Modes...)
	turn, scrape := started("metrics-server", chosen)
	set(chosen, "misjudge")
	turn()
	if right, wrong := value(scrape(), "seldon_metric_true_positive_total"), value(scrape(), "seldon_metric_false_positive_total"); right != "0.1" || wrong != "0.9" {
		t.Errorf("right %s, wrong %s", right, wrong)
	}
}

func TestEveryRoleStarts(t *testing.T) {
	for name, role := range Roles {
		turn, scrape := started(name, mode.New(role.Modes...))
		turn()
		if !strings.Contains(scrape(), `deployment_name="iris"`) {
			t.Errorf("%s shows\n%s", name, scrape())
		}
	}
}

// value of the one series of a metric.
func value(scraped, metric string) string {
	for line := range strings.Lines(scraped) {
		if strings.HasPrefix(line, metric+"{") {
			return strings.TrimSpace(line[strings.LastIndex(line, " "):])
		}
	}
	return ""
}
