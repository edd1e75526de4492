package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/envs/othello"
)

// kinds tells what else may follow the name of a world, for people.
var kinds = map[string]string{
	"chess":   "chess:draws=claimed, chess:draws=none, chess:dead=blocked; gardner and losalamos likewise",
	"go":      "go:2 to go:25, go:5/7/9 for several sizes, then options such as go:19,komi=6.5,rules=chinese",
	"hex":     "hex:1 to hex:19, and hex:11,swap with the swap rule",
	"othello": "othello:4, othello:6",

	"minatar/asterix":       minatarOptions,
	"minatar/breakout":      minatarOptions,
	"minatar/freeway":       minatarOptions,
	"minatar/seaquest":      minatarOptions,
	"minatar/spaceinvaders": minatarOptions,

	"cliffwalking": "cliffwalking:slippery=on, and options success=, limit=",
	"deepsea":      "deepsea:2 to deepsea:100, and deepsea:20,mapping=3 with other actions",
	"gridworld":    "gridworld:FILE, a world drawn as text (docs/maps.md)",
	"memorychain":  "memorychain:1 to memorychain:1000, and memorychain:20,bits=3",
	"frozenlake":   "frozenlake:8x8, frozenlake:SFF/FHG, then options such as frozenlake:8x8,slippery=off; success=, limit=",
	"taxi":         "taxi:rainy=on, taxi:mask=on, and limit=",
}

// Kinds tells in words the kinds of the world so named beside the one that the
// bare name stands for; it is empty if there are none.
func Kinds(name string) string {
	if strings.HasPrefix(name, minigridName) {
		return "options :obs=view, view-codes, full, full-codes"
	}
	return kinds[name]
}

// hexOf makes the kind of Hex that args name: the size of the board, 11 if
// there is none, and then the word swap if the second seat may take over the
// first stone.
func hexOf(args string) (envs.Game, error) {
	config := hex.Usual()
	size, option, hasOption := strings.Cut(args, ",")
	if size == "swap" && !hasOption {
		size, option, hasOption = "", "swap", true
	}
	if hasOption && option != "swap" {
		return nil, fmt.Errorf("unknown option %q: want swap", option)
	}
	config.Swap = hasOption
	if size != "" {
		n, err := strconv.Atoi(size)
		if err != nil || size != strconv.Itoa(n) || n < 1 || n > hex.MaxSize {
			return nil, fmt.Errorf("a board of size %q: want 1 to %d", size, hex.MaxSize)
		}
		config.Size = n
	}
	return hex.New(config), nil
}

// othelloOf makes the world of Othello on the board whose side args names, 8
// if it names none.
func othelloOf(args string) (envs.Game, error) {
	if args == "" {
		return othello.New(othello.MaxSide), nil
	}
	side, err := strconv.Atoi(args)
	if err != nil || args != strconv.Itoa(side) || !slices.Contains(othello.Sides(), side) {
		return nil, fmt.Errorf("a board of side %q: want one of %s", args, numbers(othello.Sides()))
	}
	return othello.New(side), nil
}

// numbers lists numbers for an error message.
func numbers(all []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(all), " ", ", "), "[]")
}
