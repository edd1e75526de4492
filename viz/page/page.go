package page

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/tengen-rl/tengen/internal/durable"
)

// Config is what the page is told.
type Config struct {
	Game  string `json:"game"`
	Title string `json:"title"`

	// Seats are who plays, by seat: "human", or an agent in a line of text.
	// An az plays with the weights of the file WeightsName.
	Seats []string `json:"seats,omitempty"`

	// Watch shows the games of the file GamesName instead, and the learning
	// curves of ReportsName, which are asked for again and again.
	Watch bool `json:"watch,omitempty"`

	Dark bool `json:"dark,omitempty"`
}

// The names of the files beside the page.
const (
	ConfigName  = "config.json"
	WeightsName = "weights.safetensors"
	GamesName   = "games.json"
	ReportsName = "reports.jsonl"
	ProgramName = "tengen.wasm"
	SupportName = "wasm_exec.js" // of the Go release that built the program
)

// assets are the page and its script, of which nothing comes from elsewhere.
//
//go:embed assets
var assets embed.FS

// Site is a page and all that belongs to it.
type Site struct {
	Config  Config
	Program []byte                 // WebAssembly
	Support []byte                 // JavaScript
	Weights []byte                 // nil if no agent needs any
	Games   func() ([]byte, error) // JSON of Config.Watch, nil without it
	Reports func() ([]byte, error) // lines of JSON of the run that the games are of, nil without one

	// Failed, if not nil, is told why something could not be served; a visitor
	// learns only that it could not. It is called by several goroutines at
	// once.
	Failed func(error)
}

// live are the contents that change while the site is served, by their names.
func (s *Site) live() map[string]func() ([]byte, error) {
	live := map[string]func() ([]byte, error){}
	if s.Games != nil {
		live[GamesName] = s.Games
	}
	if s.Reports != nil {
		live[ReportsName] = s.Reports
	}
	return live
}

// files are the contents of the site by their names.
func (s *Site) files() (map[string][]byte, error) {
	config, err := json.MarshalIndent(s.Config, "", "  ")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{ConfigName: config, ProgramName: s.Program, SupportName: s.Support}
	if s.Weights != nil {
		files[WeightsName] = s.Weights
	}
	for _, name := range []string{"index.html", "page.js", "page.css"} {
		if files[name], err = assets.ReadFile("assets/" + name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Write writes the site into a folder that any web server can show. The
// program stands there compressed as well, for servers that look for that.
func (s *Site) Write(dir string) error {
	files, err := s.files()
	if err != nil {
		return err
	}
	for name, read := range s.live() {
		if files[name], err = read(); err != nil {
			return err
		}
	}
	if files[ProgramName+".gz"], err = compress(s.Program); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, data := range files {
		if err := durable.WriteBytes(filepath.Join(dir, name), data); err != nil {
			return err
		}
	}
	return nil
}

func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// policy lets the page load what the server has and nothing else, and no other
// page put it into a frame.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// Handler serves the site.
func (s *Site) Handler() (http.Handler, error) {
	files, err := s.files()
	if err != nil {
		return nil, err
	}
	packed := map[string][]byte{}
	for name, data := range files {
		if packed[name], err = compress(data); err != nil {
			return nil, err
		}
	}
	live := s.live()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = "index.html"
		}
		if read, ok := live[name]; ok {
			s.serveLive(w, name, read)
			return
		}
		data, ok := files[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h.Set("Content-Type", contentType(name))
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			data = packed[name]
		}
		h.Set("Content-Length", fmt.Sprint(len(data)))
		if r.Method == http.MethodGet {
			_, _ = io.Copy(w, bytes.NewReader(data))
		}
	}), nil
}

// serveLive serves what changes.
func (s *Site) serveLive(w http.ResponseWriter, name string, read func() ([]byte, error)) {
	data, err := read()
	if err != nil {
		if s.Failed != nil {
			s.Failed(err)
		}
		http.Error(w, name+" cannot be read just now", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", contentType(name))
	_, _ = w.Write(data) // a visitor who has left
}

// contentType is the type of a file of the site.
func contentType(name string) string {
	switch filepath.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".jsonl":
		return "application/json"
	case ".wasm":
		return "application/wasm"
	}
	return "application/octet-stream"
}
