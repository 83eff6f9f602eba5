// Command mesh plays the parts of an Istio mesh that its monitoring meets, one role per
// container: the control plane, a proxy's metrics, the injector, the sidecar that it
// injects, and a model behind one. No part of Istio is in it.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seldon-monitoring/sandbox/workloads/internal/mesh"
	"seldon-monitoring/sandbox/workloads/internal/serve"
)

func main() {
	name := flag.String("role", "proxy", "istiod, proxy, model, injector or sidecar")
	workload := flag.String("workload", "iris", "whose proxy it plays")
	namespace := flag.String("namespace", "seldon", "where that workload is")
	flag.Parse()
	switch role, scraped := mesh.Roles[*name]; {
	case scraped:
		expose(role, *workload, *namespace)
	case *name == "injector":
		inject()
	case *name == "sidecar":
		accompany()
	default:
		log.Fatalf("-role %s: not one of istiod, proxy, model, injector, sidecar", *name)
	}
}

func expose(role mesh.Role, workload, namespace string) {
	registry := prometheus.NewRegistry()
	go mesh.Every(role.Interval, role.Start(registry, workload, namespace))
	mux := ready()
	mux.Handle("GET "+role.Path, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	serve.ForEver(role.Address, mux)
}

// inject listens where Istio's injector does, and shows its authority to who asks.
func inject() {
	authority, err := mesh.NewAuthority()
	check(err)
	pair, err := authority.Server("istiod.istio-system.svc")
	check(err)
	go serve.Pair(":15017", pair, mesh.Injector{Authority: authority})
	mux := ready()
	mux.HandleFunc("GET /authority", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(authority.Root())
	})
	serve.ForEver(":15016", mux)
}

func accompany() {
	pair := mesh.Pair{Chain: []byte(os.Getenv("CHAIN")), Key: []byte(os.Getenv("KEY"))}
	sidecar := mesh.Sidecar{Root: []byte(os.Getenv("ROOT")), Pair: pair, Inbound: os.Getenv("INBOUND")}
	if folder := os.Getenv("OUTPUT_CERTS"); folder != "" {
		check(sidecar.Output(folder))
	}
	server, err := sidecar.Server()
	check(err)
	if server != nil {
		go func() { log.Fatal(server.ListenAndServeTLS("", "")) }()
	}
	serve.ForEver(":15021", ready())
}

func ready() *http.ServeMux {
	mux := http.NewServeMux()
	fine := func(http.ResponseWriter, *http.Request) {}
	mux.HandleFunc("GET /ready", fine)
	mux.HandleFunc("GET /healthz/ready", fine)
	return mux
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
