package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/viz/gallery"
	"github.com/tengen-rl/tengen/viz/page"
)

type serveCommand struct {
	What    []string `arg:"" help:"An agent for each seat, human for the visitor; or a folder of a run, whose games are shown."`
	Game    string   `placeholder:"NAME" help:"The game; a run knows its own."`
	HTTP    string   `name:"http" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Where the page is served: this machine alone, unless another address is named."`
	Out     string   `placeholder:"DIR" help:"Write the page into a folder for any web server instead."`
	Program string   `default:"build/web/tengen.wasm" placeholder:"FILE" help:"The program of the page, with wasm_exec.js beside it; built anew if the source is at hand and newer."`
	Games   int      `default:"9" help:"How many games of a run are shown side by side."`
	Dark    bool     `help:"Light on dark."`
}

// Run serves the page, or writes it.
func (c *serveCommand) Run(ctx context.Context, std *cli.Streams) error {
	site, err := c.site(ctx, std)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := site.Write(c.Out); err != nil {
			return err
		}
		fmt.Fprintf(std.Err, "wrote the page to %s\n", c.Out)
		return nil
	}
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	return serve(ctx, std, c.HTTP, handler)
}

// site is what is served.
func (c *serveCommand) site(ctx context.Context, std *cli.Streams) (*page.Site, error) {
	if c.Games < 1 || c.Games > 400 {
		return nil, cli.Usagef("--games %d: want 1 to 400", c.Games)
	}
	site := &page.Site{Config: page.Config{Dark: c.Dark}, Failed: func(err error) { fmt.Fprintln(std.Err, "arena: a visitor was refused:", err) }}
	if info, err := os.Stat(c.What[0]); err == nil && len(c.What) == 1 && info.IsDir() {
		run, err := gallery.OpenRun(c.What[0])
		if err != nil {
			return nil, err
		}
		site.Config.Game, site.Config.Watch = run.World().Spec().Name, true
		site.Config.Title = "Tengen: a run of " + site.Config.Game
		site.Games = cached(func() ([]byte, error) { return run.Encode(c.Games) })
		site.Reports = cached(run.Reports)
		if _, err := site.Games(); err != nil {
			return nil, err
		}
	} else if err := c.play(site); err != nil {
		return nil, err
	}
	program, err := loadProgram(ctx, std, c.Program)
	if err != nil {
		return nil, err
	}
	site.Program, site.Support = program.wasm, program.support
	return site, nil
}

// play fills in who plays, and the weights that an agent needs.
func (c *serveCommand) play(site *page.Site) error {
	if c.Game == "" {
		return cli.Usagef("%s is no folder of a run: --game says which game it is", strings.Join(c.What, " "))
	}
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	if err := checkSeats(game, c.What); err != nil {
		return err
	}
	site.Config.Game = c.Game
	for _, name := range c.What {
		spec, err := parseAgent(name, game)
		if err != nil {
			return err
		}
		shown, err := spec.Afar() // the page tells nobody where the run lies
		if err != nil {
			return cli.Usage(err)
		}
		site.Config.Seats = append(site.Config.Seats, shown.String())
		file, ok, err := spec.WeightsFile()
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if site.Weights != nil {
			return cli.Usagef("a page has the weights of one az only")
		}
		if site.Weights, err = os.ReadFile(file); err != nil {
			return err
		}
	}
	site.Config.Title = "Tengen: " + strings.Join(site.Config.Seats, " – ")
	return nil
}

// cached returns what read returned at most a second ago: however many ask, a
// run is read once in that time.
func cached(read func() ([]byte, error)) func() ([]byte, error) {
	var (
		mu   sync.Mutex
		data []byte
		err  error
		then time.Time
	)
	return func() ([]byte, error) {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); then.IsZero() || now.Sub(then) >= time.Second {
			data, err = read()
			then = now
		}
		return data, err
	}
}

// checkSeats returns an error unless there is an agent for each seat, at most
// one of them a person.
func checkSeats(game envs.Game, names []string) error {
	if seats := game.Spec().Players; len(names) != seats {
		return cli.Usagef("%s has seats: %d; agents named: %d", game.Spec().Name, seats, len(names))
	}
	people := 0
	for _, name := range names {
		if name == "human" {
			people++
		}
	}
	if people > 1 {
		return cli.Usagef("people at one window: %d, want at most one human", people)
	}
	return nil
}

// serve answers requests until the context ends.
func serve(ctx context.Context, std *cli.Streams, address string, handler http.Handler) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--http %s: %w; want an address such as 127.0.0.1:8080 that is free", address, err)
	}
	server := &http.Server{
		Handler: handler, MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 20 * time.Second, IdleTimeout: time.Minute,
		WriteTimeout: 10 * time.Minute, // for the program on a slow line
	}
	fmt.Fprintf(std.Err, "open http://%s in a browser; Ctrl-C ends\n", listener.Addr())
	var group errgroup.Group
	group.Go(func() error {
		<-ctx.Done()
		patience, stop := context.WithTimeout(context.Background(), 2*time.Second)
		defer stop()
		return server.Shutdown(patience)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return group.Wait()
}
