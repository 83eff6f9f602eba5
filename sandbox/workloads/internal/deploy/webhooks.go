package deploy

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"seldon-monitoring/sandbox/workloads/internal/serve"
)

var requests = promauto.NewCounter(prometheus.CounterOpts{
	Name: "seldon_sandbox_webhooks_total",
	Help: "Requests to the webhook, also those that were refused.",
})

// receiveWebhook takes what Alertmanager sends; where there is a provider, only with
// a token of its own.
func (s *Server) receiveWebhook(w http.ResponseWriter, r *http.Request) {
	requests.Inc()
	if s.Provider != nil && !s.Provider.Accepts(r) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		serve.Refuse(w, http.StatusUnauthorized, "webhook: no token, or one that does not hold")
		return
	}
	s.webhooks.Receive(w, r)
}
