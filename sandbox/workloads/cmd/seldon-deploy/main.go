// Command seldon-deploy plays Seldon Deploy: its API on port 8000, metrics on 8001.
package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seldon-monitoring/sandbox/workloads/internal/deploy"
	"seldon-monitoring/sandbox/workloads/internal/serve"
)

func main() {
	server := deploy.New(deploy.FromEnvironment())
	metrics := http.NewServeMux()
	metrics.Handle("GET /metrics", promhttp.Handler())
	go serve.ForEver(":8001", metrics)
	serve.ForEver(":8000", server.Handler())
}
