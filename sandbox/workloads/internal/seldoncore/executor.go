package seldoncore

import (
	"math/rand/v2"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"seldon-monitoring/sandbox/workloads/internal/mode"
)

const slowSeconds = 3

var predictor = prometheus.Labels{
	"deployment_name":   "iris",
	"predictor_name":    "default",
	"predictor_version": "",
}

var model = prometheus.Labels{
	"model_name":    "classifier",
	"model_image":   "seldon-sandbox/model",
	"model_version": "dev",
}

// startExecutor answers one request per call: the server's view of it, and the
// client's, which is the executor's call to the model. A slow request is recorded as
// slow but not waited for, so the traffic stops in mode idle only.
func startExecutor(registry *prometheus.Registry, chosen *mode.Mode) func() {
	labels := []string{"service", "method", "code"}
	factory := promauto.With(prometheus.WrapRegistererWith(predictor, registry))
	server := factory.NewHistogramVec(prometheus.HistogramOpts{
		Name: "seldon_api_executor_server_requests_seconds",
		Help: "Latency of requests to the executor, in seconds.",
	}, labels)
	client := promauto.With(prometheus.WrapRegistererWith(model,
		prometheus.WrapRegistererWith(predictor, registry))).NewHistogramVec(prometheus.HistogramOpts{
		Name: "seldon_api_executor_client_requests_seconds",
		Help: "Latency of requests from the executor to the model, in seconds.",
	}, labels)
	return func() {
		if chosen.Is("idle") {
			return
		}
		code, seconds := outcome(chosen)
		server.WithLabelValues("predictions", "post", code).Observe(seconds + 0.002)
		client.WithLabelValues("/predict", "post", code).Observe(seconds)
	}
}

// outcome is the HTTP code of one request and how long it took, in seconds.
func outcome(chosen *mode.Mode) (string, float64) {
	quick := 0.01 + 0.04*rand.Float64()
	switch {
	case chosen.Is("fail"):
		return "500", quick
	case chosen.Is("reject"):
		return "400", quick
	case chosen.Is("slow"):
		return "200", slowSeconds + quick
	}
	return "200", quick
}
