package rating

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Pair is the games of two players in which First moved first.
type Pair struct {
	First, Second       int     // numbers of players, from 0
	Wins, Draws, Losses float64 // in the eyes of First
}

func (p Pair) games() float64 { return p.Wins + p.Draws + p.Losses }

// Config holds the knobs of a Fit.
type Config struct {
	Anchor    int     // the player whose rating is given
	AnchorElo float64 // that rating

	// Prior is a number of games that every player is taken to have played
	// besides, half of them won and half lost, against those whom it met and
	// in proportion to how often. It keeps the rating of a player finite who
	// lost or won every game. 0 is none.
	Prior float64

	// FirstMove estimates the advantage of the first move as well.
	FirstMove bool
}

// Estimate is a number of Elo points and the ends of its 95 % interval.
type Estimate struct{ Elo, Lo, Hi float64 }

// Table is what a Fit found.
type Table struct {
	Players []Estimate // by player; the anchor's interval is a point

	// FirstMove is what the first move is worth, zero unless asked for.
	FirstMove Estimate

	// DrawRate is the share of draws between equal players without an
	// advantage of the first move.
	DrawRate float64

	cov *mat.SymDense // of the Elo of all players
}

// ErrUnbounded is returned by Fit when the likelihood grows without end: some
// players have won all their games against all the others, or lost them.
var ErrUnbounded = errors.New("some players won or lost every game against all others, so that their ratings have no bound; want more games, or a prior")

// Fit returns the ratings that make the results of n players most likely, by
// the model of Bradley and Terry with draws as Davidson has them ("On extending
// the Bradley-Terry model to accommodate ties in paired comparison experiments",
// 1970) and the advantage of the first move as Davidson and Beaver have it
// (1977). With strengths r on the scale of natural logarithms, an advantage h
// and a strength of draws η,
//
//	d = r[first] + h - r[second]
//	win : draw : loss = exp(d/2) : exp(η) : exp(-d/2)
//
// Elo points are d · 400/ln 10 · (1 - draw rate), so that for players of about
// equal strength a point is worth the same score as in Elo's own curve, however
// many games are drawn. Intervals are those of the normal approximation: the
// inverse of the Hessian at the maximum, carried over to Elo points.
//
// It is an error if the games do not connect all players, and ErrUnbounded if
// there is no maximum. It panics if a player is out of range or a count
// negative.
func Fit(n int, pairs []Pair, config Config) (*Table, error) {
	m, err := newModel(n, pairs, config)
	if err != nil {
		return nil, err
	}
	x, err := m.maximise()
	if err != nil {
		return nil, err
	}
	return m.table(x)
}

// model is the likelihood. Its parameters are the strengths of all players
// but the anchor, then h if it is estimated, then η if there are draws.
type model struct {
	n      int
	config Config
	pairs  []Pair
	index  []int // by player: its parameter, -1 for the anchor
	h, eta int   // their parameters, or -1
	size   int   // number of parameters
}

func newModel(n int, pairs []Pair, config Config) (*model, error) {
	if config.Anchor < 0 || config.Anchor >= n {
		panic(fmt.Sprintf("rating: anchor %d of %d players", config.Anchor, n))
	}
	m := &model{n: n, config: config, index: make([]int, n), h: -1, eta: -1}
	for i := range m.index {
		m.index[i] = m.size
		if i == config.Anchor {
			m.index[i] = -1
		} else {
			m.size++
		}
	}
	if config.FirstMove {
		m.h = m.size
		m.size++
	}
	if err := m.add(pairs); err != nil {
		return nil, err
	}
	for _, p := range pairs {
		if p.Draws > 0 && m.eta < 0 {
			m.eta = m.size
			m.size++
		}
	}
	return m, nil
}

