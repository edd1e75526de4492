package shard_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/tengen-rl/tengen/replay/shard"
)

func Example() {
	dir, err := os.MkdirTemp("", "shard")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "games.zst")
	w, held, err := shard.Open(path)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(held), "records so far")
	if err := w.Append([]byte("d4 d5 c4\n")); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil { // syncs
		panic(err)
	}
	records, err := shard.Read(path)
	fmt.Printf("%q %v\n", records, err)
	// Output:
	// 0 records so far
	// ["d4 d5 c4\n"] <nil>
}
