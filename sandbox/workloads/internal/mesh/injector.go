package mesh

import (
	"encoding/json"
	"net/http"
	"strings"
)

// What the injector reads of a pod; names are Istio's.
const (
	injectLabel = "sidecar.istio.io/inject"
	modeLabel   = "security.istio.io/tlsMode"
	configKey   = "proxy.istio.io/config"
	mountsKey   = "sidecar.istio.io/userVolumeMount"
	// Which port the sidecar takes for the workload, and where that listens: PORT:PORT.
	// Istio moves traffic by iptables instead.
	inboundKey = "seldon-sandbox/inbound"
)

type object = map[string]any

type pod struct {
	Metadata struct {
		Labels      map[string]string
		Annotations map[string]string
	}
	Spec struct {
		ServiceAccountName string
		InitContainers     []object
	}
}

// Injector answers admission reviews: it gives a pod that asks for one a sidecar, with
// a certificate of the mesh.
type Injector struct{ Authority *Authority }

func (i Injector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var review struct {
		APIVersion, Kind string
		Request          struct {
			UID       string
			Namespace string
			Object    pod
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&review); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	response := object{"uid": review.Request.UID, "allowed": true}
	patch, err := i.patch(review.Request.Namespace, review.Request.Object)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if patch != nil {
		// As a slice of bytes it is written in base64, which is what is asked for.
		response["patch"], _ = json.Marshal(patch)
		response["patchType"] = "JSONPatch"
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(object{
		"apiVersion": review.APIVersion, "kind": review.Kind, "response": response,
	})
}

func (i Injector) patch(namespace string, asked pod) ([]object, error) {
	if asked.Metadata.Labels[injectLabel] != "true" {
		return nil, nil
	}
	sidecar, err := i.sidecar(namespace, asked)
	if err != nil {
		return nil, err
	}
	first := object{"op": "add", "path": "/spec/initContainers/0", "value": sidecar}
	if len(asked.Spec.InitContainers) == 0 {
		first = object{"op": "add", "path": "/spec/initContainers", "value": []object{sidecar}}
	}
	patch := []object{first}
	if asked.Metadata.Labels[modeLabel] == "" {
		path := "/metadata/labels/" + strings.ReplaceAll(modeLabel, "/", "~1")
		patch = append(patch, object{"op": "add", "path": path, "value": "istio"})
	}
	return patch, nil
}

// sidecar is one that is started first and stays; the others wait for its files.
func (i Injector) sidecar(namespace string, asked pod) (object, error) {
	var config struct{ ProxyMetadata map[string]string }
	mounts := []object{}
	annotations := asked.Metadata.Annotations
	for key, into := range map[string]any{configKey: &config, mountsKey: &mounts} {
		if text := annotations[key]; text != "" {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return nil, err
			}
		}
	}
	pair, err := i.Authority.Workload(namespace, asked.Spec.ServiceAccountName)
	if err != nil {
		return nil, err
	}
	env := []object{
		{"name": "ROOT", "value": string(i.Authority.Root())},
		{"name": "CHAIN", "value": string(pair.Chain)},
		{"name": "KEY", "value": string(pair.Key)},
		{"name": "INBOUND", "value": annotations[inboundKey]},
	}
	for name, value := range config.ProxyMetadata {
		env = append(env, object{"name": name, "value": value})
	}
	return object{
		"name":            "istio-proxy",
		"image":           "seldon-sandbox/mesh:dev",
		"imagePullPolicy": "Never",
		"args":            []string{"-role=sidecar"},
		"restartPolicy":   "Always",
		"env":             env,
		"volumeMounts":    mounts,
		"startupProbe": object{
			"httpGet":       object{"path": "/healthz/ready", "port": 15021},
			"periodSeconds": 1, "failureThreshold": 60,
		},
		"securityContext": object{
			"allowPrivilegeEscalation": false, "runAsNonRoot": true, "runAsUser": 1337,
			"capabilities": object{"drop": []string{"ALL"}},
		},
	}, nil
}