// add takes the results over, and those of the prior.
func (m *model) add(pairs []Pair) error {
	played := make([]float64, m.n)
	for _, p := range pairs {
		if min(p.First, p.Second) < 0 || max(p.First, p.Second) >= m.n || p.First == p.Second {
			panic(fmt.Sprintf("rating: players %d and %d of %d", p.First, p.Second, m.n))
		}
		if min(p.Wins, p.Draws, p.Losses) < 0 {
			panic(fmt.Sprintf("rating: %v games won, %v drawn, %v lost", p.Wins, p.Draws, p.Losses))
		}
		played[p.First] += p.games()
		played[p.Second] += p.games()
	}
	groups := newGroups(m.n)
	for _, p := range pairs {
		games := p.games()
		if games == 0 {
			continue
		}
		groups.join(p.First, p.Second)
		half := m.config.Prior * games * (1/played[p.First] + 1/played[p.Second]) / 4
		p.Wins, p.Losses = p.Wins+half, p.Losses+half
		m.pairs = append(m.pairs, p)
	}
	for i := range m.n {
		if groups.of(i) != groups.of(m.config.Anchor) {
			return fmt.Errorf("players %d and %d cannot be compared: no games connect them", m.config.Anchor, i)
		}
	}
	return nil
}

// maximise returns the parameters of the greatest likelihood.
func (m *model) maximise() ([]float64, error) {
	if m.size == 0 {
		return nil, nil
	}
	if m.config.Prior == 0 && !m.bounded() {
		return nil, ErrUnbounded
	}
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return m.loss(x, nil, nil) },
		Grad: func(grad, x []float64) { m.loss(x, grad, nil) },
		Hess: func(hess *mat.SymDense, x []float64) { m.loss(x, nil, hess) },
	}
	settings := &optimize.Settings{GradientThreshold: 1e-8 * (1 + m.total()), MajorIterations: 500}
	result, err := optimize.Minimize(problem, make([]float64, m.size), settings, &optimize.Newton{})
	if err != nil && (result == nil || !m.flat(result.X)) { // a line search may fail within rounding of the maximum
		return nil, fmt.Errorf("ratings: %w", err)
	}
	return result.X, nil
}

func (m *model) total() (games float64) {
	for _, p := range m.pairs {
		games += p.games()
	}
	return games
}

// flat reports whether x is a maximum but for rounding.
func (m *model) flat(x []float64) bool {
	grad := make([]float64, m.size)
	m.loss(x, grad, nil)
	for _, g := range grad {
		if math.Abs(g) > 1e-5*(1+m.total()) {
			return false
		}
	}
	return true
}

// loss returns minus the logarithm of the likelihood, and fills its gradient
// and Hessian unless they are nil. The model is an exponential family, so the
// Hessian is the covariance of what the outcomes add to the gradient.
func (m *model) loss(x, grad []float64, hess *mat.SymDense) float64 {
	for i := range grad {
		grad[i] = 0
	}
	if hess != nil {
		hess.Zero()
	}
	sum := 0.0
	for _, p := range m.pairs {
		d := m.at(x, m.index[p.First]) + m.at(x, m.h) - m.at(x, m.index[p.Second])
		win, draw, loss := m.odds(d, x)
		total := win + draw + loss
		win, draw, loss = win/total, draw/total, loss/total
		sum -= p.Wins*math.Log(win) + p.Losses*math.Log(loss)
		if p.Draws > 0 {
			sum -= p.Draws * math.Log(draw)
		}
		n := p.games()
		if grad != nil {
			dd := n*(win-loss)/2 - (p.Wins-p.Losses)/2
			m.addTo(grad, p, dd, n*draw-p.Draws)
		}
		if hess != nil {
			mean := (win - loss) / 2
			m.addHess(hess, p, n*((win+loss)/4-mean*mean), -n*mean*draw, n*draw*(1-draw))
		}
	}
	return sum
}

func (m *model) at(x []float64, i int) float64 {
	if i < 0 {
		return 0
	}
	return x[i]
}

// odds returns numbers in proportion to the chances of the outcomes.
func (m *model) odds(d float64, x []float64) (win, draw, loss float64) {
	if m.eta >= 0 {
		draw = math.Exp(x[m.eta])
	}
	return math.Exp(d / 2), draw, math.Exp(-d / 2)
}

