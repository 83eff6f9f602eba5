package seldoncore

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"seldon-monitoring/sandbox/workloads/internal/mode"
)

// analytics registers with the labels that every metric of a model, of its detectors
// and of its metrics server carries.
func analytics(registry *prometheus.Registry, method string) promauto.Factory {
	labels := prometheus.Labels{
		"seldon_deployment_namespace": "seldon",
		"method":                      method,
		"worker_id":                   "1",
	}
	return promauto.With(prometheus.WrapRegistererWith(labels,
		prometheus.WrapRegistererWith(model, prometheus.WrapRegistererWith(predictor, registry))))
}

func startClassifier(registry *prometheus.Registry, _ *mode.Mode) func() {
	predictions := analytics(registry, "predict").NewCounter(prometheus.CounterOpts{
		Name: "predictions_total",
		Help: "A custom metric, as a model's own code would add one.",
	})
	return predictions.Inc
}

// startDriftDetector tests one batch per call. The counter counts the tests that
// found drift, so it stands at 0 until there was one.
func startDriftDetector(registry *prometheus.Registry, chosen *mode.Mode) func() {
	factory := analytics(registry, "io.seldon.serving.inference.drift")
	gauge := func(name string) prometheus.Gauge {
		return factory.NewGauge(prometheus.GaugeOpts{Name: "seldon_metric_drift_" + name, Help: "Drift, last batch."})
	}
	isDrift, pValue, threshold := gauge("is_drift"), gauge("p_val"), gauge("threshold")
	drifts := factory.NewCounter(prometheus.CounterOpts{
		Name: "seldon_metric_drift_counter_total",
		Help: "Batches in which drift was found.",
	})
	threshold.Set(0.05)
	return func() {
		found, p := 0.0, 0.6
		if chosen.Is("drift") {
			found, p = 1, 0.001
		}
		isDrift.Set(found)
		pValue.Set(p)
		drifts.Add(found)
	}
}

// startMetricsServer judges two predictions per call, nine in ten of them right, or
// one in ten in mode misjudge.
func startMetricsServer(registry *prometheus.Registry, chosen *mode.Mode) func() {
	factory := analytics(registry, "io.seldon.serving.feedback.metrics")
	counter := func(outcome string) prometheus.Counter {
		return factory.NewCounter(prometheus.CounterOpts{
			Name: "seldon_metric_" + outcome + "_total",
			Help: "Predictions judged by feedback.",
		})
	}
	truePositive, trueNegative := counter("true_positive"), counter("true_negative")
	falsePositive, falseNegative := counter("false_positive"), counter("false_negative")
	return func() {
		right := 0.9
		if chosen.Is("misjudge") {
			right = 0.1
		}
		truePositive.Add(right)
		falsePositive.Add(1 - right)
		trueNegative.Add(right)
		falseNegative.Add(1 - right)
	}
}
