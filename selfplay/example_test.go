package selfplay_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/tengen-rl/tengen/selfplay"
)

// A run of two small generations.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	config, err := selfplay.Preset("tictactoe", "quick")
	if err != nil {
		panic(err)
	}
	config.Generations, config.SelfPlay.Games, config.Evaluate.Every = 2, 8, 0
	folder, err := selfplay.Create(filepath.Join(dir, "run"), config, false)
	if err != nil {
		panic(err)
	}
	run, err := selfplay.Start(folder, config, selfplay.Options{
		Threads: 2,
		Now:     time.Now,
		Report:  func(r *selfplay.Report) { fmt.Println("generation", r.Generation, "after", r.Games, "games") },
	})
	if err != nil {
		panic(err)
	}
	if err := run.Train(context.Background()); err != nil {
		panic(err)
	}
	if err := run.Close(); err != nil {
		panic(err)
	}
	// Output:
	// generation 1 after 8 games
	// generation 2 after 16 games
}
