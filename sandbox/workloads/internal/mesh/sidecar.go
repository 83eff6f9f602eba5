package mesh

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Sidecar has a certificate of the mesh, writes it where it is told to, and takes
// nothing but mutual TLS for the workload beside it.
type Sidecar struct {
	Root []byte
	Pair Pair
	// PORT:PORT, or nothing.
	Inbound string
}

// Output writes the files that Istio's agent writes, which everybody in the pod may read.
func (s Sidecar) Output(folder string) error {
	files := map[string][]byte{
		"root-cert.pem": s.Root, "cert-chain.pem": s.Pair.Chain, "key.pem": s.Pair.Key,
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Server hands what comes in over mutual TLS to the workload; nil where none is asked for.
func (s Sidecar) Server() (*http.Server, error) {
	port, behind, found := strings.Cut(s.Inbound, ":")
	if !found {
		return nil, nil
	}
	own, err := tls.X509KeyPair(s.Pair.Chain, s.Pair.Key)
	if err != nil {
		return nil, err
	}
	mesh := x509.NewCertPool()
	mesh.AppendCertsFromPEM(s.Root)
	workload := &url.URL{Scheme: "http", Host: "127.0.0.1:" + behind}
	return &http.Server{
		Addr:    ":" + port,
		Handler: httputil.NewSingleHostReverseProxy(workload),
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{own},
			ClientAuth:   tls.RequireAndVerifyClientCert,
			ClientCAs:    mesh,
		},
	}, nil
}
