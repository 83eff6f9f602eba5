// Command mesh plays the parts of an Istio mesh that a Prometheus scrapes, one role per
// container: the control plane and a sidecar. No part of Istio is in it.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seldon-monitoring/sandbox/workloads/internal/mesh"
	"seldon-monitoring/sandbox/workloads/internal/serve"
)

func main() {
	name := flag.String("role", "proxy", "istiod or proxy")
	workload := flag.String("workload", "iris", "whose sidecar it plays")
	namespace := flag.String("namespace", "seldon", "where that workload is")
	flag.Parse()
	role, known := mesh.Roles[*name]
	if !known {
		log.Fatalf("-role %s: not one of istiod, proxy", *name)
	}
	registry := prometheus.NewRegistry()
	step := role.Start(registry, *workload, *namespace)
	go func() {
		for range time.Tick(role.Interval) {
			step()
		}
	}()
	mux := http.NewServeMux()
	mux.Handle("GET "+role.Path, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /ready", func(http.ResponseWriter, *http.Request) {})
	serve.ForEver(role.Address, mux)
}
