// Package mode lets a workload be told, while it runs, how to behave.
package mode

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
)

// What a scrape sees of any workload: an error, or a page without metrics.
const (
	Down = "down"
	Mute = "mute"
)

// Mode is how a workload behaves at the moment; the first of its modes is the start.
type Mode struct {
	allowed []string
	current atomic.Value
}

// New takes the modes of a workload's own.
func New(own ...string) *Mode {
	mode := &Mode{allowed: append(slices.Clone(own), Down, Mute)}
	mode.current.Store(own[0])
	return mode
}

// Is tells whether this is the mode of the moment.
func (m *Mode) Is(name string) bool { return m.current.Load() == name }

// ServeHTTP shows the mode, and sets it by POST ?mode=NAME.
func (m *Mode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		chosen := r.FormValue("mode")
		if !slices.Contains(m.allowed, chosen) {
			http.Error(w, fmt.Sprintf("mode %q: not one of %v", chosen, m.allowed), http.StatusBadRequest)
			return
		}
		m.current.Store(chosen)
	}
	fmt.Fprintln(w, m.current.Load())
}

// Metrics passes a scrape on, unless the mode hides what there is.
func (m *Mode) Metrics(shown http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case m.Is(Down):
			http.Error(w, Down, http.StatusServiceUnavailable)
		case m.Is(Mute):
			w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		default:
			shown.ServeHTTP(w, r)
		}
	})
}
