package deploy

import (
	"net/http"

	"seldon-monitoring/sandbox/workloads/internal/serve"
)

// checkHealth answers with the states of Seldon Deploy's own health check.
func (s *Server) checkHealth(w http.ResponseWriter, r *http.Request) {
	probes := map[string]string{"PROMETHEUS": "", "ALERTMANAGER": s.config.AlertmanagerURL}
	if s.config.PrometheusURL != "" {
		probes["PROMETHEUS"] = s.config.PrometheusURL + "query?query=1"
	}
	address, known := probes[r.PathValue("dependency")]
	if !known {
		serve.Refuse(w, http.StatusBadRequest, "healthcheck: PROMETHEUS or ALERTMANAGER, not "+r.PathValue("dependency"))
		return
	}
	serve.Answer(w, http.StatusOK, map[string]string{"status": s.reach(address)})
}

func (s *Server) reach(address string) string {
	if address == "" {
		return "DISABLED"
	}
	response, err := s.client.Get(address)
	if err != nil {
		return "ENABLED_AND_UNREACHABLE"
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "ENABLED_AND_UNREACHABLE"
	}
	return "ENABLED_AND_REACHABLE"
}
