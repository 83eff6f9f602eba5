// Package seldoncore gives a model's pods the metrics that Seldon Core v1 gives them:
// the same names, labels, ports and paths, fed by a trickle of made-up traffic.
package seldoncore

import (
	"maps"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"seldon-monitoring/sandbox/workloads/internal/mode"
)

// Role is what one container does.
type Role struct {
	Address  string
	Path     string        // of the metrics
	Modes    []string      // of its own
	Interval time.Duration // between two calls of what Start returns
	Start    func(*prometheus.Registry, *mode.Mode) func()
}

// Roles by the name that -role takes.
var Roles = map[string]Role{
	"executor": {
		Address: ":8000", Path: "/prometheus", Modes: []string{"ok", "fail", "slow", "reject", "idle"},
		Interval: 200 * time.Millisecond, Start: startExecutor,
	},
	"classifier": {
		Address: ":6000", Path: "/prometheus", Modes: []string{"ok"},
		Interval: time.Second, Start: startClassifier,
	},
	"drift-detector": {
		Address: ":8080", Path: "/v1/metrics", Modes: []string{"ok", "drift"},
		Interval: 2 * time.Second, Start: startDriftDetector,
	},
	"metrics-server": {
		Address: ":8080", Path: "/v1/metrics", Modes: []string{"ok", "misjudge"},
		Interval: time.Second, Start: startMetricsServer,
	},
}

// Names are the roles in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(Roles)) }

// Every calls a function at once and then at each interval, for ever.
func Every(interval time.Duration, act func()) {
	for act(); ; act() {
		time.Sleep(interval)
	}
}
