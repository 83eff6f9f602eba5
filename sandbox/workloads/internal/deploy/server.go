// Package deploy answers the part of Seldon Deploy's API that monitoring touches.
// It proves the wiring by using it: every address and label name comes from the
// Helm values of Seldon Deploy, handed over as environment variables.
package deploy

import (
	"net/http"
	"os"
	"time"

	"seldon-monitoring/sandbox/workloads/internal/mode"
	"seldon-monitoring/sandbox/workloads/internal/oidc"
	"seldon-monitoring/sandbox/workloads/internal/webhook"
)

const api = "/seldon-deploy/api/v1alpha1"

// Config is what Seldon Deploy's Helm values say about monitoring.
type Config struct {
	PrometheusURL         string // prometheus.seldon.url, ends with /api/v1/
	ResourceMetricsURL    string // prometheus.seldon.resourceMetricsUrl
	NamespaceLabel        string // prometheus.seldon.namespaceMetricName
	ServiceLabel          string // prometheus.seldon.serviceMetricName
	ActiveModelsNamespace string // prometheus.seldon.activeModelsNamespaceMetricName
	AlertmanagerURL       string // env.ALERTMANAGER_URL, the alerts endpoint itself
}

// FromEnvironment reads the configuration; usage metrics fall back to the one URL.
func FromEnvironment() Config {
	url := os.Getenv("PROMETHEUS_SELDON_URL")
	resources := os.Getenv("PROMETHEUS_SELDON_RESOURCE_METRICS_URL")
	if resources == "" {
		resources = url
	}
	return Config{
		PrometheusURL:         url,
		ResourceMetricsURL:    resources,
		NamespaceLabel:        os.Getenv("PROMETHEUS_SELDON_NAMESPACE_METRIC_NAME"),
		ServiceLabel:          os.Getenv("PROMETHEUS_SELDON_SERVICE_METRIC_NAME"),
		ActiveModelsNamespace: os.Getenv("PROMETHEUS_SELDON_ACTIVE_MODELS_NAMESPACE_METRIC_NAME"),
		AlertmanagerURL:       os.Getenv("ALERTMANAGER_URL"),
	}
}

// Server holds the configuration and the webhooks received so far.
type Server struct {
	// Provider of the tokens that the webhook asks for; none: it asks for none.
	Provider *oidc.Provider
	Mode     *mode.Mode // of its metrics

	config   Config
	client   *http.Client
	webhooks webhook.Keeper
}

// New makes a server with no webhook received yet.
func New(config Config) *Server {
	return &Server{Mode: mode.New("ok"), config: config, client: &http.Client{Timeout: 10 * time.Second}}
}

// Handler routes the API; paths under /sandbox/ are not Seldon's.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+api+"/webhooks/firing-alert", s.receiveWebhook)
	mux.HandleFunc("GET "+api+"/alerting/alerts", s.listAlerts)
	mux.HandleFunc("POST "+api+"/alerting/test", s.fireTestAlert)
	mux.HandleFunc("GET "+api+"/healthcheck/{dependency}", s.checkHealth)
	mux.HandleFunc("GET /sandbox/webhooks", s.webhooks.List)
	mux.Handle("/sandbox/mode", s.Mode)
	mux.HandleFunc("GET /sandbox/usage", s.showUsage)
	if s.Provider != nil {
		mux.HandleFunc("GET /sandbox/tokens", s.Provider.Count)
	}
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, _ *http.Request) {})
	return mux
}
