//go:build js && wasm

// Page is the program of a page of the browser: it shows games, or lets the
// visitor play an agent whose search runs in the page. Package viz/page has
// what it is told, and arena serve shows it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"syscall/js"
	"time"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/gallery"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/page"
	"github.com/tengen-rl/tengen/viz/session"
	"github.com/tengen-rl/tengen/viz/window"
)

func main() {
	if err := run(context.Background()); err != nil {
		tell(err.Error())
	}
}

// tell shows a text where the page says how far it is; none hides that.
func tell(text string) {
	status := js.Global().Get("document").Call("getElementById", "status")
	status.Set("textContent", text)
	status.Get("style").Set("display", map[bool]string{true: "none", false: ""}[text == ""])
}

func run(ctx context.Context) error {
	var config page.Config
	text, err := fetch(page.ConfigName)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &config); err != nil {
		return fmt.Errorf("%s: %w", page.ConfigName, err)
	}
	game, err := catalog.Game(config.Game)
	if err != nil {
		return err
	}
	if config.Watch {
		return watch(ctx, game, config)
	}
	return play(ctx, game, config)
}

// fetch returns a file beside the page.
func fetch(name string) ([]byte, error) {
	response, err := http.Get(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, response.Status)
	}
	return io.ReadAll(response.Body)
}

// play lets the visitor play.
func play(ctx context.Context, game envs.Game, config page.Config) error {
	number := uint64(time.Now().UnixNano())
	var players []session.Player
	for seat, name := range config.Seats {
		spec, err := agentcatalog.Parse(name)
		if err != nil {
			return err
		}
		if spec.Human() {
			players = append(players, session.Player{Name: "you"})
			continue
		}
		player, err := session.PlayerOf(spec, func(spec agentcatalog.Spec) (agents.Agent, error) {
			return newAgent(spec, game, seed.Mix(number, uint64(seat)))
		})
		if err != nil {
			return err
		}
		players = append(players, player)
	}
	return show(ctx, session.NewPlay(game, players, number), config)
}

func newAgent(spec agentcatalog.Spec, game envs.Game, number uint64) (*agentcatalog.Agent, error) {
	if !spec.HasWeights() {
		return spec.New(game, number)
	}
	weights, err := fetch(page.WeightsName)
	if err != nil {
		return nil, err
	}
	return spec.NewWith(weights, game, number)
}

// watch shows the games that the server has, and new ones as they come.
func watch(ctx context.Context, game envs.Game, config page.Config) error {
	w, err := session.NewWatch(func() ([]*app.Game, error) { return fetchGames(game) })
	if err != nil {
		return err
	}
	return show(ctx, session.WithCurves(w, func() ([]overlay.Chart, error) {
		reports, err := fetch(page.ReportsName)
		return gallery.Curves(reports), err
	}), config)
}

func fetchGames(game envs.Game) ([]*app.Game, error) {
	text, err := fetch(page.GamesName)
	if err != nil {
		return nil, err
	}
	games, err := gallery.Decode(game, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", page.GamesName, err)
	}
	return games, nil
}

func show(ctx context.Context, from window.Source, config page.Config) error {
	from.App().SetDark(config.Dark)
	if speaker := newSpeaker(); speaker != nil {
		from.App().SetSound(speaker)
	}
	tell("")
	return window.Show(ctx, from, window.Options{Title: config.Title, Frame: publish(from.App())})
}
