package page_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/viz/page"
)

// site is one whose games cannot be read from their secret place until they
// are there.
func site(games func() ([]byte, error)) *page.Site {
	return &page.Site{
		Config:  page.Config{Game: "connect4", Title: "a title", Seats: []string{"human", "random"}},
		Program: []byte("program"), Support: []byte("support"),
		Games:   games,
		Reports: func() ([]byte, error) { return []byte("{}\n"), nil },
	}
}

func ask(h http.Handler, method, path string, header ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

func TestHandler(t *testing.T) {
	h, err := site(func() ([]byte, error) { return []byte("[1]"), nil }).Handler()
	require.NoError(t, err)
	for _, c := range []struct {
		method, path string
		code         int
		kind, want   string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8", "<!DOCTYPE html>"},
		{"GET", "/page.js", 200, "text/javascript; charset=utf-8", "tengen.wasm"},
		{"GET", "/tengen.wasm", 200, "application/wasm", "program"},
		{"GET", "/wasm_exec.js", 200, "text/javascript; charset=utf-8", "support"},
		{"GET", "/config.json", 200, "application/json", `"connect4"`},
		{"GET", "/games.json", 200, "application/json", "[1]"},
		{"GET", "/reports.jsonl", 200, "application/json", "{}"},
		{"HEAD", "/tengen.wasm", 200, "application/wasm", ""},
		{"GET", "/weights.safetensors", 404, "", "not found"},
		{"GET", "/../page.go", 404, "", "not found"},
		{"GET", "/assets/page.js", 404, "", "not found"},
		{"POST", "/", 405, "", "only GET and HEAD"},
	} {
		r := ask(h, c.method, c.path)
		assert.Equal(t, c.code, r.StatusCode, c.path)
		if c.kind != "" {
			assert.Equal(t, c.kind, r.Header.Get("Content-Type"), c.path)
		}
		assert.Contains(t, body(t, r.Body), c.want, c.path)
		policy := r.Header.Get("Content-Security-Policy")
		assert.Contains(t, policy, "default-src 'none'", "whatever is asked for")
		assert.NotContains(t, policy, "http", "nothing comes from elsewhere")
		assert.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
	}
	packed := ask(h, "GET", "/tengen.wasm", "Accept-Encoding", "br, gzip")
	assert.Equal(t, "gzip", packed.Header.Get("Content-Encoding"))
	unpacked, err := gzip.NewReader(packed.Body)
	require.NoError(t, err)
	assert.Equal(t, "program", body(t, unpacked))
}

// Why something cannot be read is for the one who serves it.
func TestAVisitorLearnsNothingOfTheMachine(t *testing.T) {
	s := site(func() ([]byte, error) { return nil, errors.New("open /home/somebody/runs/x: no such file") })
	var told error
	s.Failed = func(err error) { told = err }
	h, err := s.Handler()
	require.NoError(t, err)
	r := ask(h, "GET", "/games.json")
	assert.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
	assert.Equal(t, "games.json cannot be read just now\n", body(t, r.Body))
	assert.ErrorContains(t, told, "somebody")
}

// The folder has what the server serves.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	require.NoError(t, site(func() ([]byte, error) { return []byte("[1]"), nil }).Write(dir))
	for name, want := range map[string]string{"index.html": "<!DOCTYPE html>", "config.json": "a title", "games.json": "[1]", "reports.jsonl": "{}", "tengen.wasm": "program"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Contains(t, string(text), want)
	}
	f, err := os.Open(filepath.Join(dir, "tengen.wasm.gz"))
	require.NoError(t, err)
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	require.NoError(t, err)
	assert.Equal(t, "program", body(t, unpacked))
}
