package gridworld_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/gridworld"
	"github.com/tengen-rl/tengen/envs/toytext"
	"github.com/tengen-rl/tengen/internal/golden"
)

func parse(t testing.TB, text string) *gridworld.Map {
	t.Helper()
	m, err := gridworld.Parse(text)
	require.NoError(t, err)
	return m
}

func tables(t testing.TB, m *gridworld.Map) *gridworld.Tables {
	t.Helper()
	tables, err := m.Tables()
	require.NoError(t, err)
	return tables
}

// treasury has everything that a map may have.
const treasury = `
limit: 40
slip: 0.1
step: -0.01
view: egocentric 5
legend:
* = goal 3
map:
S.a$.b
.##A##
..~L.*
S$.B.G
`

// maps are all kinds that the tests go through.
func maps(t testing.TB) map[string]*gridworld.Map {
	return map[string]*gridworld.Map{
		"usual":              gridworld.Usual(),
		"corridor":           parse(t, "S.G"),
		"treasury":           parse(t, treasury),
		"treasury seen full": parse(t, strings.Replace(treasury, "egocentric 5", "full", 1)),
		"all slips":          parse(t, "slip: 1\nlimit: 9\nmap:\n...\n.S.\n..G"),
	}
}

func TestMapsKeepTheLaws(t *testing.T) {
	for name, m := range maps(t) {
		t.Run(name, func(t *testing.T) {
			for _, v := range envtest.Check(m, envtest.Config{Games: 4}) {
				t.Error(v)
			}
		})
	}
	envtest.Test(t, tables(t, parse(t, treasury)))
}

func TestMapStepsAllocateNothing(t *testing.T) {
	for name, m := range maps(t) {
		assert.Zero(t, envtest.StepAllocs(m), name)
		assert.Zero(t, envtest.PlayoutAllocs(m, 1), name)
	}
}

func TestMapPlaythrough(t *testing.T) {
	golden.Compare(t, "treasury.txt", envtest.Playthrough(parse(t, treasury), 1))
	assert.Equal(t, []string{"wall", "goal", "lava", "ice", "coin", "key a", "key a taken", "door a", "key b", "key b taken", "door b"},
		parse(t, treasury).Channels())
}

// play plays moves, letters of up right down left, and returns the drawing
// and the sum of rewards.
func play(t *testing.T, m *gridworld.Map, moves string) (drawing string, sum float64, s envs.State) {
	t.Helper()
	s = m.New(0)
	rewards := make([]float32, 1)
	for i, c := range moves {
		require.NotEqual(t, envs.Over, s.ToPlay(), "before move %d", i)
		s.Play(envs.Action(strings.IndexRune("urdl", c)))
		s.Rewards(rewards)
		sum += float64(rewards[0])
	}
	return s.(interface{ String() string }).String(), sum, s
}

func TestWhatCellsDo(t *testing.T) {
	const rooms = "step: -0.1\nlava: -2\nlimit: 20\nmap:\n#####\n#Sa$#\n###A#\n#LA.#\n#.$G#\n#####"
	for _, c := range []struct {
		name, moves, drawing string
		sum                  float64
		ended                bool
	}{
		{"a wall stops", "uuld", "#####\n#@a$#\n###A#\n#LA.#\n#.$G#\n#####\n", -0.4, false},
		{"a key is taken", "rl", "#####\n#@.$#\n###.#\n#L..#\n#.$G#\n#####\nkeys a\n", -0.2, false},
		{"a coin earns once", "rrlr", "#####\n#..@#\n###.#\n#L..#\n#.$G#\n#####\nkeys a\n", 0.6, false},
		{"the goal ends", "rrddd", "#####\n#...#\n###.#\n#L..#\n#.$@#\n#####\nkeys a\n", 1.5, true},
		{"lava ends", "rrddll", "#####\n#...#\n###.#\n#@..#\n#.$G#\n#####\nkeys a\n", -1.6, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			drawing, sum, s := play(t, parse(t, rooms), c.moves)
			assert.Equal(t, c.drawing, drawing)
			assert.InDelta(t, c.sum, sum, 1e-6)
			assert.Equal(t, c.ended, s.ToPlay() == envs.Over)
			assert.False(t, envs.Truncated(s))
		})
	}
	drawing, _, _ := play(t, parse(t, "map:\nSA.a"), "rrr")
	assert.Equal(t, "@A.a\n", drawing, "a door without its key is a wall")
	_, _, s := play(t, parse(t, "limit: 3\nmap:\nS.G"), "lll")
	assert.True(t, envs.Truncated(s))
	_, _, s = play(t, parse(t, "limit: 2\nmap:\nS.G"), "rr")
	assert.False(t, envs.Truncated(s), "the goal comes first")
}

