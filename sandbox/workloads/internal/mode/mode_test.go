package mode

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func set(mode *Mode, name string) int {
	recorder := httptest.NewRecorder()
	mode.ServeHTTP(recorder, httptest.NewRequest("POST", "/sandbox/mode?mode="+name, nil))
	return recorder.Code
}

func TestUnknownModeIsRefused(t *testing.T) {
	mode := New("ok", "fail")
	if code := set(mode, "explode"); code != 400 || !mode.Is("ok") {
		t.Errorf("answered %d", code)
	}
}

func TestAScrapeSeesAnErrorOrNothing(t *testing.T) {
	mode := New("ok")
	page := mode.Metrics(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "up 1\n")
	}))
	for _, row := range []struct {
		mode   string
		status int
		body   string
	}{{Down, 503, "down\n"}, {Mute, 200, ""}, {"ok", 200, "up 1\n"}} {
		if code := set(mode, row.mode); code != 200 {
			t.Fatalf("mode %s answered %d", row.mode, code)
		}
		recorder := httptest.NewRecorder()
		page.ServeHTTP(recorder, httptest.NewRequest("GET", "/", nil))
		if recorder.Code != row.status || recorder.Body.String() != row.body {
			t.Errorf("%s: %d %q", row.mode, recorder.Code, recorder.Body)
		}
	}
}
