package doctor

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/selfplay"
)

// Games returns what looks wrong with the newest games of a run of AlphaZero,
// of a world of two seats, and with its training on them.
func Games(config *selfplay.Config, records []*alphazero.Record) []Finding {
	if len(records) < fewestGames {
		return nil
	}
	var all []Finding
	for _, diagnosis := range []func(*selfplay.Config, []*alphazero.Record) *Finding{valueSign, allDrawn, gamesRepeat} {
		if f := diagnosis(config, records); f != nil {
			all = append(all, *f)
		}
	}
	return all
}

// fewestGames is how many games can be judged.
const fewestGames = 20

// The search expects the losers of decided games to win: the mean of expected
// times earned return, over the later half of every game, is below zero. That
// of an untrained network is near zero, that of a trained one above.
func valueSign(_ *selfplay.Config, records []*alphazero.Record) *Finding {
	var sum, expected, earned float64
	for _, r := range records {
		for _, values := range r.Values[len(r.Values)/2:] {
			sum += float64(values[0] * r.Returns[0])
			expected += float64(values[0] * values[0])
			earned += float64(r.Returns[0] * r.Returns[0])
		}
	}
	agreement := sum / math.Sqrt(expected*earned)
	if !(agreement < -0.1) {
		return nil
	}
	return found("value sign", "a world of your own may reward the wrong seat (Rewards), or observe the board with other eyes than the mover's (Observe): arena check examines it",
		"The search expects the losers to win: its values and the results agree by %.2f, from -1 to 1.", agreement)
}

// Nearly every game is drawn. A world that is a draw under perfect play comes
// there in the end.
func allDrawn(c *selfplay.Config, records []*alphazero.Record) *Finding {
	drawn := 0
	for _, r := range records {
		if r.Returns[0] == r.Returns[1] {
			drawn++
		}
	}
	share := float64(drawn) / float64(len(records))
	if share < 0.95 {
		return nil
	}
	return found("all drawn", fmt.Sprintf("raise selfplay.random_share (%g) or selfplay.random_plies (%d), so that games begin uneven; if perfect play draws, the run has arrived",
		c.SelfPlay.RandomShare, c.SelfPlay.RandomPlies), "%.0f %% of the newest games are draws, which teach the value nothing.", 100*share)
}

// More than half of the games have been played before in the same generation,
// move for move.
func gamesRepeat(c *selfplay.Config, records []*alphazero.Record) *Finding {
	seen := map[string]bool{}
	for _, r := range records {
		seen[fmt.Sprint(r.Actions)] = true
	}
	share := 1 - float64(len(seen))/float64(len(records))
	if share <= 0.5 {
		return nil
	}
	return found("games repeat", fmt.Sprintf("raise selfplay.temperature_plies (%d), selfplay.random_share (%g) or selfplay.policy_plies (%g)",
		c.SelfPlay.TemperaturePlies, c.SelfPlay.RandomShare, c.SelfPlay.PolicyPlies),
		"%.0f %% of the newest games repeat another of their generation move for move.", 100*share)
}
