// Package oidc plays the OpenID Connect provider of Seldon Deploy: the token endpoint
// of one realm for one client, and the check of the tokens that it gave out.
package oidc

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"seldon-monitoring/sandbox/workloads/internal/serve"
)

// TokenPath is where Keycloak up to 16 has the token endpoint of a realm, as in
// Seldon's page on alerting.
const TokenPath = "/auth/realms/deploy-realm/protocol/openid-connect/token"

// Files of the provider's folder.
const (
	Certificate  = "tls.crt"
	Key          = "tls.key"
	clientID     = "client_id"
	clientSecret = "client_secret"
)

// Provider knows its client by two files, which are read anew for each request: a
// rotated secret holds at once, and a token given for the old one until it runs out.
type Provider struct {
	folder   string
	lifetime time.Duration // of a token
	now      func() time.Time
	lock     sync.Mutex
	ends     map[string]time.Time // of each token
	granted  int
	refused  int
}

// New makes a provider of the client in a folder.
func New(folder string, lifetime time.Duration) *Provider {
	return &Provider{folder: folder, lifetime: lifetime, now: time.Now, ends: map[string]time.Time{}}
}

// Path of one of the provider's files.
func (p *Provider) Path(name string) string { return filepath.Join(p.folder, name) }

// Handler routes the token endpoint.
func (p *Provider) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+TokenPath, p.grant)
	return mux
}

// Accepts tells whether a request carries a token that holds.
func (p *Provider) Accepts(r *http.Request) bool {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	p.lock.Lock()
	defer p.lock.Unlock()
	end, known := p.ends[token]
	return found && known && p.now().Before(end)
}

// Count answers with how many requests for a token were granted and refused.
func (p *Provider) Count(w http.ResponseWriter, _ *http.Request) {
	p.lock.Lock()
	counts := map[string]int{"granted": p.granted, "refused": p.refused}
	p.lock.Unlock()
	serve.Answer(w, http.StatusOK, counts)
}

// grant is the client credentials grant of RFC 6749, section 4.4.
func (p *Provider) grant(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if status, problem := p.problem(r); problem != "" {
		p.lock.Lock()
		p.refused++
		p.lock.Unlock()
		serve.Answer(w, status, map[string]any{"error": problem})
		return
	}
	serve.Answer(w, http.StatusOK, map[string]any{
		"access_token": p.token(), "token_type": "Bearer",
		"expires_in": int(p.lifetime.Seconds()), "scope": r.PostFormValue("scope"),
	})
}

func (p *Provider) problem(r *http.Request) (int, string) {
	if !p.known(credentials(r)) {
		return http.StatusUnauthorized, "invalid_client"
	}
	if r.PostFormValue("grant_type") != "client_credentials" {
		return http.StatusBadRequest, "unsupported_grant_type"
	}
	if !slices.Contains(strings.Fields(r.PostFormValue("scope")), "openid") {
		return http.StatusBadRequest, "invalid_scope"
	}
	return http.StatusOK, ""
}

// credentials come in the header, URL-encoded, or in the body.
func credentials(r *http.Request) (id, secret string) {
	if name, password, found := r.BasicAuth(); found {
		id, _ = url.QueryUnescape(name)
		secret, _ = url.QueryUnescape(password)
		return id, secret
	}
	return r.PostFormValue("client_id"), r.PostFormValue("client_secret")
}

func (p *Provider) known(id, secret string) bool {
	return secret != "" && p.holds(clientID, id) && p.holds(clientSecret, secret)
}

func (p *Provider) holds(name, text string) bool {
	content, err := os.ReadFile(p.Path(name))
	wanted := strings.TrimSpace(string(content))
	return err == nil && subtle.ConstantTimeCompare([]byte(wanted), []byte(text)) == 1
}

func (p *Provider) token() string {
	p.lock.Lock()
	defer p.lock.Unlock()
	for old, end := range p.ends {
		if !p.now().Before(end) {
			delete(p.ends, old)
		}
	}
	token := rand.Text()
	p.ends[token] = p.now().Add(p.lifetime)
	p.granted++
	return token
}