// TestAMapOfIceIsFrozenLake compares all values of a map with those of the
// world that it draws.
func TestAMapOfIceIsFrozenLake(t *testing.T) {
	lake, err := toytext.FrozenLake(toytext.Lake{Map: toytext.Lake8x8()})
	require.NoError(t, err)
	drawing := strings.NewReplacer("F", "~", "H", "L").Replace(strings.Join(toytext.Lake8x8(), "\n"))
	drawn := tables(t, parse(t, "slip: 0.6666666666666666\nmap:\n"+drawing))
	for _, discount := range []float64{0.9, 0.99} {
		want := tabular.FromStart(lake, tabular.ValueIteration(lake, discount, 1e-13).Values)
		got := tabular.FromStart(drawn, tabular.ValueIteration(drawn, discount, 1e-13).Values)
		assert.InDelta(t, want, got, 1e-10)
	}
}

func TestTablesAreWhatIsPlayed(t *testing.T) {
	assert.NoError(t, envtest.CheckModel(tables(t, parse(t, treasury)), 100_000))
	assert.NoError(t, envtest.CheckModel(tables(t, parse(t, "slip: 1\nlimit: 9\nmap:\n...\n.S.\n..G")), 10_000))
	assert.NoError(t, envtest.CheckModel(sea(t, "5"), 10_000))
}

func TestTablesThatWouldBeTooLarge(t *testing.T) {
	_, err := parse(t, "S"+strings.Repeat("$", 12)+"\n"+strings.Repeat("$", 13)).Tables()
	assert.EqualError(t, err, "gridworld has more than 262144 states: want fewer keys and coins")
}

func TestMapErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "map: there is no drawing: want rows of cells, one of them S for the start"},
		{"no drawing", "limit: 3\nmap:\n", "map: there is no drawing: want rows of cells, one of them S for the start"},
		{"no start", "..G", "map: there is no start: want at least one S"},
		{"unknown", "###\n#S!\n###", "map: line 2, column 3: unknown character '!': want . # S G L ~ $, a small letter for a key and its capital for a door (not s, g, l), or what a legend explains"},
		{"unknown beside a legend", "legend:\n* = goal\nmap:\nS\té", "map: line 4, column 2: unknown character '\\t': want . # S G L ~ $, a small letter for a key and its capital for a door (not s, g, l), or of the legend *"},
		{"ragged", "limit: 9\nmap:\n####\n#S#\n####", "map: line 4: 3 cells, where the first row has 4: the rows of a map are equally long"},
		{"an empty row", "###\n\n#S#", "map: line 2: 0 cells, where the first row has 3: the rows of a map are equally long"},
		{"a door without a key", "SB.\n.bA", "map: line 2, column 3: the door A has no key: want a small a somewhere"},
		{"an option", "limits: 4\nmap:\nS", `map: line 1: unknown option "limits": want limit, step, slip, goal, lava, coin, ice or view`},
		{"no option", "// hello\nlimit 4\nmap:\nS", `map: line 2: "limit 4": want an option such as limit: 100, or the line legend: or map:`},
		{"twice", "limit: 4\nlimit: 4\nmap:\nS", `map: line 2: option "limit" is given twice`},
		{"a limit", "limit: 0\nmap:\nS", `map: line 1: limit "0": want a number of steps, 1 to 1073741824`},
		{"a number", "step: NaN\nmap:\nS", `map: line 1: step "NaN": want a number, at most 1e+06 either way`},
		{"a probability", "slip: 2\nmap:\nS", `map: line 1: a slip of "2": want a probability, 0 to 1`},
		{"a view", "view: egocentric 4\nmap:\nS", `map: line 1: view "egocentric 4": want full, or egocentric and an odd number of cells, 3 to 31`},
		{"a legend", "legend:\nab = wall\nmap:\nS", `map: line 2: "ab = wall": want one character, an equals sign and floor, wall, start, goal NUMBER, lava NUMBER, coin NUMBER or ice NUMBER`},
		{"a kind", "legend:\n* = gaol\nmap:\nS", `map: line 2: "*": "gaol": want floor, wall, start, goal NUMBER, lava NUMBER, coin NUMBER or ice NUMBER`},
		{"no kind", "legend:\n* =\nmap:\nS", `map: line 2: "*": nothing follows the equals sign: want floor, wall, start, goal NUMBER, lava NUMBER, coin NUMBER or ice NUMBER`},
		{"a number too many", "legend:\n* = wall 3\nmap:\nS", `map: line 2: "*": "3" after wall: want floor, wall, start, goal NUMBER, lava NUMBER, coin NUMBER or ice NUMBER`},
		{"explained twice", "legend:\n* = wall\n* = goal\nmap:\nS", `map: line 3: "*" is explained twice`},
		{"not text", "S.\n.\xff", "map: line 2: it is not UTF-8 text"},
		{"too wide", "S" + strings.Repeat(".", 128), "map: line 1, column 129: more than 128 columns"},
		{"too high", strings.Repeat("S\n", 129), "map: line 129: more than 128 rows"},
		{"too many items", "S" + strings.Repeat("$", 65), "map: line 1, column 66: more than 64 keys and coins"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := gridworld.Parse(c.text)
			var typed *gridworld.MapError
			require.ErrorAs(t, err, &typed)
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestWaysToWriteTheSame(t *testing.T) {
	want := parse(t, "map:\nS.G")
	for _, text := range []string{"S.G", "\n\nS.G\n\n", "// a comment\r\n\r\nlimit: 100\r\nmap:\r\nS.G\r\n", "legend:\n\u2603 = goal\nmap:\nS.\u2603"} {
		m := parse(t, text)
		assert.Equal(t, want.Spec(), m.Spec())
		assert.Equal(t, 1., tabular.FromStart(tables(t, m), tabular.ValueIteration(tables(t, m), 1, 0).Values))
	}
	assert.Equal(t, "gridworld:room.map", want.Named("gridworld:room.map").Spec().Name)
	assert.Equal(t, "gridworld", want.Spec().Name)
}

// TestDocument reads every map of docs/maps.md and computes what it says that
// best play earns.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/maps.md")
	require.NoError(t, err)
	example := regexp.MustCompile("(?s)```map\n(.*?)```(.*?)Best play earns\\s+([-0-9.]*[0-9])")
	examples := example.FindAllStringSubmatch(string(text), -1)
	require.Len(t, examples, strings.Count(string(text), "```map\n"), "every example says what it earns")
	for _, e := range examples {
		require.NotContains(t, e[2], "```map")
		m := tables(t, parse(t, e[1]))
		want, err := strconv.ParseFloat(e[3], 64)
		require.NoError(t, err)
		assert.InDelta(t, want, tabular.FromStart(m, tabular.ValueIteration(m, 1, 1e-12).Values), 1e-6, e[1])
		assert.Empty(t, envtest.Check(m.Map, envtest.Config{Games: 2}))
	}
}

// FuzzParse reads anything, and plays what it takes for a map.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"S.G", treasury, "legend:\n* = coin -2\nmap:\nS*", "view: egocentric 3\nslip: 1\nmap:\nSaA", "\xff"} {
		f.Add(text, []byte("0123"))
	}
	f.Fuzz(func(t *testing.T, text string, moves []byte) {
		m, err := gridworld.Parse(text)
		if err != nil {
			var typed *gridworld.MapError
			require.ErrorAs(t, err, &typed)
			require.NotEmpty(t, typed.What)
			return
		}
		s, obs := m.New(1), make([]float32, m.Spec().ObsLen())
		for _, b := range moves {
			if s.ToPlay() == envs.Over {
				break
			}
			s.Play(envs.Action(b & 3))
			s.Observe(obs)
			for _, v := range obs {
				require.True(t, v == 0 || v == 1)
			}
		}
	})
}

func BenchmarkMapSteps(b *testing.B)        { envtest.BenchmarkSteps(b, gridworld.Usual()) }
func BenchmarkEgocentricSteps(b *testing.B) { envtest.BenchmarkSteps(b, parse(b, treasury)) }
