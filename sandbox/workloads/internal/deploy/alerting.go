package deploy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"seldon-monitoring/sandbox/workloads/internal/serve"
)

// prometheusAlert is an alert as Prometheus' API gives it.
type prometheusAlert struct {
	Labels      map[string]string
	Annotations map[string]string
	State       string
	ActiveAt    time.Time
}

// firingAlert is an alert as Seldon Deploy's pages show it.
type firingAlert struct {
	Name        string    `json:"name"`
	Severity    string    `json:"severity"`
	Description string    `json:"description"`
	Title       string    `json:"title"`
	ActiveAt    time.Time `json:"activeAt"`
}

func (s *Server) listAlerts(w http.ResponseWriter, _ *http.Request) {
	var data struct{ Alerts []prometheusAlert }
	if err := s.ask(s.config.PrometheusURL, "alerts", &data); err != nil {
		serve.Refuse(w, http.StatusBadGateway, "alerts: "+err.Error())
		return
	}
	firing := []firingAlert{}
	for _, alert := range data.Alerts {
		if alert.shown() {
			firing = append(firing, alert.asSeldon())
		}
	}
	serve.Answer(w, http.StatusOK, firing)
}

// shown tells whether an alert fires and is of a type that Seldon knows.
func (a prometheusAlert) shown() bool {
	kind := a.Labels["type"]
	return a.State == "firing" && (kind == "user" || kind == "infra")
}

func (a prometheusAlert) asSeldon() firingAlert {
	return firingAlert{
		Name:        a.Labels["alertname"],
		Severity:    a.Labels["severity"],
		Description: a.Annotations["description"],
		Title:       a.Annotations["title"],
		ActiveAt:    a.ActiveAt,
	}
}

// testAlert resolves itself after a minute.
func testAlert(now time.Time) []map[string]any {
	return []map[string]any{{
		"labels": map[string]string{
			"alertname": "SeldonDeployTestAlert", "severity": "warning", "type": "user",
		},
		"annotations": map[string]string{
			"title":       "Test alert",
			"summary":     "Test alert",
			"description": "Sent by Seldon Deploy to try the way through Alertmanager.",
		},
		"startsAt": now.UTC().Format(time.RFC3339),
		"endsAt":   now.Add(time.Minute).UTC().Format(time.RFC3339),
	}}
}

func (s *Server) fireTestAlert(w http.ResponseWriter, r *http.Request) {
	throughMetrics := false
	err := json.NewDecoder(r.Body).Decode(&throughMetrics)
	if err != nil && err != io.EOF {
		serve.Refuse(w, http.StatusBadRequest, "test: the body must be true, false or nothing")
		return
	}
	if throughMetrics {
		serve.Refuse(w, http.StatusNotImplemented, "test: useMetricsFlow needs a rule of Seldon's that is not public")
		return
	}
	if err := s.post(testAlert(time.Now())); err != nil {
		serve.Refuse(w, http.StatusBadGateway, "test: "+err.Error())
		return
	}
	serve.Answer(w, http.StatusOK, map[string]any{})
}

// post sends alerts to Alertmanager and passes on why it took none.
func (s *Server) post(alerts []map[string]any) error {
	body, err := json.Marshal(alerts)
	if err != nil {
		return err
	}
	response, err := s.client.Post(s.config.AlertmanagerURL, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return nil
	}
	reason, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
	return fmt.Errorf("%s answered %s: %s", s.config.AlertmanagerURL, response.Status, strings.TrimSpace(string(reason)))
}
