// Package webhook takes what Alertmanager's webhook integration sends, and keeps it.
package webhook

import (
	"encoding/json"
	"log"
	"net/http"
	"sync"
	"time"

	"seldon-monitoring/sandbox/workloads/internal/serve"
)

const kept = 500 // payloads; the oldest go first

// Keeper holds Alertmanager's payloads in the order of their arrival.
type Keeper struct {
	lock     sync.Mutex
	payloads []map[string]any
}

// Receive keeps one payload with the time of its arrival; what is none is refused.
func (k *Keeper) Receive(w http.ResponseWriter, r *http.Request) {
	var payload map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<20)).Decode(&payload); err != nil {
		serve.Refuse(w, http.StatusBadRequest, "webhook: not a JSON object: "+err.Error())
		return
	}
	if _, ok := payload["alerts"].([]any); !ok {
		serve.Refuse(w, http.StatusBadRequest, "webhook: no list `alerts`: not Alertmanager's payload")
		return
	}
	payload["receivedAt"] = time.Now().UTC().Format(time.RFC3339Nano)
	k.add(payload)
	log.Printf("webhook: %v %v", payload["status"], payload["groupLabels"])
	serve.Answer(w, http.StatusOK, map[string]any{})
}

// List answers with all that is kept.
func (k *Keeper) List(w http.ResponseWriter, _ *http.Request) {
	k.lock.Lock()
	payloads := append([]map[string]any{}, k.payloads...)
	k.lock.Unlock()
	serve.Answer(w, http.StatusOK, payloads)
}

func (k *Keeper) add(payload map[string]any) {
	k.lock.Lock()
	defer k.lock.Unlock()
	k.payloads = append(k.payloads, payload)
	if len(k.payloads) > kept {
		k.payloads = k.payloads[len(k.payloads)-kept:]
	}
}
