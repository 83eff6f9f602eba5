// Package mesh serves what Istio's control plane and its proxies serve: names, labels,
// ports and paths are those of Istio's pages on Prometheus and on its standard metrics.
package mesh

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Role is where a part of the mesh is scraped, and how it begins what it does each
// interval.
type Role struct {
	Address  string
	Path     string
	Interval time.Duration
	Start    func(registry *prometheus.Registry, workload, namespace string) func()
}

// Roles by name.
var Roles = map[string]Role{
	"istiod": {":15014", "/metrics", time.Second, startControlPlane},
	"proxy":  {":15090", "/stats/prometheus", 100 * time.Millisecond, startProxy},
	// Reached by its sidecar alone.
	"model": {"127.0.0.1:6001", "/prometheus", time.Second, startModel},
}

// Every takes a step each interval, for ever.
func Every(interval time.Duration, step func()) {
	for range time.Tick(interval) {
		step()
	}
}

// RequestLabels are those of the standard metrics that a question by workload needs.
var RequestLabels = []string{
	"reporter", "source_workload", "source_workload_namespace",
	"destination_workload", "destination_workload_namespace", "response_code",
}

func startControlPlane(registry *prometheus.Registry, _, _ string) func() {
	connected := promauto.With(registry).NewGauge(prometheus.GaugeOpts{
		Name: "pilot_xds",
		Help: "Number of endpoints connected to this control plane.",
	})
	return func() { connected.Set(1) }
}

// startProxy answers one request per call, from Seldon Deploy to the workload, in 20 ms.
func startProxy(registry *prometheus.Registry, workload, namespace string) func() {
	factory := promauto.With(registry)
	requests := factory.NewCounterVec(prometheus.CounterOpts{
		Name: "istio_requests_total",
		Help: "Requests that this proxy has handled.",
	}, RequestLabels)
	duration := factory.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "istio_request_duration_milliseconds",
		Help:    "How long requests took.",
		Buckets: []float64{0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000},
	}, RequestLabels)
	request := []string{"destination", "seldon-deploy", "seldon-system", workload, namespace, "200"}
	return func() {
		requests.WithLabelValues(request...).Inc()
		duration.WithLabelValues(request...).Observe(20)
	}
}

// startModel counts its seconds, under a name that nothing else has.
func startModel(registry *prometheus.Registry, _, _ string) func() {
	return promauto.With(registry).NewCounter(prometheus.CounterOpts{
		Name: "sandbox_strict_model_seconds_total",
		Help: "Seconds for which this model has run.",
	}).Inc
}
