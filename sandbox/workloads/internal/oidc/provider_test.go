package oidc

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

const lifetime = 20 * time.Second

var good = url.Values{
	"grant_type": {"client_credentials"}, "scope": {"openid profile"},
	"client_id": {"sd-api"}, "client_secret": {"right/+ one"},
}

func provider(t *testing.T) *Provider {
	made := New(t.TempDir(), lifetime)
	write(t, made, clientID, "sd-api\n")
	write(t, made, clientSecret, "right/+ one\n")
	return made
}

func write(t *testing.T, p *Provider, name, text string) {
	if err := os.WriteFile(p.Path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// with are the good fields, but one.
func with(key, value string) url.Values {
	fields := url.Values{}
	for name, values := range good {
		fields[name] = values
	}
	fields.Set(key, value)
	return fields
}

// ask requests a token; basic credentials where an id is given.
func ask(p *Provider, fields url.Values, basic ...string) (int, map[string]any) {
	request := httptest.NewRequest("POST", TokenPath, strings.NewReader(fields.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if len(basic) > 0 {
		request.SetBasicAuth(url.QueryEscape(basic[0]), url.QueryEscape(basic[1]))
	}
	recorder := httptest.NewRecorder()
	p.Handler().ServeHTTP(recorder, request)
	var body map[string]any
	json.Unmarshal(recorder.Body.Bytes(), &body)
	return recorder.Code, body
}

func accepts(p *Provider, header string) bool {
	request := httptest.NewRequest("POST", "/", nil)
	request.Header.Set("Authorization", header)
	return p.Accepts(request)
}

func TestATokenHoldsUntilItsEnd(t *testing.T) {
	p, now := provider(t), time.Unix(1000, 0)
	p.now = func() time.Time { return now }
	status, body := ask(p, good)
	if status != 200 || body["token_type"] != "Bearer" || body["expires_in"] != 20.0 {
		t.Fatal(status, body)
	}
	bearer := "Bearer " + body["access_token"].(string)
	now = now.Add(lifetime - time.Millisecond)
	if !accepts(p, bearer) {
		t.Error("refused before its end")
	}
	now = now.Add(time.Millisecond)
	if accepts(p, bearer) {
		t.Error("accepted after its end")
	}
}

func TestCredentialsMayComeInTheHeader(t *testing.T) {
	fields := url.Values{"grant_type": good["grant_type"], "scope": good["scope"]}
	if status, body := ask(provider(t), fields, "sd-api", "right/+ one"); status != 200 {
		t.Error(status, body)
	}
	if status, body := ask(provider(t), fields, "sd-api", "wrong"); status != 401 {
		t.Error(status, body)
	}
}

func TestWhatIsWrongIsNamedAsTheStandardDoes(t *testing.T) {
	for name, row := range map[string]struct {
		fields url.Values
		status int
	}{
		"invalid_client":         {with("client_secret", "wrong"), 401},
		"unsupported_grant_type": {with("grant_type", "password"), 400},
		"invalid_scope":          {with("scope", "profile"), 400},
	} {
		p := provider(t)
		if status, body := ask(p, row.fields); status != row.status || body["error"] != name {
			t.Errorf("%s: %d %v", name, status, body)
		}
		if len(p.ends) != 0 {
			t.Errorf("%s: a token was given", name)
		}
	}
	if status, _ := ask(provider(t), with("client_id", "other")); status != 401 {
		t.Errorf("another client answered %d", status)
	}
}

func TestNoFileMeansNoClient(t *testing.T) {
	if status, _ := ask(New(t.TempDir(), lifetime), with("client_secret", "")); status != 401 {
		t.Errorf("answered %d", status)
	}
}

func TestARotatedSecretHoldsAtOnce(t *testing.T) {
	p := provider(t)
	write(t, p, clientSecret, "new")
	if status, _ := ask(p, good); status != 401 {
		t.Errorf("the old one answered %d", status)
	}
	if status, _ := ask(p, with("client_secret", "new")); status != 200 {
		t.Errorf("the new one answered %d", status)
	}
	if p.granted != 1 || p.refused != 1 {
		t.Errorf("granted %d, refused %d", p.granted, p.refused)
	}
}

func TestWhatIsNoTokenIsRefused(t *testing.T) {
	p := provider(t)
	_, body := ask(p, good)
	token := body["access_token"].(string)
	for _, header := range []string{"", "Bearer ", "Bearer other", "Basic " + token, token} {
		if accepts(p, header) {
			t.Errorf("%q was accepted", header)
		}
	}
}
