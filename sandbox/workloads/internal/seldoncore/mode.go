package seldoncore

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
)

// Mode is how a workload behaves at the moment; the first of its modes is the start.
type Mode struct {
	allowed []string
	current atomic.Value
}

// NewMode takes the modes that can be chosen.
func NewMode(allowed ...string) *Mode {
	mode := &Mode{allowed: allowed}
	mode.current.Store(allowed[0])
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
