package mesh

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func authority(t *testing.T) *Authority {
	t.Helper()
	made, err := NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func reviewed(t *testing.T, object string) string {
	t.Helper()
	body := `{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
		"request": {"uid": "1", "namespace": "seldon", "object": ` + object + `}}`
	recorder := httptest.NewRecorder()
	request := httptest.NewRequest("POST", "/inject", strings.NewReader(body))
	Injector{authority(t)}.ServeHTTP(recorder, request)
	var answer struct{ Response struct{ Patch []byte } }
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	return string(answer.Response.Patch)
}

func TestAProxyCountsTheRequestsOfItsWorkload(t *testing.T) {
	registry := prometheus.NewRegistry()
	step := Roles["proxy"].Start(registry, "credit", "in-the-mesh")
	step()
	step()
	recorder := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(recorder, httptest.NewRequest("GET", "/", nil))
	wanted := `destination_workload="credit",destination_workload_namespace="in-the-mesh",reporter="destination",`
	if !strings.Contains(recorder.Body.String(), wanted) || !strings.Contains(recorder.Body.String(), "} 2\n") {
		t.Error(recorder.Body)
	}
}

func TestOnlyAPodThatAsksGetsASidecar(t *testing.T) {
	if patch := reviewed(t, `{"metadata": {"labels": {"sidecar.istio.io/inject": "false"}}}`); patch != "" {
		t.Error(patch)
	}
	patch := reviewed(t, `{"metadata": {"labels": {"sidecar.istio.io/inject": "true"}}}`)
	for _, wanted := range []string{`"istio-proxy"`, `/metadata/labels/security.istio.io~1tlsMode`} {
		if !strings.Contains(patch, wanted) {
			t.Errorf("no %s in %s", wanted, patch)
		}
	}
}

func TestALabelThatIsThereIsLeft(t *testing.T) {
	patch := reviewed(t, `{"metadata": {"labels": {
		"sidecar.istio.io/inject": "true", "security.istio.io/tlsMode": "disabled"}}}`)
	if strings.Contains(patch, "tlsMode") {
		t.Error(patch)
	}
}

func TestTheSidecarIsToldByAnnotationsWhereToWrite(t *testing.T) {
	patch := reviewed(t, `{"metadata": {"labels": {"sidecar.istio.io/inject": "true"}, "annotations": {
		"proxy.istio.io/config": "{\"proxyMetadata\": {\"OUTPUT_CERTS\": \"/out\"}}",
		"sidecar.istio.io/userVolumeMount": "[{\"name\": \"v\", \"mountPath\": \"/out\"}]"}}}`)
	for _, wanted := range []string{`{"name":"OUTPUT_CERTS","value":"/out"}`, `{"mountPath":"/out","name":"v"}`} {
		if !strings.Contains(patch, wanted) {
			t.Errorf("no %s in %s", wanted, patch)
		}
	}
}

func TestASidecarTakesNothingButMutualTLS(t *testing.T) {
	trusted := authority(t)
	pair, err := trusted.Workload("seldon", "default")
	if err != nil {
		t.Fatal(err)
	}
	sidecar := Sidecar{trusted.Root(), pair, "0:1"}
	server, err := sidecar.Server()
	if err != nil {
		t.Fatal(err)
	}
	stage := httptest.NewUnstartedServer(http.NotFoundHandler())
	stage.TLS = server.TLSConfig
	stage.StartTLS()
	defer stage.Close()

	folder := t.TempDir()
	if err := sidecar.Output(folder); err != nil {
		t.Fatal(err)
	}
	own, err := tls.LoadX509KeyPair(filepath.Join(folder, "cert-chain.pem"), filepath.Join(folder, "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(config *tls.Config) error {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
		answer, err := client.Get(stage.URL)
		if err == nil {
			answer.Body.Close()
		}
		return err
	}
	if err := ask(&tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{own}}); err != nil {
		t.Error(err)
	}
	if ask(&tls.Config{InsecureSkipVerify: true}) == nil {
		t.Error("taken without a certificate")
	}
	root, _ := os.ReadFile(filepath.Join(folder, "root-cert.pem"))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(root)
	if ask(&tls.Config{RootCAs: pool, Certificates: []tls.Certificate{own}}) == nil {
		t.Error("its certificate names an address")
	}
}
