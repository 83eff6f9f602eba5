// Command model plays the pods that Seldon makes for a model, one role per container:
// the executor and the model itself, the drift detector, the metrics server.
package main

import (
	"flag"
	"log"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seldon-monitoring/sandbox/workloads/internal/mode"
	"seldon-monitoring/sandbox/workloads/internal/seldoncore"
	"seldon-monitoring/sandbox/workloads/internal/serve"
)

func main() {
	name := flag.String("role", "executor", "executor, classifier, drift-detector or metrics-server")
	flag.Parse()
	role, known := seldoncore.Roles[*name]
	if !known {
		log.Fatalf("-role %s: not one of %v", *name, seldoncore.Names())
	}
	registry := prometheus.NewRegistry()
	chosen := mode.New(role.Modes...)
	go seldoncore.Every(role.Interval, role.Start(registry, chosen))

	mux := http.NewServeMux()
	mux.Handle("GET "+role.Path, chosen.Metrics(promhttp.HandlerFor(registry, promhttp.HandlerOpts{})))
	mux.Handle("/sandbox/mode", chosen)
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, _ *http.Request) {})
	serve.ForEver(role.Address, mux)
}
