package vector_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// dice is a world of one seat: each throw of a die adds to a sum, which is seen
// together with the number of throws and the die; at 12 the rules end the
// episode. Action 1 throws twice and is legal below 6. A throw earns what the
// die shows.
type dice struct{}

func (dice) Spec() envs.Spec {
	return envs.Spec{Name: "dice", Players: 1, Actions: 2, Obs: [3]int{3, 1, 1}}
}

func (dice) New(id uint64) envs.State {
	s := &thrown{}
	s.Restart(id)
	return s
}

type thrown struct {
	sum, throws, last int
	chance            rand.PCG
}

func (s *thrown) Restart(id uint64) {
	*s = thrown{}
	s.chance.Seed(seed.Mix(id), 1)
}

func (s *thrown) ToPlay() envs.Player {
	if s.sum >= 12 {
		return envs.Over
	}
	return 0
}

func (s *thrown) Legal(dst []envs.Action) []envs.Action {
	if s.ToPlay() == envs.Over {
		return dst
	}
	dst = append(dst, 0)
	if s.sum < 6 {
		dst = append(dst, 1)
	}
	return dst
}

func (s *thrown) Play(a envs.Action) {
	if s.ToPlay() == envs.Over || a < 0 || a > 1 || a == 1 && s.sum >= 6 {
		panic(fmt.Sprintf("dice: illegal action %d", a))
	}
	s.last = 0
	for range 1 + a {
		s.last += 1 + int(s.chance.Uint64()%6)
	}
	s.sum += s.last
	s.throws++
}

func (s *thrown) Rewards(dst []float32) { dst[0] = float32(s.last) }
func (s *thrown) Observe(dst []float32) {
	dst[0], dst[1], dst[2] = float32(s.sum), float32(s.throws), float32(s.last)
}
func (s *thrown) CopyFrom(src envs.State) { *s = *src.(*thrown) }
