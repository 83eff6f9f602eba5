// Command seldon-deploy plays Seldon Deploy: its API on port 8000, metrics on 8001, and
// where it asks for tokens, the OpenID Connect provider that gives them on 8443.
package main

import (
	"flag"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seldon-monitoring/sandbox/workloads/internal/deploy"
	"seldon-monitoring/sandbox/workloads/internal/oidc"
	"seldon-monitoring/sandbox/workloads/internal/serve"
)

func main() {
	api := flag.String("api", ":8000", "where the API listens")
	metrics := flag.String("metrics", ":8001", "where /metrics listens")
	tokens := flag.String("tokens", ":8443", "where the token endpoint listens")
	folder := flag.String("oidc", "", "folder of the provider's key pair and client; none: no token is asked for")
	// Go's OAuth2 client asks for a new token ten seconds before the end of one.
	lifetime := flag.Duration("lifetime", 20*time.Second, "of a token")
	flag.Parse()

	server := deploy.New(deploy.FromEnvironment())
	if *folder != "" {
		server.Provider = oidc.New(*folder, *lifetime)
		go serve.ForEverTLS(*tokens, server.Provider.Path(oidc.Certificate),
			server.Provider.Path(oidc.Key), server.Provider.Handler())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", server.Mode.Metrics(promhttp.Handler()))
	go serve.ForEver(*metrics, mux)
	serve.ForEver(*api, server.Handler())
}
