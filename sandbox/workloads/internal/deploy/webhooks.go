package deploy

import (
	"encoding/json"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const kept = 500 // payloads; the oldest go first

var received = promauto.NewCounter(prometheus.CounterOpts{
	Name: "seldon_sandbox_webhooks_total",
	Help: "Webhooks taken from Alertmanager.",
})

// webhooks are Alertmanager's payloads in the order of their arrival.
type webhooks struct {
	sync.Mutex
	payloads []map[string]any
}

func (s *Server) receiveWebhook(w http.ResponseWriter, r *http.Request) {
	var payload map[string]any
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<20)).Decode(&payload); err != nil {
		refuse(w, http.StatusBadRequest, "webhook: not a JSON object: "+err.Error())
		return
	}
	if _, ok := payload["alerts"].([]any); !ok {
		refuse(w, http.StatusBadRequest, "webhook: no list `alerts`: not Alertmanager's payload")
		return
	}
	payload["receivedAt"] = time.Now().UTC().Format(time.RFC3339Nano)
	s.webhooks.add(payload)
	received.Inc()
	log.Printf("webhook: %v %v", payload["status"], payload["groupLabels"])
	answer(w, http.StatusOK, map[string]any{})
}

func (s *Server) listWebhooks(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, s.webhooks.list())
}

func (k *webhooks) add(payload map[string]any) {
	k.Lock()
	defer k.Unlock()
	k.payloads = append(k.payloads, payload)
	if len(k.payloads) > kept {
		k.payloads = k.payloads[len(k.payloads)-kept:]
	}
}

func (k *webhooks) list() []map[string]any {
	k.Lock()
	defer k.Unlock()
	return append([]map[string]any{}, k.payloads...)
}
