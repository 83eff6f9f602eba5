package deploy

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"seldon-monitoring/sandbox/workloads/internal/oidc"
)

// call asks a server and returns the status and the body.
func call(server *Server, method, path, body string) (int, string) {
	recorder := httptest.NewRecorder()
	server.Handler().ServeHTTP(recorder, httptest.NewRequest(method, path, strings.NewReader(body)))
	return recorder.Code, recorder.Body.String()
}

// fixed answers every request alike and keeps what it was asked.
func fixed(t *testing.T, status int, body string) (url string, asked *[]string) {
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		*asked = append(*asked, r.Method+" "+r.URL.String()+" "+string(sent))
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func TestWebhookIsKeptWithItsTime(t *testing.T) {
	server := New(Config{})
	status, _ := call(server, "POST", api+"/webhooks/firing-alert", `{"status":"firing","alerts":[{}]}`)
	if status != 200 {
		t.Fatalf("webhook answered %d", status)
	}
	_, body := call(server, "GET", "/sandbox/webhooks", "")
	var payloads []map[string]any
	if err := json.Unmarshal([]byte(body), &payloads); err != nil || len(payloads) != 1 {
		t.Fatalf("list is %s", body)
	}
	if _, err := time.Parse(time.RFC3339Nano, payloads[0]["receivedAt"].(string)); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoWebhookIsRefused(t *testing.T) {
	for _, body := range []string{"", "[]", "{}", `{"alerts":"none"}`} {
		server := New(Config{})
		if status, _ := call(server, "POST", api+"/webhooks/firing-alert", body); status != 400 {
			t.Errorf("%q answered %d", body, status)
		}
		if _, list := call(server, "GET", "/sandbox/webhooks", ""); strings.TrimSpace(list) != "[]" {
			t.Errorf("%q was kept", body)
		}
	}
}

func TestWithAProviderTheWebhookAsksForAToken(t *testing.T) {
	server := New(Config{})
	server.Provider = oidc.New(t.TempDir(), time.Minute)
	status, _ := call(server, "POST", api+"/webhooks/firing-alert", `{"alerts":[{}]}`)
	if status != 401 {
		t.Errorf("answered %d", status)
	}
	if _, list := call(server, "GET", "/sandbox/webhooks", ""); strings.TrimSpace(list) != "[]" {
		t.Errorf("kept %s", list)
	}
}

func TestOnlyFiringAlertsOfSeldonsTypesAreListed(t *testing.T) {
	url, asked := fixed(t, 200, `{"status":"success","data":{"alerts":[
		{"state":"firing","activeAt":"2024-05-01T10:00:00Z","annotations":{"title":"T","description":"D"},
		 "labels":{"alertname":"A","severity":"critical","type":"user"}},
		{"state":"pending","labels":{"alertname":"B","type":"infra"}},
		{"state":"firing","labels":{"alertname":"Watchdog"}}]}}`)
	_, body := call(New(Config{PrometheusURL: url + "/api/v1/"}), "GET", api+"/alerting/alerts", "")
	want := `[{"name":"A","severity":"critical","description":"D","title":"T","activeAt":"2024-05-01T10:00:00Z"}]`
	if strings.TrimSpace(body) != want {
		t.Errorf("got %s", body)
	}
	if (*asked)[0] != "GET /api/v1/alerts " {
		t.Errorf("asked %q", *asked)
	}
}

func TestTestAlertGoesToAlertmanagerAndEndsAfterAMinute(t *testing.T) {
	for _, body := range []string{"", "false"} {
		url, asked := fixed(t, 200, "")
		server := New(Config{AlertmanagerURL: url + "/api/v1/alerts"})
		if status, answer := call(server, "POST", api+"/alerting/test", body); status != 200 {
			t.Fatalf("%d %s", status, answer)
		}
		sent := strings.TrimPrefix((*asked)[0], "POST /api/v1/alerts ")
		var alerts []struct{ StartsAt, EndsAt time.Time }
		if err := json.Unmarshal([]byte(sent), &alerts); err != nil {
			t.Fatal(err, sent)
		}
		if alerts[0].EndsAt.Sub(alerts[0].StartsAt) != time.Minute {
			t.Errorf("sent %s", sent)
		}
	}
}

func TestWhatAlertmanagerRefusesIsPassedOn(t *testing.T) {
	url, _ := fixed(t, http.StatusGone, "v1 was removed")
	status, body := call(New(Config{AlertmanagerURL: url}), "POST", api+"/alerting/test", "")
	if status != 502 || !strings.Contains(body, "410 Gone: v1 was removed") {
		t.Errorf("%d %s", status, body)
	}
}

func TestHealthNamesTheState(t *testing.T) {
	good, _ := fixed(t, 200, "{}")
	bad, _ := fixed(t, http.StatusGone, "")
	for state, config := range map[string]Config{
		"DISABLED":                {},
		"ENABLED_AND_REACHABLE":   {AlertmanagerURL: good},
		"ENABLED_AND_UNREACHABLE": {AlertmanagerURL: bad},
	} {
		if _, body := call(New(config), "GET", api+"/healthcheck/ALERTMANAGER", ""); !strings.Contains(body, `"`+state+`"`) {
			t.Errorf("%s: %s", state, body)
		}
	}
	if status, _ := call(New(Config{}), "GET", api+"/healthcheck/GRAFANA", ""); status != 400 {
		t.Errorf("GRAFANA answered %d", status)
	}
}

func TestUsageAsksByTheLabelNamesGiven(t *testing.T) {
	url, asked := fixed(t, 200, `{"data":{"result":[{"value":[1,"2.5"]}]}}`)
	config := Config{PrometheusURL: url + "/", ResourceMetricsURL: url + "/",
		NamespaceLabel: "kubernetes_namespace", ServiceLabel: "exported_service", ActiveModelsNamespace: "exported_namespace"}
	_, body := call(New(config), "GET", "/sandbox/usage?namespace=seldon&deployment=iris", "")
	if !strings.Contains(body, `"requestsPerSecond":2.5`) {
		t.Error(body)
	}
	for _, label := range []string{"kubernetes_namespace", "exported_service", "exported_namespace"} {
		if !strings.Contains(strings.Join(*asked, "\n"), label) {
			t.Errorf("no query by %s in %q", label, *asked)
		}
	}
}
