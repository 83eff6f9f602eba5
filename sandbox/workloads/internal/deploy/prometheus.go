package deploy

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"seldon-monitoring/sandbox/workloads/internal/serve"
)

// Its own `namespace` label becomes exported_namespace when the pod is scraped
// without honorLabels: the label that activeModelsNamespaceMetricName names.
var activeModels = promauto.NewGaugeVec(prometheus.GaugeOpts{
	Name: "seldon_sandbox_active_models",
	Help: "Models that Seldon Deploy knows, by their namespace.",
}, []string{"namespace"})

func init() { activeModels.WithLabelValues("seldon").Set(1) }

// ask reads the data of one answer of Prometheus' API. The path is appended to the
// base as it stands, so a URL that lacks its last slash shows.
func (s *Server) ask(base, path string, data any) error {
	response, err := s.client.Get(base + path)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s%s answered %s", base, path, response.Status)
	}
	body := struct{ Data any }{Data: data}
	return json.NewDecoder(response.Body).Decode(&body)
}

// number evaluates an expression that yields at most one series; nil when none.
func (s *Server) number(base, expression string) (*float64, error) {
	var data struct{ Result []struct{ Value [2]any } }
	path := "query?query=" + url.QueryEscape(expression)
	if err := s.ask(base, path, &data); err != nil || len(data.Result) == 0 {
		return nil, err
	}
	text, _ := data.Result[0].Value[1].(string)
	value, err := strconv.ParseFloat(text, 64)
	return &value, err
}

// showUsage asks what Seldon Deploy's pages ask, by the label names it was given.
func (s *Server) showUsage(w http.ResponseWriter, r *http.Request) {
	namespace, name := r.FormValue("namespace"), r.FormValue("deployment")
	usage := map[string]*float64{}
	for key, query := range map[string][2]string{
		"requestsPerSecond": {s.config.PrometheusURL, fmt.Sprintf(
			`sum(rate(seldon_api_executor_server_requests_seconds_count{%s=%q,deployment_name=%q,%s="predictions"}[1m]))`,
			s.config.NamespaceLabel, namespace, name, s.config.ServiceLabel)},
		"activeModels": {s.config.PrometheusURL, fmt.Sprintf(
			`sum(seldon_sandbox_active_models{%s=%q})`, s.config.ActiveModelsNamespace, namespace)},
		"containers": {s.config.ResourceMetricsURL, fmt.Sprintf(
			`sum(model_containers_average{namespace=%q,name=%q})`, namespace, name)},
	} {
		value, err := s.number(query[0], query[1])
		if err != nil {
			serve.Refuse(w, http.StatusBadGateway, key+": "+err.Error())
			return
		}
		usage[key] = value
	}
	serve.Answer(w, http.StatusOK, usage)
}
