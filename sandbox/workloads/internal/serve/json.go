package serve

import (
	"encoding/json"
	"log"
	"net/http"
)

// Answer sends a body as JSON.
func Answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Printf("answer: %v", err)
	}
}

// Refuse sends an error in Seldon's own form, and logs it.
func Refuse(w http.ResponseWriter, status int, reason string) {
	log.Print(reason)
	Answer(w, status, map[string]any{"code": status, "message": reason})
}