// direction calls f for each parameter of d with its sign.
func (m *model) direction(p Pair, f func(i int, sign float64)) {
	if i := m.index[p.First]; i >= 0 {
		f(i, 1)
	}
	if i := m.index[p.Second]; i >= 0 {
		f(i, -1)
	}
	if m.h >= 0 {
		f(m.h, 1)
	}
}

func (m *model) addTo(grad []float64, p Pair, dd, dEta float64) {
	m.direction(p, func(i int, sign float64) { grad[i] += sign * dd })
	if m.eta >= 0 {
		grad[m.eta] += dEta
	}
}

func (m *model) addHess(hess *mat.SymDense, p Pair, dd, dEta, etaEta float64) {
	add := func(i, j int, v float64) { hess.SetSym(i, j, hess.At(i, j)+v) }
	m.direction(p, func(i int, a float64) {
		m.direction(p, func(j int, b float64) {
			if i <= j {
				add(i, j, a*b*dd)
			}
		})
		if m.eta >= 0 {
			add(i, m.eta, a*dEta)
		}
	})
	if m.eta >= 0 {
		add(m.eta, m.eta, etaEta)
	}
}

// table carries the parameters and their covariance over to Elo points.
func (m *model) table(x []float64) (*Table, error) {
	cov, err := m.covariance(x)
	if err != nil {
		return nil, err
	}
	draw := 0.0
	if m.eta >= 0 {
		draw = math.Exp(x[m.eta]) / (2 + math.Exp(x[m.eta]))
	}
	scale := (1 - draw) / perElo
	t := &Table{Players: make([]Estimate, m.n), DrawRate: draw, cov: mat.NewSymDense(m.n, nil)}
	rows := make([][]float64, m.n+1) // by player, then h: how its Elo changes with the parameters
	for i := range rows {
		at := m.h
		if i < m.n {
			at = m.index[i]
		}
		rows[i] = make([]float64, m.size)
		if at < 0 {
			continue
		}
		rows[i][at] = scale
		if m.eta >= 0 {
			rows[i][m.eta] = -x[at] * draw * (1 - draw) / perElo
		}
	}
	for i := range m.n {
		for j := i; j < m.n; j++ {
			t.cov.SetSym(i, j, form(rows[i], cov, rows[j]))
		}
		t.Players[i] = estimate(m.config.AnchorElo+scale*m.at(x, m.index[i]), t.cov.At(i, i))
	}
	t.FirstMove = estimate(scale*m.at(x, m.h), form(rows[m.n], cov, rows[m.n]))
	return t, nil
}

// covariance is the inverse of the Hessian, row by row.
func (m *model) covariance(x []float64) ([][]float64, error) {
	if m.size == 0 {
		return nil, nil
	}
	hess := mat.NewSymDense(m.size, nil)
	m.loss(x, nil, hess)
	var chol mat.Cholesky
	if !chol.Factorize(hess) {
		return nil, ErrUnbounded
	}
	var inverse mat.SymDense
	if err := chol.InverseTo(&inverse); err != nil {
		return nil, fmt.Errorf("ratings: %w", err)
	}
	rows := make([][]float64, m.size)
	for i := range rows {
		rows[i] = mat.Row(nil, i, &inverse)
	}
	return rows, nil
}

// form returns aᵀ·cov·b.
func form(a []float64, cov [][]float64, b []float64) (sum float64) {
	for i, row := range cov {
		for j, v := range row {
			sum += a[i] * v * b[j]
		}
	}
	return sum
}

const z95 = 1.959963984540054 // the 97.5 % point of the normal distribution

func estimate(elo, variance float64) Estimate {
	half := z95 * math.Sqrt(max(variance, 0))
	return Estimate{elo, elo - half, elo + half}
}

// Superiority is how likely player i is stronger than player j.
func (t *Table) Superiority(i, j int) float64 {
	variance := t.cov.At(i, i) + t.cov.At(j, j) - 2*t.cov.At(i, j)
	if variance <= 0 {
		return 0.5
	}
	return below((t.Players[i].Elo - t.Players[j].Elo) / math.Sqrt(variance))
}
